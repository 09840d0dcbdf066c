# SPDX-License-Identifier: MIT
"""A move that somebody else makes, a document or a plan: failoverd decides, starts it, and looks
for itself whether all of it has come true."""
from __future__ import annotations

from typing import Any

from sandbox.plan import PLAN
from tests.system.stage import EAST, LOOK, WEST

from .case import LONG_S, Case

OURS = ("aurora-writer", "secret", "routing-controls", "dns", "http")


class Delegated(Case):
    """The runbooks begin with one step that does all; the looks of the others follow."""

    takes_s = 20

    def begin(self, book: str, step: dict[str, Any]) -> None:
        books = self.stage.box.configuration()["remittance"]["runbooks"]
        self.configure(runbooks={book: [
            {**part, "every": LOOK} for part in (
                *(s for s in books[book] if "recheck" in s), step,
                *(s for s in books[book] if "recheck" not in s))]})
        self.stage.start_settled()

    def found_done(self) -> None:
        """Every step of ours has found its claim true, and has acted on nothing."""
        run = self.done()
        for step in run["steps"]:
            if step["name"] in OURS:
                self.assertIn(step["status"], ("already", "done"))
                self.assertEqual(step["acts"], 0, step)
        world = self.stage.world()
        self.assertEqual((world["writer"], world["serving"]), (WEST, WEST))
        self.assertEqual(len(world["accepted"]), 1)

    def test_a_document_fails_over(self):
        self.begin("failover", {"ssm-automation": {
            "document": "Remittance-Failover", "parameters": {"TargetRegion": "{to}"}}})
        self.stage.break_region(EAST)
        self.found_done()
        self.assertEqual({c["arn"].split("/")[1] for c in self.stage.changes(service="rds")},
                         {"automation"})

    def test_a_document_switches_over(self):
        self.begin("switchover", {"ssm-automation": {
            "document": "Remittance-Failover",
            "parameters": {"TargetRegion": "{to}", "Mode": "switchover"}}})
        self.command("switchover", WEST)
        self.found_done()
        self.assertEqual(self.stage.box.get("/orders")["lost_switchover"], 0)

    def test_a_plan_moves_database_and_traffic_and_the_rest_is_ours(self):
        self.begin("failover", {"region-switch": {"plan": PLAN}})
        self.stage.break_region(EAST)
        acted = {s["name"]: s["acts"] for s in self.done()["steps"]}
        self.assertEqual({name for name, acts in acted.items() if acts},
                         {"region-switch", "secret"})
        self.assertEqual(self.stage.world()["serving"], WEST)
        self.stage.until("the plan sees it, too", lambda: self.stage.box.get(
            "/plans")[0]["executionState"] == "completed", LONG_S)
