# SPDX-License-Identifier: MIT
"""Start, readiness, the watchdog, crashes, restarts and the end."""
from __future__ import annotations

import signal

from .guest import (ETC, SOCKET_UNIT, STATE, UNIT, WEST, Guest, ctl, run, shown, systemctl,
                    until)


class Life(Guest):
    def test_a_start_returns_when_it_watches(self):
        self.start()
        self.assertEqual((shown("ActiveState"), shown("SubState")), ("active", "running"))
        for region in self.api.application()["regions"]:
            for probe in region["probes"]:
                self.assertTrue(probe["outcome"], probe)

    def test_the_status_line_says_who_serves(self):
        self.start()
        until("it is shown", lambda: shown("StatusText")
              == "remittance: us-east-1 is serving; no reason to act.")
        self.assertIn("us-east-1 is serving", systemctl("status", UNIT).stdout)

    def test_it_runs_as_a_user_of_its_own_with_a_directory_of_its_own(self):
        self.start()
        found = run("stat", "-c", "%U %G %a", STATE).stdout.strip()
        self.assertEqual(found, "failoverd failoverd 700")
        self.assertEqual(run("ps", "-o", "user=", "-p", self.pid()).stdout.strip(), "failoverd")
        self.assertTrue((STATE / "failoverd.db").exists())

    def test_a_loop_that_hangs_is_killed_and_started_again(self):
        self.drop_in("WatchdogSec=1s", "TimeoutAbortSec=1s")
        self.start()
        before = self.pid()
        self.kill(signal.SIGSTOP)
        self.until_restarted()
        self.assertNotEqual(self.pid(), before)
        self.assertIn("Watchdog timeout", self.story())
        self.until_told("started")

    def test_a_loop_that_turns_is_left_alone_by_the_watchdog(self):
        self.drop_in("WatchdogSec=2s")
        self.start()
        fed = shown("WatchdogTimestampMonotonic")
        until("it was fed again and again",
              lambda: int(shown("WatchdogTimestampMonotonic")) - int(fed) > 4_000_000)
        self.assertEqual(shown("NRestarts"), "0")

    def test_a_crash_in_the_middle_of_a_run_ends_with_the_run_done(self):
        self.box.post("/timings", promote_s=3.0)
        self.start_settled()
        self.assertEqual(self.failover("--no-wait").returncode, 0, self.story())
        self.until_told("step-acted")
        self.kill(signal.SIGKILL)
        self.until_restarted()
        self.until_told("run-resumed")
        self.until_told("run-done")
        self.assertEqual(self.state(), "away")
        calls = self.box.get("/calls?action=FailoverGlobalCluster")
        self.assertEqual(len([call for call in calls if call["mutates"]]), 1)

    def test_a_restart_in_the_middle_of_a_run_ends_with_the_run_done(self):
        self.box.post("/timings", promote_s=3.0)
        self.start_settled()
        self.assertEqual(self.failover("--no-wait").returncode, 0, self.story())
        self.until_told("step-acted")
        self.assertEqual(systemctl("restart", UNIT).returncode, 0)
        self.until_told("run-done")
        self.assertEqual(self.api.application()["active"], WEST)

    def test_it_is_never_given_up_on(self):
        self.drop_in("RestartSec=10ms")
        self.start()
        for times in range(1, 9):  # systemd's own limit is 5 within 10 s
            self.kill(signal.SIGKILL)
            self.until_restarted(times)
        self.assertEqual(shown("ActiveState"), "active")

    def test_a_stop_is_clean(self):
        self.start()
        self.assertEqual(systemctl("stop", UNIT).returncode, 0)
        self.assertEqual((shown("ActiveState"), shown("Result")), ("inactive", "success"))
        self.assertEqual(len(self.entries("FAILOVERD_EVENT=stopped")), 1)


class Broken(Guest):
    """What cannot work ends it for good; what may pass is tried again."""

    def break_it(self) -> None:
        path = ETC / "apps.d" / "remittance.json"
        path.write_text(path.read_text().replace('"mode": "auto"', '"mode": "automatic"'))

    def test_a_wrong_configuration_ends_it_without_a_loop(self):
        self.break_it()
        self.assertNotEqual(systemctl("start", UNIT).returncode, 0)
        self.assertEqual((shown("ActiveState"), shown("ExecMainStatus"), shown("NRestarts")),
                         ("failed", "78", "0"))

    def test_an_option_that_there_is_not_ends_it_without_a_loop(self):
        self.set_environment({"FAILOVERD_OPTIONS": "--loud"})
        self.assertNotEqual(systemctl("start", UNIT).returncode, 0)
        self.assertEqual((shown("ActiveState"), shown("ExecMainStatus"), shown("NRestarts")),
                         ("failed", "64", "0"))
        status = systemctl("status", "--full", UNIT).stdout
        self.assertIn("--loud", status)
        self.assertIn("failoverd --help lists the options", status)

    def test_systemctl_status_shows_the_place_and_the_remedy(self):
        self.break_it()
        systemctl("start", UNIT)
        status = systemctl("status", "--full", UNIT).stdout
        self.assertIn("status=78", status)
        self.assertRegex(status, r"apps\.d/remittance\.json:\d+:\d+")
        self.assertIn('"automatic"', status)
        self.assertIn("^^^", status)
        self.assertIn("help: ", status)

    def test_a_command_that_waits_does_not_make_a_loop(self):
        self.break_it()
        systemctl("start", SOCKET_UNIT)
        self.assertEqual(ctl("status").returncode, 4)
        until("systemd has had enough", lambda: shown("Result", SOCKET_UNIT)
              == "trigger-limit-hit")
        starts = self.story().count("status=78")
        self.assertLessEqual(starts, 6)
        self.configure()
        self.start()
        self.assertEqual(ctl("status").returncode, 0)

    def test_what_may_pass_is_tried_again(self):
        self.drop_in("RestartSec=100ms", "ExecStart=",  # with too few descriptors for its loop
                     "ExecStart=prlimit --nofile=5 /usr/sbin/failoverd")
        systemctl("start", "--no-block", UNIT)
        until("it was tried again", lambda: int(shown("NRestarts")) >= 2)
        self.assertIn("status=1/FAILURE", self.story())
        self.assertNotIn("status=78", self.story())
        self.drop_in("RestartSec=100ms")
        until("it runs", lambda: shown("ActiveState") == "active")
