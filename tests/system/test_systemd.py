# SPDX-License-Identifier: MIT
"""What systemd is told, from start to stop, and what a signal does."""
from __future__ import annotations

import grp
import os
import signal
import unittest

from .stage import WEST, Case

WATCHDOG_US = 600_000


class Service(Case):
    takes_s = 20

    def signal(self, number: int) -> None:
        assert self.stage.daemon.process is not None
        self.stage.daemon.process.send_signal(number)

    def lines(self, start: str) -> list[str]:
        return [line for line in self.stage.notices.lines if line.startswith(start)]

    def test_it_is_ready_when_each_probe_was_answered_once(self):
        stage = self.stage
        stage.start()
        self.assertEqual(self.lines("READY=1"), ["READY=1"])
        for region in stage.application()["regions"]:
            for probe in region["probes"]:
                self.assertTrue(probe["outcome"], probe)
        stage.until("a sentence is shown by systemctl status",
                    lambda: "STATUS=remittance: us-east-1 is serving; no reason to act."
                    in stage.notices.lines)

    def test_a_probe_that_is_rarely_asked_does_not_keep_it_from_being_ready(self):
        self.stage.configure(probes={"rare": {
            "aurora-topology": {}, "every": "10m"}})
        self.stage.start()
        self.assertEqual(self.lines("READY=1"), ["READY=1"])

    def test_the_sentence_follows_what_happens(self):
        stage = self.stage
        stage.start_settled()
        stage.break_region()
        stage.until("the sentence says that it is elsewhere", lambda: any(
            f"{WEST} is serving (not its home)" in line for line in self.lines("STATUS=")))
        said = "\n".join(self.lines("STATUS="))
        self.assertIn("us-east-1 is down; failover to us-west-2 in", said)
        self.assertIn("a failover is running", said)

    def test_the_watchdog_is_fed_in_time(self):
        stage = self.stage
        stage.daemon.environment["WATCHDOG_USEC"] = str(WATCHDOG_US)
        stage.start()
        fed = len(self.lines("WATCHDOG=1"))
        stage.until("it was fed again and again",
                    lambda: len(self.lines("WATCHDOG=1")) >= fed + 4, 4 * WATCHDOG_US / 1e6)

    def test_without_a_watchdog_none_is_fed(self):
        self.stage.start_settled()
        self.assertEqual(self.lines("WATCHDOG=1"), [])

    def test_it_says_that_it_stops_and_ends_well(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with self.subTest(number):
                self.stage.start()
                self.signal(number)
                self.stage.until("it ends", lambda: self.stage.daemon.ended() is not None)
                self.assertEqual(self.stage.daemon.ended(), 0)
                self.stage.until("that was its last word",
                                 lambda: self.stage.notices.lines[-1] == "STOPPING=1")
                self.assertTrue("has stopped, as it was told to" in
                                self.stage.log().splitlines()[-1])
                self.assertFalse((self.stage.directory / "failoverd.sock").exists())

    def test_a_reload_takes_a_good_configuration(self):
        stage = self.stage
        stage.start()
        stage.configure(mode="observe")
        self.signal(signal.SIGHUP)
        stage.until_told("reloaded")
        self.assertEqual(stage.application()["mode"], "observe")
        lines = stage.notices.lines
        stage.until("it is ready again", lambda: lines.count("READY=1") == 2)
        self.assertEqual(len(self.lines("RELOADING=1")), 1)
        self.assertEqual(len(self.lines("MONOTONIC_USEC=")), 1)
        self.assertLess(lines.index("RELOADING=1"),
                        len(lines) - 1 - lines[::-1].index("READY=1"))

    def test_a_reload_says_what_of_a_change_it_has_not_taken_up(self):
        stage = self.stage
        stage.start()
        later = "but from the next start on: socket_group, metrics (systemctl restart failoverd)"
        stage.configure(daemon={"metrics": "127.0.0.1:1", "socket_group": "root"}, mode="observe")
        for _ in range(2):  # what is not in force is not forgotten either
            said = stage.ctl("reload")
            self.assertEqual((said.returncode, said.stdout),
                             (0, f"the new configuration is in force; {later}\n"))
        self.assertEqual(stage.application()["mode"], "observe")
        self.assertIn(later, stage.until_told("reloaded")["message"])
        stage.configure()
        self.assertEqual(stage.ctl("reload").stdout, "the new configuration is in force\n")

    @unittest.skipIf("FAILOVERD_IN_UNIT" in os.environ,
                     "there the socket is systemd's, and nothing may be given away")
    def test_the_socket_is_for_the_group_that_is_named(self):
        stage = self.stage
        group = next(g for g in grp.getgrall() if g.gr_gid != os.getgid())
        stage.configure(daemon={"socket_group": group.gr_name})
        stage.start()
        # Only root can give it to a group of others.
        given = os.stat(stage.daemon.socket).st_gid == group.gr_gid
        refused = f"cannot be given to the group {group.gr_name}: " in stage.log()
        self.assertNotEqual(given, refused, stage.log())
        self.assertEqual(stage.daemon.stop(), 0)
        stage.configure(daemon={"socket_group": "no-such-group"})
        stage.start()
        self.assertIn("there is no group no-such-group; make it", stage.log())

    def test_a_reload_of_a_wrong_configuration_keeps_the_old_one(self):
        stage = self.stage
        stage.start()
        path = stage.directory / "apps.d" / "remittance.json"
        path.write_text(path.read_text().replace('"mode": "auto"', '"mode": "auto-matic"'))
        self.signal(signal.SIGHUP)
        told = stage.until_told("reload-refused")
        self.assertIn("the old one stays", told["message"])
        self.assertIn(f"{path}:3:", told["message"])
        self.assertEqual(stage.application()["mode"], "auto")
        stage.until("it is ready again", lambda: stage.notices.lines.count("READY=1") == 2)
        refused = stage.ctl("reload")
        self.assertEqual(refused.returncode, 3, refused.stderr)
        self.assertIn("has no such word", refused.stderr)
        self.assertIn("remittance.json:3:", refused.stderr)

    def test_a_reload_is_refused_during_a_run(self):
        stage = self.stage
        stage.start_settled()
        stage.box.post("/timings", promote_s=3.0)
        self.assertEqual(stage.move("failover", WEST, "--no-wait").returncode, 0)
        self.signal(signal.SIGHUP)
        told = stage.until_told("reload-refused")
        self.assertIn("run r-0001 of remittance is active", told["message"])
        self.assertEqual(stage.ctl("reload").returncode, 1)
        stage.until_told("run-done")
        stage.until_state("away")
        self.assertEqual(stage.ctl("reload").returncode, 0)

    def test_a_stop_during_a_run_leaves_it_to_the_next_start(self):
        stage = self.stage
        stage.start_settled()
        stage.box.post("/timings", promote_s=2.0)
        self.assertEqual(stage.move("failover", WEST, "--no-wait").returncode, 0)
        stage.until_told("step-acted")
        self.assertEqual(stage.daemon.stop(), 0)
        stage.start()
        stage.until_told("run-resumed")
        stage.until_state("away")
        self.assertEqual(len(stage.changes(action="FailoverGlobalCluster")), 1)
