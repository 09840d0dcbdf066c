# SPDX-License-Identifier: MIT
"""The Debian package: installed, upgraded in the middle of a run, removed, purged."""
from __future__ import annotations

import os
import subprocess
import unittest
from pathlib import Path

from .guest import ETC, STATE, UNIT, WEST, Guest, run, shown, systemctl, until

PACKAGE = Path("/out/package")
ANSWER = "SET failoverd/purge-history %s\n"


def dpkg(*words: object) -> "subprocess.CompletedProcess[str]":
    return run("dpkg", *words, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})


@unittest.skipUnless(PACKAGE.exists(), "there is no package to try")
class Package(Guest):
    def install(self) -> None:
        done = dpkg("--force-confold", "--install", PACKAGE)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def setUp(self) -> None:
        super().setUp()
        self.install()
        self.configure()
        self.set_environment(self.box.environment())

    def tearDown(self) -> None:
        dpkg("--purge", "failoverd")

    def test_it_waits_for_an_operator_to_enable_it(self):
        self.assertEqual((shown("ActiveState"), shown("UnitFileState")),
                         ("inactive", "disabled"))
        done = systemctl("enable", "--now", UNIT)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual((shown("ActiveState"), shown("UnitFileState", "failoverd.socket")),
                         ("active", "enabled"))

    def test_its_entries_are_explained_as_soon_as_it_is_installed(self):
        self.assertIn("failoverd: failoverd has started",
                      run("journalctl", "--list-catalog").stdout)

    def test_an_upgrade_in_the_middle_of_a_run_ends_with_the_run_done(self):
        systemctl("enable", "--now", UNIT)
        self.box.post("/timings", promote_s=6.0)
        until("a failover could begin", lambda: self.in_the_way() <= {"G06"})
        self.assertEqual(self.failover("--no-wait").returncode, 0, self.story())
        self.until_told("step-acted")
        before = self.pid()
        self.install()
        self.assertNotEqual(self.pid(), before)
        self.until_told("run-resumed")
        self.until_told("run-done")
        self.assertEqual(self.api.application()["active"], WEST)

    def test_no_command_is_lost_in_an_upgrade(self):
        systemctl("enable", "--now", UNIT)
        before = self.pid()
        self.assertGreater(self.check_no_command_is_lost(self.install), 1)
        self.assertNotEqual(self.pid(), before)

    def test_what_an_operator_wrote_outlives_upgrade_and_removal(self):
        mine = (ETC / "failoverd.json").read_text()
        self.install()
        self.assertEqual((ETC / "failoverd.json").read_text(), mine)
        systemctl("enable", "--now", UNIT)
        self.assertEqual(dpkg("--remove", "failoverd").returncode, 0)
        self.assertEqual((ETC / "failoverd.json").read_text(), mine)
        self.assertTrue((STATE / "failoverd.db").exists())
        self.assertEqual(shown("ActiveState"), "inactive")

    def test_purging_asks_before_history_goes(self):
        for answer, stays in (("false", True), ("true", False)):
            with self.subTest(answer):
                self.install()
                self.configure()
                self.start()
                # Preseeding would make the question, too; this only answers one that there is.
                said = subprocess.run(["debconf-communicate", "failoverd"], input=ANSWER % answer,
                                      text=True, check=True, capture_output=True).stdout
                self.assertEqual(said, "0 value set\n")
                done = dpkg("--purge", "failoverd")
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                self.assertEqual((STATE / "failoverd.db").exists(), stays)
