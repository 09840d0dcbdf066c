# SPDX-License-Identifier: MIT
"""What steps make of functions, documents, plans, topics and buses that fail: one of them."""
from __future__ import annotations

from typing import Any

from sandbox.plan import PLAN
from sandbox.topics import TOPICS

from .calm import CALM, GUARDS
from .stage import LOOK, WEST, SharedCase, Stage

DOCUMENT = "Of-The-Test"
NAP: dict[str, Any] = {"name": "nap", "action": "aws:sleep", "inputs": {"Duration": "PT0S"}}
LEFT = {"lambda", "ssm-automation", "region-switch"}  # nothing takes back what these have done


class BeforeTheWriter(SharedCase):
    """A switchover that asks for approval once the steps under test are through, and is given up
    there: nothing moves, so that the next begins at once."""

    takes_s = 30
    settings = {"plan_steps": "fleet"}

    @classmethod
    def prepare(cls, stage: Stage) -> None:
        cls.document(stage, NAP)
        tested: dict[str, Any] = {
            "lambda": {"function": "check", "qualifier": "live"},
            "ssm-automation": {"document": DOCUMENT}, "region-switch": {"plan": PLAN},
            "publish": {"topic": TOPICS[WEST]}, "event": {}, "approval": {}}
        books = stage.box.configuration()["remittance"]["runbooks"]
        stage.configure(**CALM, guards={**GUARDS, "cooldown": "0s"}, runbooks={"switchover": [
            *({name: args, "every": LOOK, "deadline": "20s"} for name, args in tested.items()),
            *({**step, "every": LOOK} for step in books["switchover"])]})
        stage.start_settled()

    @staticmethod
    def document(stage: Stage, *steps: dict[str, Any]) -> None:
        stage.box.world.automations.add(DOCUMENT, {
            "schemaVersion": "0.3", "mainSteps": list(steps)})

    def tearDown(self) -> None:
        self.stage.box.post("/aws", effect="none")
        self.stage.box.post("/timings", plan_steps="fleet")
        self.cancel_plan()
        self.stage.box.post("/function", region=WEST, name="check")
        self.document(self.stage, NAP)
        self.stage.box.post("/calls/clear")

    def cancel_plan(self) -> None:
        """It would watch for ever whether the application is served from where it was sent."""
        if self.stage.box.get("/plans"):
            self.stage.box.post("/plan", word="cancel")

    def begin(self) -> str:
        """The run, as soon as the last one is forgotten and the world is seen anew."""
        run = f"r-{len(self.stage.runs()) + 1:04}"
        self.stage.ctl("ack", "--reason", "what the last one left is taken back")
        self.stage.until(f"{run} begins", lambda: self.stage.move(
            "switchover", WEST, "--no-wait").returncode == 0)
        return run

    def walk(self, run: str = "") -> Any:
        """The run's record, once it is over or waits for its approval; and then given up."""
        run = run or self.begin()

        def show() -> Any:
            shown = self.stage.ctl_json("runs", "show", run)
            waits = next(s for s in shown["steps"] if s["name"] == "approval")["status"]
            return shown if shown["status"] != "running" or waits == "running" else None
        shown = self.stage.until(f"{run} is through", show)
        if shown["status"] == "running":
            self.stage.ctl("runs", "abort", run, "--reason", "a test")
        return shown

    def step(self, shown: Any, name: str) -> Any:
        return next(s for s in shown["steps"] if s["name"] == name)

    def calls(self, action: str) -> int:
        """Of failoverd, not of what it has started."""
        return sum("automation" not in call["arn"] and "region-switch" not in call["arn"]
                   for call in self.stage.box.get(f"/calls?action={action}"))

    def refused(self, shown: Any, *texts: str) -> None:
        """It has ended before the writer, and what acted is left to a person, and no more; its
        reason says all of these."""
        acted = {s["name"] for s in shown["steps"] if s["acts"] and s["name"] in LEFT}
        self.assertEqual({item["step"] for item in shown["manual"]}, acted, shown["why"])
        self.assertEqual(shown["status"], "failed" if acted else "abandoned", shown["why"])
        for text in texts:
            self.assertIn(text, shown["why"])

    # ---- functions ----

    def test_a_function_that_fails_is_told_in_its_own_words(self):
        self.stage.box.post("/function", region=WEST, name="check", failure="unhandled")
        self.refused(self.walk(), "step lambda: the function check failed (Unhandled)",
                     "the function was told to fail")
        self.assertEqual(self.calls("Invoke"), 1, "it is not called again")

    def test_a_function_that_runs_out_of_time(self):
        self.stage.box.post("/function", region=WEST, name="check", failure="timeout")
        self.refused(self.walk(), "the function check failed (Unhandled)", "Task timed out")

    def test_a_function_that_is_throttled_is_called_until_it_runs(self):
        self.stage.box.post("/aws", service="lambda", effect="throttle", times=2)
        shown = self.walk()
        self.assertEqual(self.step(shown, "lambda")["status"], "done", shown["why"])
        self.assertEqual(self.calls("Invoke"), 3)

    def test_a_function_whose_answer_is_lost_is_not_called_twice(self):
        before = len(self.stage.box.get("/functions")[WEST]["check"])
        self.stage.box.post("/aws", service="lambda", effect="lost-answer", times=1)
        self.refused(self.walk(), "whether the function check ran is not known")
        self.assertEqual(len(self.stage.box.get("/functions")[WEST]["check"]), before + 1)

    # ---- documents ----

    def test_a_document_that_fails_is_told_in_its_own_words(self):
        self.document(self.stage, {
            "name": "promote", "action": "aws:executeAwsApi", "inputs": {
                "Service": "rds", "Api": "DescribeDBClusters", "DBClusterIdentifier": "gone"}})
        self.refused(self.walk(), "step ssm-automation: execution", "has ended as Failed",
                     "DBCluster gone not found")

    def test_a_start_whose_answer_is_lost_starts_one_execution(self):
        before = len(self.stage.box.get("/automations"))
        self.stage.box.post("/aws", service="ssm", action="StartAutomationExecution",
                            effect="lost-answer", times=1)
        shown = self.walk()
        self.assertEqual(self.step(shown, "ssm-automation")["status"], "done", shown["why"])
        self.assertEqual(len(self.stage.box.get("/automations")), before + 1)
        self.assertGreater(self.calls("StartAutomationExecution"), 1)

    def test_a_document_that_waits_for_a_person_is_waited_for(self):
        self.document(self.stage, {"name": "look", "action": "aws:pause", "inputs": {}})
        run = self.begin()
        execution = self.stage.until("it pauses", lambda: next(
            (e for e in self.stage.box.get("/automations")
             if e["AutomationExecutionStatus"] == "Waiting"), None))
        self.stage.until("that is shown", lambda: "is Waiting, at its step look" in self.step(
            self.stage.ctl_json("runs", "show", run), "ssm-automation")["detail"])
        self.stage.box.post("/automation", id=execution["AutomationExecutionId"], signal="Resume")
        self.assertEqual(self.step(self.walk(run), "ssm-automation")["status"], "done")

    def test_a_document_that_a_person_rejects(self):
        self.document(self.stage, {"name": "ask", "action": "aws:approve", "inputs": {}})
        run = self.begin()
        execution = self.stage.until("it asks", lambda: next(
            (e for e in self.stage.box.get("/automations")
             if e["AutomationExecutionStatus"] == "Waiting"), None))
        self.stage.box.post("/automation", id=execution["AutomationExecutionId"], signal="Reject")
        self.refused(self.walk(run), "has ended as Rejected")

    def test_too_many_executions_are_waited_out(self):
        self.stage.box.post("/timings", automations_most=0)
        run = self.begin()
        self.stage.until("it is refused", lambda: any(
            c["code"] == "AutomationExecutionLimitExceededException"
            for c in self.stage.box.get("/calls?service=ssm")))
        self.stage.box.post("/timings", automations_most=100)
        self.assertEqual(self.step(self.walk(run), "ssm-automation")["status"], "done")

    # ---- plans ----

    def plan_until(self, state: str) -> None:
        self.stage.until(f"the plan is {state}", lambda: any(
            p["executionState"] == state for p in self.stage.box.get("/plans")[-1:]))

    def shown_as(self, run: str, text: str) -> None:
        self.stage.until(f"it shows {text}", lambda: text in self.step(
            self.stage.ctl_json("runs", "show", run), "region-switch")["detail"])

    def test_a_plan_that_asks_for_approval_is_waited_for(self):
        self.stage.box.post("/timings", plan_steps="approval")
        run = self.begin()
        self.plan_until("pendingManualApproval")
        self.shown_as(run, "is pendingManualApproval; it waits for an approval")
        self.stage.box.post("/plan", word="approve")
        self.assertEqual(self.step(self.walk(run), "region-switch")["status"], "done")

    def test_a_plan_that_a_safety_rule_has_halted_goes_on_when_a_person_skips_it(self):
        self.stage.box.post("/timings", plan_steps="controls")
        self.stage.box.post("/rule", barred=True)
        self.addCleanup(self.stage.box.post, "/rule", barred=False)
        run = self.begin()
        self.plan_until("pausedByFailedStep")
        self.shown_as(run, "is pausedByFailedStep; it waits for a retry, a skip or an end")
        self.stage.box.post("/plan", word="skip")
        self.assertEqual(self.step(self.walk(run), "region-switch")["status"], "done")
        self.assertEqual(self.stage.world()["controls"][WEST], "Off")

    def test_a_plan_that_is_canceled(self):
        self.stage.box.post("/timings", plan_steps="approval")
        run = self.begin()
        self.plan_until("pendingManualApproval")
        self.cancel_plan()
        self.refused(self.walk(run), "step region-switch: execution", "has ended as canceled")

    def test_a_plan_whose_start_is_not_answered_is_found_by_its_comment(self):
        before = len(self.stage.box.get("/plans"))
        self.stage.box.post("/aws", service="arc-region-switch", action="StartPlanExecution",
                            effect="lost-answer", times=1)
        shown = self.walk()
        self.assertEqual(self.step(shown, "region-switch")["status"], "done", shown["why"])
        self.assertEqual(len(self.stage.box.get("/plans")), before + 1)

    # ---- words ----

    def test_an_event_that_the_bus_did_not_take_is_sent_again(self):
        self.stage.box.post("/aws", service="events", effect="partial", times=2)
        shown = self.walk()
        self.assertEqual(self.step(shown, "event")["status"], "done", shown["why"])
        self.assertEqual(self.calls("PutEvents"), 3)

    def test_a_topic_that_may_not_be_told_stops_nothing(self):
        self.stage.box.post("/aws", service="sns", effect="denied")
        shown = self.walk()
        self.assertEqual(self.step(shown, "publish")["status"], "failed")
        self.assertEqual(self.step(shown, "event")["status"], "done")
        self.assertEqual(self.step(shown, "approval")["status"], "running")
