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


class Override(StepCase):
    """A safety rule that still refuses when its pause should be over."""

    takes_s = 25
    settings = {"safety_wait_s": 60.0}

    def test_a_rule_that_the_operator_has_named_is_overridden_and_told(self):
        books = self.stage.box.configuration()["remittance"]["runbooks"]
        steps = [{**step, "every": LOOK} for step in books["failover"]]
        place = next(n for n, step in enumerate(steps) if kind(step) == "routing-controls")
        steps[place]["routing-controls"] = {"override_safety_rules": [SAFETY_RULE]}
        self.stage.configure(runbooks={"failover": steps})
        self.stage.start_settled()
        self.stage.box.world.panel.set({})  # somebody has just changed something
        self.stage.break_region(EAST)
        self.stage.until("the run is done", lambda: self.stage.runs()
                         and self.stage.runs()[0]["status"] == "done", within=45)
        sent = [call["params"].get("SafetyRulesToOverride") for call in self.stage.changes(
            action="UpdateRoutingControlStates")]
        self.assertEqual(sent, [None, None, None, [SAFETY_RULE]])
        told = self.stage.until_told("step-critical")
        self.assertIn(f"{SAFETY_RULE} refused", told["message"])
        self.assertIn("override_safety_rules", told["message"])


class Fencing(StepCase):
    """What became of the old writer, after a move by force."""

    takes_s = 14

    def test_a_writer_that_was_not_blocked_is_told_as_critical(self):
        self.stage.box.world.settings.fence_fails = True
        self.configure({"http": [{"aurora-fencing": {}}]})
        run = self.fail_over()
        step = self.step(run, "aurora-fencing")
        self.assertEqual(step["status"], "done")
        self.assertEqual((run["fencing"], step["notice_level"]), ("timed-out", "critical"))
        told = self.stage.until_told("step-critical")
        self.assertIn("Keep the clients of its database away", told["message"])

    def test_a_writer_that_was_blocked_is_told_in_the_record(self):
        self.configure({"http": [{"aurora-fencing": {}}]})
        self.stage.start_settled()
        self.stage.box.post("/fault", region=EAST, mode="refuse", only=["app"])
        self.stage.until_told("run-done")
        run = self.stage.ctl_json("runs", "show", "r-0001")
        self.assertEqual(run["fencing"], "blocked")
        self.assertIsNone(self.step(run, "aurora-fencing")["notice"])

    def test_what_was_lost_is_copied_on_the_way_home(self):
        snapshot = {"aurora-snapshot": {}}
        books = self.stage.box.configuration()["remittance"]["runbooks"]
        home = [{**step, "every": LOOK} for step in (snapshot, *books["switchover"])]
        away = [{**step, "every": LOOK} for step in (*books["failover"], snapshot)]
        self.stage.configure(runbooks={"failover": away, "switchover": home})
        run = self.fail_over()
        self.assertIn("is in no copy yet", self.step(run, "aurora-snapshot")["notice"])
        self.stage.heal_region(EAST)
        self.stage.until_state("home")
        copies = self.stage.changes(action="CopyDBClusterSnapshot")
        self.assertEqual([(c["region"], c["status"]) for c in copies], [(EAST, 200)])
        done = self.step(self.stage.ctl_json("runs", "show", "r-0002"), "aurora-snapshot")
        self.assertEqual(done["status"], "done")
        self.assertIn("is available", done["detail"])
