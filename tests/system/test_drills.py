# SPDX-License-Identifier: MIT
"""Drills: what they show, what they leave alone, and what becomes of one that is interrupted."""
from __future__ import annotations

import json
import re
from typing import Any

from demo.daemon import UnixConnection

from .reports import Page, faults
from .stage import EAST, WEST, SharedCase, Stage

CONFIRM = ("--confirm", f"remittance {WEST}", "--reason", "game day")
DONE, FAILED, USAGE, REFUSED = 0, 1, 2, 5


def read_metrics(stage: Stage) -> str:
    connection = UnixConnection(stage.daemon.socket)
    try:
        connection.request("GET", "/metrics")
        return connection.getresponse().read().decode()
    finally:
        connection.close()


def drills(stage: Stage) -> list[Any]:
    return list(stage.daemon.ask("/api/v1/applications/remittance/drills")["drills"])


def until(stage: Stage, drill: str, phase: str) -> Any:
    def look() -> Any:
        return next((d for d in drills(stage) if d["id"] == drill and d["phase"] == phase), None)
    return stage.until(f"{drill} is in its phase {phase!r}", look)


class Practice(SharedCase):
    """Played once: what changes nothing, then a live one that a kill interrupts."""

    takes_s = 25

    @classmethod
    def prepare(cls, stage: Stage) -> None:
        stage.configure(guards={"cooldown": "1h"}, drills={"max_age": "90d"},
                        objectives={"rto": "15m", "rpo": "1s"})
        stage.start_settled()
        cls.told = stage.until_told("drill-overdue")
        cls.supposed = stage.ctl("drill", "--inject", "primary-down", "--json")
        cls.short = stage.ctl("drill", "--inject", "primary-down", "--for", "1s", "--json")
        cls.rehearsed = stage.ctl("drill", "--rehearse", "--json")
        cls.text = stage.ctl("drill", "show", "drill-3").stdout
        cls.page = stage.ctl("drill", "show", "drill-3", "--html").stdout
        cls.changed = stage.changes()
        cls.begun = stage.ctl("drill", "--live", "--return-after", "3s", "--no-wait", *CONFIRM)
        until(stage, "drill-4", "there")
        cls.away = stage.world()
        cls.second = stage.ctl("drill", "--rehearse")
        cls.status = stage.ctl("status").stdout
        stage.kill()
        stage.start()
        stage.until_told("drill-resumed")
        cls.live = until(stage, "drill-4", "ended")
        stage.until_state("home")
        cls.home = stage.world()
        stage.ctl("ack", "--reason", "the drill is over")

    def test_an_outage_is_supposed_and_decided_at_once(self):
        self.assertEqual(self.supposed.returncode, DONE, self.supposed.stderr)
        drill = json.loads(self.supposed.stdout)
        self.assertEqual((drill["kind"], drill["decided"], drill["result"]),
                         ("inject", "move", "good"))
        self.assertLessEqual(drill["onset_s"], drill["detected_s"])
        self.assertLess(drill["detected_s"], drill["decided_s"])
        self.assertLessEqual(drill["decided_s"], 10)
        self.assertIn("G06", {guard["code"] for guard in drill["guards"]})

    def test_a_short_outage_is_told_to_be_too_short(self):
        self.assertEqual(self.short.returncode, FAILED)
        self.assertEqual(json.loads(self.short.stdout)["result"], "bad")

    def test_a_rehearsal_tries_all_and_changes_nothing(self):
        self.assertEqual(self.rehearsed.returncode, DONE, self.rehearsed.stderr)
        drill = json.loads(self.rehearsed.stdout)
        self.assertEqual((drill["move"], drill["to"], drill["result"]), ("failover", WEST, "good"))
        self.assertLess({"arc-endpoints", "secret", "aurora-global"},
                        {check["name"] for check in drill["checks"]})
        self.assertIn("aurora-writer", [step["step"] for step in drill["steps"]])
        self.assertIn("no guard is in its way", self.text)
        self.assertEqual(self.changed, [])
        page = Page(self.page)
        self.assertEqual(page.faults, [])
        for text in ("rehearse drill of remittance", "arc-endpoints", "G22", "aurora-writer"):
            self.assertIn(text, page.text)

    def test_a_live_one_goes_there_and_back_though_it_was_killed(self):
        self.assertEqual(self.begun.returncode, DONE, self.begun.stderr)
        self.assertEqual((self.away["writer"], self.away["serving"]), (WEST, WEST))
        self.assertEqual((self.home["writer"], self.home["serving"]), (EAST, EAST))
        self.assertEqual(self.live["result"], "good", self.live)
        self.assertEqual([(leg["way"], leg["run"], leg["met"]) for leg in self.live["legs"]],
                         [("away", "r-0001", True), ("home", "r-0002", True)])
        for run in ("r-0001", "r-0002"):
            report = self.stage.ctl_json("runs", "show", run)
            self.assertEqual(faults(report), [])
            self.assertIn("drill-4", report["reason"])

    def test_one_at_a_time_and_it_is_seen(self):
        self.assertEqual(self.second.returncode, FAILED)
        self.assertIn("drill-4 is under way", self.second.stderr)
        self.assertRegex(self.status, r"DRILL drill-4: in us-west-2, and back from")
        self.assertRegex(self.stage.ctl("status").stdout,
                         r"last good drills; away: .*live \S+ ago; home: live \S+ ago")

    def test_the_last_good_ones_are_a_metric_that_survives_a_restart(self):
        text = read_metrics(self.stage)
        found = re.findall(r'drill_last_success_timestamp_seconds{application="remittance",'
                           r'kind="(\w+)",direction="(\w+)"} ([0-9.e+]+)', text)
        self.assertEqual([row[:2] for row in found],
                         [("rehearse", "away"), ("inject", "away"), ("live", "away"),
                          ("live", "home")])

    def test_what_does_not_begin_says_why(self):
        self.stage.until("a switchover could begin",
                         lambda: self.stage.guards_in_the_way("switchover") == set())
        for words, code, part in ((("--live",), USAGE, "--return-after"),
                                  (("--live", "--return-after", "1m"), USAGE,
                                   f'--confirm "remittance {WEST}"'),
                                  (("--inject", "moon"), USAGE, "what"),
                                  (("--rehearse", "sideways"), USAGE, "move"),
                                  (("--rehearse", "--live"), USAGE, "one at a time"),
                                  (("show", "drill-99"), FAILED, "there is no drill"),
                                  (("show", "x"), USAGE, "drill-3"),
                                  (("dance",), USAGE, "drill list")):
            done = self.stage.ctl("drill", *words)
            self.assertEqual(done.returncode, code, words)
            self.assertIn(part, done.stderr)

    def test_z_guards_refuse_a_live_one_and_a_real_move_ends_it(self):
        stage = self.stage
        stage.ctl("pause", "--for", "1m", "--reason", "hands off")
        refused = stage.ctl("drill", "--live", "--return-after", "1m", *CONFIRM)
        self.assertEqual(refused.returncode, REFUSED, refused.stderr)
        self.assertIn("G03", refused.stderr)
        stage.ctl("resume")
        stage.until("a switchover could begin",
                    lambda: stage.guards_in_the_way("switchover") == set())
        begun = stage.ctl_json("drill", "--live", "--return-after", "10m", "--no-wait", *CONFIRM)
        until(stage, begun["id"], "there")
        # Automation may then go home by itself, and does not ask the drill.
        stage.ctl("ack", "--reason", "it may go home")
        ended = until(stage, begun["id"], "ended")
        self.assertEqual(ended["result"], "bad")
        self.assertIn("moved the application meanwhile", ended["text"])
