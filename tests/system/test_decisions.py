# SPDX-License-Identifier: MIT
"""What was decided, afterwards: listed, shown, explained, marked, and run again."""
from __future__ import annotations

from .stage import EAST, WEST, Case, SharedCase, Stage

DECISIONS = "/api/v1/decisions"


class AfterAFailover(SharedCase):
    """A Region was lost and left, and came back."""

    takes_s = 8
    decision: dict

    @classmethod
    def prepare(cls, stage: Stage) -> None:
        stage.start_settled()
        stage.break_region()
        stage.until_state("away")
        decided = stage.daemon.ask(f"{DECISIONS}?kind=move")["decisions"]
        cls.decision = decided[-1]

    def record(self):
        return self.stage.daemon.ask(f"{DECISIONS}/{self.decision['id']}")

    def test_the_move_is_in_the_list(self):
        head = self.decision
        self.assertEqual((head["verb"], head["kind"], head["from"], head["to"], head["run"]),
                         ("move", "failover", EAST, WEST, "r-0001"))
        self.assertEqual(head["application"], "remittance")
        self.assertIn(f"{EAST} is down; failover to {WEST}", head["sentence"])
        self.assertIsNone(head["mark"])

    def test_its_record_has_all_that_it_was_made_of(self):
        record = self.record()
        guards = {guard["code"]: guard["value"] for guard in record["guards"] if guard["applies"]}
        self.assertEqual(set(guards.values()), {"yes"})
        self.assertEqual(len(record["guards"]), 22)
        facts = {(fact["region"], fact["fact"]): fact for fact in record["facts"]}
        self.assertEqual(facts[EAST, "down"]["value"], "yes")
        self.assertIn("answers failed", facts[EAST, "down"]["because"])
        self.assertTrue(record["pending"][0]["holding"])
        self.assertIn("would not begin if only one were so", record["otherwise"])
        names = [file["name"] for file in record["configuration"]["files"]]
        self.assertTrue(any(name.endswith("failoverd.json") for name in names), names)
        self.assertTrue(record["inputs"]["series"][0]["samples"])

    def test_it_is_explained_as_it_was_then(self):
        page = self.stage.daemon.ask(
            f"/api/v1/applications/remittance/explain?decision={self.decision['id']}")
        self.assertEqual(page["state"], "home")
        self.assertEqual(page["active"], EAST)
        self.assertEqual(page["decision"]["id"], self.decision["id"])
        self.assertEqual(page["sentence"], self.decision["sentence"])
        self.assertFalse(page["moves"][0]["hypothetical"])


class WhatCameToNothing(Case):
    """Decisions that moved nothing are kept, too."""

    takes_s = 15

    def decided(self, kind):
        return self.stage.until(f"a decision of kind {kind}", lambda: self.stage.daemon.ask(
            f"{DECISIONS}?app=remittance&kind={kind}")["decisions"])

    def test_guards_that_hold_back_and_what_held_for_nothing(self):
        self.stage.configure(guards={"hold": "60s"})
        self.stage.start_settled()
        self.stage.ctl("pause", "--for", "1h", "--reason", "a system test")
        self.stage.break_region()
        blocked = self.decided("blocked")[0]
        self.assertEqual(blocked["decided"], "nothing")
        self.assertIn("blocked by G03", blocked["sentence"])
        self.stage.heal_region()
        missed = self.decided("near-miss")[0]
        self.assertEqual(missed["kind"], "failover")
        record = self.stage.daemon.ask(f"{DECISIONS}/{missed['id']}")
        self.assertEqual(record["missed"]["go"], "failing-over")
        self.assertGreater(record["missed"]["needed_ms"], record["missed"]["held_ms"])
        self.assertEqual(self.stage.explain()["near_misses"][0]["go"], "failing-over")
        self.assertEqual(len(self.decided("blocked")), 1)

    def test_what_would_have_been_done(self):
        for mode, kind in (("observe", "would-move"), ("propose", "propose")):
            with self.subTest(mode):
                self.stage.configure(mode=mode)
                self.stage.start_settled("G01", "G17")
                self.stage.break_region()
                self.assertEqual(self.decided(kind)[0]["to"], WEST)
                self.stage.daemon.stop()
                self.stage.heal_region()
