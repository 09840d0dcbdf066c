# SPDX-License-Identifier: MIT
"""What the unit promises to keep from the service is kept from it."""
from __future__ import annotations

import re
import subprocess
from pathlib import Path

from .guest import SOCKET_UNIT, UNIT, Guest, run, shown


class Hardening(Guest):
    def setUp(self) -> None:
        super().setUp()
        self.start()
        self.process = Path(f"/proc/{self.pid()}")

    def status(self, name: str) -> str:
        found = re.search(rf"^{name}:\s*(.*)$", (self.process / "status").read_text(), re.M)
        assert found is not None, name
        return found.group(1)

    def within(self, *command: str) -> "subprocess.CompletedProcess[str]":
        """As root, but with the service's view of the file system."""
        return run("nsenter", f"--target={self.pid()}", "--mount", "--", *command)

    def test_it_has_no_capability_and_can_gain_none(self):
        for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
            self.assertEqual(int(self.status(name), 16), 0, name)
        self.assertEqual(self.status("NoNewPrivs"), "1")

    def test_its_system_calls_are_filtered(self):
        self.assertEqual(self.status("Seccomp"), "2")

    def test_the_exposure_is_as_it_is_promised(self):
        done = run("systemd-analyze", "security", "--no-pager", "--threshold=12", UNIT)
        self.assertEqual(done.returncode, 0, done.stdout[-200:])

    def test_systemd_finds_no_fault_with_the_units(self):
        done = run("systemd-analyze", "verify", "--man=no", UNIT, SOCKET_UNIT)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))

    def test_each_manual_page_that_a_unit_names_is_there(self):
        pages = {page for unit in (UNIT, SOCKET_UNIT) for page in
                 re.findall(r"man:([\w.-]+)\((\d)\)", shown("Documentation", unit))}
        self.assertEqual(len(pages), 5)
        for name, section in pages:
            page = Path(f"/usr/share/man/man{section}/{name}.{section}")
            self.assertTrue(page.exists(), page)

    def test_it_can_write_to_its_state_and_nowhere_else(self):
        for place in ("/var/lib/failoverd/x", "/run/failoverd/x"):
            self.assertEqual(self.within("touch", place).returncode, 0, place)
        for place in ("/etc/x", "/usr/x", "/var/x", "/root/x"):
            self.assertNotEqual(self.within("touch", place).returncode, 0, place)
        as_itself = ("setpriv", "--reuid=failoverd", "--regid=failoverd", "--clear-groups")
        self.assertNotEqual(self.within(*as_itself, "touch", "/etc/failoverd/x").returncode, 0)

    def test_homes_and_other_processes_are_out_of_sight(self):
        self.assertEqual(self.within("ls", "-A", "/root").stdout, "")
        self.assertNotEqual(self.within("ls", "/proc/sys").returncode, 0)

    def test_the_temporary_directory_is_its_own(self):
        Path("/tmp/of-somebody-else").touch()
        self.assertNotIn("of-somebody-else", self.within("ls", "/tmp").stdout)

    def test_no_core_is_dumped_and_no_other_process_can_look_into_it(self):
        limits = (self.process / "limits").read_text()
        self.assertRegex(limits, r"Max core file size +0 +0 ")
        # Of a process that cannot be dumped, these belong to root, whoever it runs as.
        self.assertEqual((self.process / "environ").stat().st_uid, 0)

    def test_nothing_of_it_is_swapped_out_where_it_may_lock_memory(self):
        limits = (self.process / "limits").read_text()
        if re.search(r"Max locked memory +unlimited ", limits):
            self.assertGreater(int(self.status("VmLck").split()[0]), 0)
        else:
            self.assertEqual(int(self.status("VmLck").split()[0]), 0)
