# SPDX-License-Identifier: MIT
"""What somebody must get up for is an entry of its own, whatever automation does about it."""
from __future__ import annotations

import signal
import time

from .stage import EAST, PATIENCE_S, Case

CONFIRMED_S = 30.0
STOPPED_S = 3.0  # a gap that no loaded machine makes
WARNING, ALERT = 4, 1  # syslog's


class Alerts(Case):
    takes_s = 40

    def test_failing_answers_are_told_of_once_by_their_weight_while_automation_may_not_act(self):
        stage = self.stage
        stage.configure(mode="observe")
        stage.start_settled("G01")
        self.assertFalse([e for e in stage.heard() if e["event"].startswith("alert")])
        stage.break_region()
        warning = stage.until_told("alert-warning")
        page = stage.until_told("alert")
        self.assertEqual((warning["alert"], warning["priority"]), ("grey", WARNING))
        self.assertEqual((page["alert"], page["priority"]), ("failing", ALERT))
        self.assertEqual((page["application"], page["region"]), ("remittance", EAST))
        self.assertRegex(page["message"], rf"^failing: \d+ of \d+ answers of {EAST} failed "
                                          r"within 5m: failoverctl explain$")
        loss = stage.until("the loss is told, half a minute after it was confirmed",
                           lambda: [e for e in stage.heard() if e.get("alert") == "loss"],
                           within=CONFIRMED_S + PATIENCE_S)[0]
        self.assertEqual((loss["event"], loss["priority"]), ("alert", ALERT))
        self.assertRegex(loss["message"], rf"^loss: {EAST} is down; failover to us-west-2 is "
                                          r"blocked by G01 mode")
        names = [e["alert"] for e in stage.heard() if e["event"].startswith("alert")]
        self.assertEqual(sorted(names), ["failing", "grey", "loss"])

    def test_what_has_an_entry_of_its_own_is_no_alert_as_well(self):
        stage = self.stage
        stage.configure(guards={"tilt": "3s"})
        stage.start_settled()
        process = stage.daemon.process
        assert process is not None
        process.send_signal(signal.SIGSTOP)
        time.sleep(STOPPED_S)
        process.send_signal(signal.SIGCONT)
        stage.until_told("tilt")
        stage.until("a failover could begin again",
                    lambda: stage.guards_in_the_way("failover") <= {"G06"})
        self.assertFalse([e for e in stage.heard() if e["event"].startswith("alert")])
