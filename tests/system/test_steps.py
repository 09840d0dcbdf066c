# SPDX-License-Identifier: MIT
"""Steps beside the built-in ones, in runbooks against the sandbox."""
from __future__ import annotations

from typing import Any

from sandbox.arc import CONTROLS, SAFETY_RULE

from .stage import EAST, LOOK, WEST, Case


def kind(step: dict[str, Any]) -> str:
    return next(name for name in step if name not in ("name", "every", "deadline", "best_effort"))


class StepCase(Case):
    """Its runbooks are the sandbox's, with steps put behind others."""

    def configure(self, behind: dict[str, list[Any]], book: str = "failover",
                  **application: Any) -> None:
        books = self.stage.box.configuration()["remittance"]["runbooks"]
        steps: list[Any] = []
        for step in books[book]:
            steps += [{**step, "every": LOOK},
                      *({**new, "every": LOOK} for new in behind.get(kind(step), []))]
        self.stage.configure(runbooks={book: steps}, **application)

    def fail_over(self) -> Any:
        """The run that leaves the lost home."""
        self.stage.start_settled()
        self.stage.break_region(EAST)
        self.stage.until_told("run-done")
        self.stage.until_state("away")
        return self.stage.ctl_json("runs", "show", "r-0001")

    def step(self, run: Any, name: str) -> Any:
        return next(step for step in run["steps"] if step["name"] == name)


class Fence(StepCase):
    takes_s = 12

    def test_a_rule_that_refuses_it_is_told_and_the_move_goes_on(self):
        self.configure({"recheck": [{"fence": {}}]})
        step = self.step(self.fail_over(), "fence")
        self.assertEqual(step["status"], "failed")
        self.assertIn(f"{SAFETY_RULE} refuses", step["detail"])
        self.assertEqual(step["notice_level"], "warning")
        self.assertIn(f"{EAST} was not fenced: {SAFETY_RULE} refuses", step["notice"])
        told = self.stage.until_told("step-warning")
        self.assertEqual((told["step"], told["run"]), ("fence", "r-0001"))
        self.assertIn("was not fenced", self.stage.ctl("runs", "show", "r-0001").stdout)
        sent = [call["params"] for call in self.stage.changes(action="UpdateRoutingControlStates")]
        self.assertEqual(sent[0], {"UpdateRoutingControlStateEntries": [
            {"RoutingControlArn": CONTROLS[EAST], "RoutingControlState": "Off"}]})
        self.assertFalse([call for call in sent if "SafetyRulesToOverride" in call])
        self.assertEqual(self.stage.world()["serving"], WEST)
