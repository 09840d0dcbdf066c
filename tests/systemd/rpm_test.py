# SPDX-License-Identifier: MIT
"""The package for rpm: installed, upgraded in the middle of a run, erased."""
from __future__ import annotations

import subprocess
import unittest

from .guest import ETC, SOCKET_UNIT, STATE, UNIT, WEST, Guest, run, shown, systemctl, until
from .package_test import PACKAGE


def rpm(*words: object) -> "subprocess.CompletedProcess[str]":
    """Its libraries are Debian's here, of which rpm knows nothing."""
    return run("rpm", *words, "--nodeps")


@unittest.skipUnless(PACKAGE.exists(), "there is no package to try")
class Package(Guest):
    def check(self, *words: object) -> None:
        done = rpm(*words)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def setUp(self) -> None:
        super().setUp()
        systemctl("disable", UNIT, SOCKET_UNIT)
        self.check("--install", "--force", PACKAGE)
        self.addCleanup(rpm, "--erase", "failoverd")

    def test_it_waits_for_an_operator_to_enable_it(self):
        self.assertEqual((shown("ActiveState"), shown("UnitFileState")),
                         ("inactive", "disabled"))

    def test_an_upgrade_loses_no_command_and_finishes_the_run(self):
        systemctl("enable", "--now", UNIT)
        self.box.post("/timings", promote_s=6.0)
        until("a failover could begin", lambda: self.in_the_way() <= {"G06"})
        self.assertEqual(self.failover("--no-wait").returncode, 0, self.story())
        self.until_told("step-acted")
        before, mine = self.pid(), (ETC / "failoverd.json").read_text()
        self.check_no_command_is_lost(lambda: self.check("--upgrade", "--force", PACKAGE))
        self.assertNotEqual(self.pid(), before)
        self.until_told("run-resumed")
        self.until_told("run-done")
        self.assertEqual(self.api.application()["active"], WEST)
        self.assertEqual((ETC / "failoverd.json").read_text(), mine)

    def test_what_it_knows_outlives_it(self):
        self.start()
        self.check("--erase", "failoverd")
        self.assertEqual(shown("ActiveState"), "inactive")
        self.assertTrue((STATE / "failoverd.db").exists())
