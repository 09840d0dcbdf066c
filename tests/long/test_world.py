# SPDX-License-Identifier: MIT
"""Aurora, ARC and Region switch at their worst: what a run makes of them, and what it leaves."""
from __future__ import annotations

from typing import Any

from sandbox.panel import GATING_RULE
from sandbox.plan import PLAN
from sandbox.sts import LONG_LIVED
from sandbox.testclient import Client
from tests.system.kinds import kind, runbooks
from tests.system.stage import EAST, LOOK, WEST

from .case import LONG_S, Case


class World(Case):
    """Runbooks of the sandbox, with more steps behind some of them."""

    deadline = "5s"

    def put(self, behind: dict[str, dict[str, Any]], **application: Any) -> None:
        books = self.stage.box.configuration()["remittance"]["runbooks"]
        made = {}
        for name, steps in books.items():
            made[name] = []
            for step in steps:
                made[name] += [{**step, "every": LOOK, "deadline": self.deadline}, *(
                    {new: args, "every": LOOK, "deadline": self.deadline}
                    for new, args in behind.get(kind(step), {}).items())]
        self.configure(runbooks=made, **application)

    def step(self, run: str, name: str) -> Any:
        shown = self.stage.ctl_json("runs", "show", run)
        return next(s for s in shown["steps"] if s["name"] == name)

    def ready(self) -> dict[str, Any]:
        steps = runbooks(self.stage)["failover"]
        return next(dict(s["aurora-ready"]) for s in steps if "aurora-ready" in s)

    def left_alone(self) -> None:
        """Traffic and secret are as they were, wherever the writer is."""
        world = self.stage.world()
        self.assertEqual(world["controls"], {EAST: "On", WEST: "Off"})
        self.assertEqual(set(world["secrets"].values()), {world["clusters"][EAST]["endpoint"]})
        self.assertEqual(self.stage.changes(action="UpdateRoutingControlStates"), [])


class Stuck(World):
    """A switchover that Aurora does not finish, and cancels."""

    takes_s = 15
    settings = {"switchover_s": 1000.0, "switchover_timeout_s": 1.0, "settle_s": 0.3}

    def test_traffic_has_not_moved_and_a_second_one_is_made(self):
        self.put({}, guards={"cooldown": "0s"})
        self.stage.start_settled()
        self.command("switchover", WEST)
        self.assertIn("Aurora is cancelling the move to us-west-2", self.failed())
        self.left_alone()
        self.assertEqual(self.stage.world()["writer"], EAST)
        self.assertIn("Global switchover to DB cluster remittance-2 in Region us-west-2 is "
                      "cancelled.", [e.message for e in self.stage.box.world.aurora.events])
        self.stage.until_state("needs-operator")
        self.stage.box.post("/timings", switchover_s=0.1)
        self.stage.ctl("ack", "--reason", "seen to")
        self.command("switchover", WEST)
        self.done("r-0002")
        self.assertEqual(self.stage.world()["serving"], WEST)


class Unready(World):
    """A writer that does not take writes."""

    takes_s = 20
    settings = {"headless_promotes": True}

    def begin(self) -> None:
        self.put({"aurora-writer": {"aurora-ready": self.ready()}})
        self.stage.start_settled()
        self.stage.break_region(EAST)
        self.stage.until("it begins", lambda: self.stage.runs(), LONG_S)

    def test_one_without_instances_is_waited_for_and_traffic_with_it(self):
        self.begin()
        self.stage.box.post("/timings", standby_instances=0)
        told = self.stage.until("a person is told", lambda: next(
            (e for e in self.stage.heard() if e["event"] == "step-overdue"), None), LONG_S)
        self.assertIn("available and without a writer instance", told["message"])
        self.left_alone()
        self.assertEqual(self.stage.world()["writer"], WEST)
        self.stage.box.post("/timings", standby_instances=2)  # as that person does
        self.done()
        self.assertEqual(self.stage.world()["serving"], WEST)

    def test_one_whose_data_api_is_off_is_told_at_once(self):
        self.begin()
        self.stage.box.post("/timings", data_api=False)
        self.assertIn("HttpEndpointNotEnabledException", self.failed())
        self.left_alone()

    def test_one_that_is_read_only_for_a_while_is_waited_for(self):
        database, clock = self.stage.box.world.database, self.stage.box.world.clock
        promote = database.promote

        def hesitate(*words: Any) -> None:
            promote(*words)
            database.writer.writable = False
            clock.later(1.0, lambda: setattr(database.writer, "writable", True))
        database.promote = hesitate
        self.begin()
        self.stage.until("it is told", lambda: "read-only transaction" in str(self.step(
            "r-0001", "aurora-ready")["detail"]))
        self.left_alone()
        self.done()
        self.assertEqual(self.stage.world()["serving"], WEST)


class Expired(World):
    """The snapshot of what was lost is gone before anybody goes home."""

    takes_s = 15
    settings = {"snapshot_s": 0.05, "snapshot_keep_s": 0.1, "rebuild_s": 1.0}

    def test_the_way_home_goes_on_and_says_that_there_is_none(self):
        self.put({"recheck": {"aurora-snapshot": {}}, "aurora-writer":
                        {"aurora-snapshot": {}}})
        self.stage.start_settled()
        self.stage.break_region(EAST)
        self.done()
        self.stage.heal_region(EAST)
        self.stage.until("it goes home", lambda: len(self.stage.runs()) > 1, LONG_S)
        self.done("r-0002")
        step = self.step("r-0002", "aurora-snapshot")
        self.assertIn("has no snapshot of a point of failure", step["detail"])
        self.assertEqual(self.stage.changes(action="CopyDBClusterSnapshot"), [])


class Barred(World):
    """A gating rule that lets nothing change: somebody wants no automation now."""

    takes_s = 25

    def begin(self, **arguments: Any) -> None:
        books = self.stage.box.configuration()["remittance"]["runbooks"]
        self.configure(runbooks={"failover": [
            {**step, "every": LOOK, **({"routing-controls": arguments}
                                       if "routing-controls" in step else {})}
            for step in books["failover"]]})
        self.stage.start_settled()
        self.stage.box.post("/rule", barred=True)
        self.stage.break_region(EAST)

    def test_it_is_named_and_not_overridden(self):
        self.begin()
        self.assertIn(GATING_RULE, self.failed())
        self.assertEqual(self.stage.world()["controls"], {EAST: "On", WEST: "Off"})
        self.stage.until_state("needs-operator")
        sent = [c["params"].get("SafetyRulesToOverride") for c in self.stage.changes(
            action="UpdateRoutingControlStates")]
        self.assertEqual(set(map(str, sent)), {"None"})

    def test_where_the_operator_has_named_it_it_is_overridden_and_told(self):
        self.begin(override_safety_rules=[GATING_RULE])
        self.done()
        self.assertIn(f"{GATING_RULE} refused", self.stage.until_told("step-critical")["message"])
        self.assertEqual(self.stage.world()["serving"], WEST)


class Busy(World):
    """Somebody else has started the plan."""

    takes_s = 35
    deadline = "60s"
    settings = {"plan_steps": "approval"}

    def test_it_is_waited_out(self):
        self.put({"http": {"region-switch": {"plan": PLAN}}})
        self.stage.start_settled()
        colleague = Client(self.stage.box.addresses, LONG_LIVED.access_key, LONG_LIVED.secret)
        self.addCleanup(colleague.close)
        self.assertEqual(colleague.call("arc-region-switch", WEST, "StartPlanExecution", {
            "planArn": PLAN, "targetRegion": WEST, "action": "activate"}).status, 200)
        self.stage.break_region(EAST)
        self.stage.until("the start is refused", lambda: any(
            c["code"] == "IllegalStateException"
            for c in self.stage.box.get("/calls?service=arc-region-switch")))
        self.stage.box.post("/plan", word="cancel")
        self.stage.box.post("/timings", plan_steps="controls")
        self.done()
        self.assertEqual([p["executionState"] for p in self.stage.box.get("/plans")],
                         ["canceled", "completed"])
