# SPDX-License-Identifier: MIT
"""What failoverctl log asks of journalctl, for which a script stands in that prints it."""
from __future__ import annotations

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

from .stage import BUILD

STAND_IN = '#!/bin/sh\nprintf "%s\\n" "$@"\n'


class Log(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.path = Path(directory.name)

    def log(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run([BUILD / "failoverctl", "log", *arguments], text=True, check=False,
                              env={**os.environ, "PATH": str(self.path)}, capture_output=True)

    def asked(self, *arguments: str) -> list[str]:
        stand_in = self.path / "journalctl"
        stand_in.write_text(STAND_IN)
        stand_in.chmod(0o755)
        done = self.log(*arguments)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout.splitlines()

    def test_alone_it_shows_all_of_the_unit_in_utc(self):
        self.assertEqual(self.asked(), [
            "--unit=failoverd.service", "--utc", "--output=short-iso"])

        self.assertIn("log: all", self.log("--help").stdout)

    def test_options_become_those_of_journalctl(self):
        for given, expected in (
                (["--since", "-2h"], "--since=-2h"),
                (["--limit", "5"], "--lines=5"),
                (["--follow"], "--follow"),
                (["--explain"], "--catalog"),
                (["--json"], "--output=json")):
            with self.subTest(given):
                self.assertIn(expected, self.asked(*given))
        self.assertNotIn("--utc", self.asked("--local"))

    def test_an_application_and_a_run_are_matches_that_both_must_hold(self):
        asked = self.asked("--app", "remittance", "--run", "r-0017")
        self.assertEqual(asked[-2:], ["FAILOVERD_APP=remittance", "FAILOVERD_RUN=r-0017"])

    def test_decisions_are_matches_of_one_field(self):
        asked = [word for word in self.asked("--decisions") if "=" in word and word[0] != "-"]
        self.assertEqual({word.split("=")[0] for word in asked}, {"FAILOVERD_EVENT"})
        for event in ("blocked", "proposed", "decided", "would-move", "adopted", "run-failed"):
            self.assertIn(f"FAILOVERD_EVENT={event}", asked)
        self.assertNotIn("FAILOVERD_EVENT=probe-changed", asked)

    def test_a_name_that_no_application_can_have_is_refused(self):
        done = self.log("--app", "x" * 200)
        self.assertEqual(done.returncode, 2)
        self.assertIn("too long", done.stderr)

    def test_without_journalctl_it_says_where_to_look(self):
        done = self.log()
        self.assertEqual(done.returncode, 1)
        self.assertIn("journalctl cannot be run (No such file or directory)", done.stderr)
        self.assertIn("standard error of failoverd", done.stderr)

    def test_an_option_of_another_verb_is_refused(self):
        done = self.log("--force")
        self.assertEqual(done.returncode, 2)
        self.assertIn("log has no use for --force", done.stderr)
