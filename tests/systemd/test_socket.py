# SPDX-License-Identifier: MIT
"""The socket of the API is systemd's: it is there before the service, and stays when that goes."""
from __future__ import annotations

import subprocess
from pathlib import Path

from .guest import SOCKET, SOCKET_UNIT, UNIT, Guest, ctl, run, shown, systemctl, until

RESTARTS = 3


class Socket(Guest):
    def test_it_is_the_operators_group_that_may_open_it(self):
        self.start()
        self.assertEqual(run("stat", "-c", "%U %G %a", SOCKET).stdout.strip(),
                         "failoverd failoverd-admin 660")

    def test_the_first_command_starts_the_service(self):
        self.assertEqual(systemctl("start", SOCKET_UNIT).returncode, 0)
        self.assertEqual(shown("ActiveState"), "inactive")
        self.assertEqual(ctl("status").returncode, 0)
        until("the service is ready", lambda: shown("ActiveState") == "active")

    def test_no_command_is_lost_in_a_restart(self):
        self.start()
        restarts: list[int] = []
        given = self.check_no_command_is_lost(lambda: restarts.extend(
            systemctl("restart", UNIT).returncode for _ in range(RESTARTS)))
        self.assertEqual(restarts, [0] * RESTARTS)
        self.assertGreater(given, RESTARTS)

    def test_it_goes_with_its_unit(self):
        self.start()
        systemctl("stop", UNIT)
        self.assertTrue(Path(SOCKET).exists())
        systemctl("stop", SOCKET_UNIT)
        self.assertFalse(Path(SOCKET).exists())


class Operators(Guest):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        run("useradd", "--groups", "failoverd-admin", "ada")
        run("useradd", "bob")

    def setUp(self) -> None:
        super().setUp()
        self.start()

    def pause(self, user: str) -> "subprocess.CompletedProcess[str]":
        return run("setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups",
                   "failoverctl", "pause", "--for", "1m", "--reason", "lunch")

    def test_a_command_is_told_with_its_operators_name(self):
        done = self.pause("ada")
        self.assertEqual(done.returncode, 0, done.stderr)
        told = self.until_told("paused")
        self.assertEqual(told["FAILOVERD_ACTOR"], "ada")

    def test_who_is_not_in_the_group_cannot_command(self):
        done = self.pause("bob")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("ermission denied", done.stderr)
        self.assertEqual(self.entries("FAILOVERD_EVENT=paused"), [])
