# SPDX-License-Identifier: MIT
"""The catalog of journalctl -x, held against the table of events and against journald itself."""
from __future__ import annotations

import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

BUILD = Path(os.environ.get("FAILOVERD_BUILD", "build/release")).resolve()
CATALOG = BUILD / "doc" / "failoverd.catalog"
EVENT = re.compile(r'X\((\w+),\s*"([a-z-]+)",\s*"([0-9a-f]{32})",\s*(LOG_\w+)\)')


def events() -> list[tuple[str, ...]]:
    """constant, name, MESSAGE_ID, priority of each."""
    return EVENT.findall(Path("daemon/log.h").read_text())


class Catalog(unittest.TestCase):
    def test_every_event_has_one_entry_and_none_is_spare(self):
        entries = re.findall(r"^-- ([0-9a-f]{32})$", CATALOG.read_text(), re.MULTILINE)
        self.assertGreater(len(entries), 40)
        self.assertEqual(entries, [event[2] for event in events()])

    def test_every_entry_says_what_it_means_and_what_to_do(self):
        for entry in CATALOG.read_text().split("\n-- ")[1:]:
            head, *paragraphs = entry.strip().split("\n\n")
            self.assertRegex(head, r"^[0-9a-f]{32}\nSubject: .{8,}\nDefined-By: failoverd\n"
                                   r"Documentation: man:failoverd-events\(7\)$")
            self.assertEqual(len(paragraphs), 3, entry)
            self.assertTrue(paragraphs[2].startswith("To do: "), entry)

    def test_it_is_folded_for_a_terminal(self):
        for line in CATALOG.read_text().splitlines():
            if not line.startswith(("Subject: ", "#")):
                self.assertLessEqual(len(line), 76, line)

    def test_journald_takes_all_of_it(self):
        with tempfile.TemporaryDirectory() as root:
            there = Path(root) / "usr" / "lib" / "systemd" / "catalog"
            there.mkdir(parents=True)
            (Path(root) / "var" / "lib" / "systemd" / "catalog").mkdir(parents=True)
            (there / CATALOG.name).write_bytes(CATALOG.read_bytes())
            update = subprocess.run(["journalctl", "--update-catalog", f"--root={root}"],
                                    capture_output=True, text=True, check=False)
            self.assertEqual((update.returncode, update.stderr), (0, ""))
            dump = subprocess.run(["journalctl", "--dump-catalog", f"--root={root}"],
                                  capture_output=True, text=True, check=True).stdout
        self.assertEqual(sorted(re.findall(r"^-- ([0-9a-f]{32})$", dump, re.MULTILINE)),
                         sorted(event[2] for event in events()))
