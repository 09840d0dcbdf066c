# SPDX-License-Identifier: MIT
"""Every kind of step, in runs there and back: each is done, and its effect is in the world."""
from __future__ import annotations

import json
from typing import Any

from demo.customers import Customers
from sandbox.panel import GATES
from sandbox.settings import PUBLIC_NAME

from .kinds import EVERY_KIND, SQL, runbooks
from .stage import EAST, WEST, SharedCase, Stage

FULL = 4  # instances that the function and the document bring a Region to


class EveryKind(SharedCase):
    """Home is refused and left by force; it comes back, is rebuilt, and is gone back to."""

    takes_s = 28
    settings = {"scale_s": 0.1, "snapshot_s": 0.1, "promote_s": 60.0, "rebuild_s": 7200.0,
                "pace": 7200.0, "settle_s": 0.05 * 7200, "pending_s": 0.05 * 7200}
    runs: dict[int, Any]
    worlds: dict[int, Any]

    @classmethod
    def prepare(cls, stage: Stage) -> None:
        stage.configure(runbooks=runbooks(stage))
        stage.start_settled()
        cls.runs, cls.worlds = {}, {}
        cls.customers = Customers(PUBLIC_NAME, stage.box.addresses)
        cls.customers.start()
        cls.addClassCleanup(cls.customers.stop)
        stage.until("customers have ordered",
                    lambda: stage.box.get("/orders")["acknowledged"] >= 10)
        stage.break_region(EAST)
        cls.play(stage, 1)
        stage.heal_region(EAST)
        cls.play(stage, 2)
        cls.customers.stop()

    @classmethod
    def play(cls, stage: Stage, number: int) -> None:
        """The run that begins now, which a person approves."""
        run = f"r-{number:04}"

        def waits() -> bool:
            found = [r for r in stage.runs() if r["id"] == run]
            return bool(found) and stage.ctl("approve", run, "--reason", "a test").returncode == 0
        stage.until(f"{run} is approved", waits)
        stage.until_told("run-done", number)
        cls.runs[number] = stage.ctl_json("runs", "show", run)
        cls.worlds[number] = stage.world()

    def step(self, number: int, name: str) -> Any:
        return next(s for s in self.runs[number]["steps"] if s["name"] == name)

    def test_each_step_is_done(self):
        home = EVERY_KIND - {"recheck", "aurora-fencing"} | {"readiness"}
        for number, kinds in ((1, EVERY_KIND), (2, home)):
            self.assertEqual(self.runs[number]["status"], "done")
            self.assertEqual({s["kind"] for s in self.runs[number]["steps"]}, kinds)
            for step in self.runs[number]["steps"]:
                with self.subTest(run=number, step=step["name"]):
                    self.assertIn(step["status"], ("done", "already"), step)
                    self.assertLessEqual(step["acts"], 1)

    def test_the_database_takes_writes_where_traffic_goes(self):
        for number, region in ((1, WEST), (2, EAST)):
            world = self.worlds[number]
            self.assertEqual((world["writer"], world["serving"], world["dns"]), (region,) * 3)
        self.assertGreaterEqual(self.worlds[1]["clusters"][WEST]["statements"], 1)
        self.assertGreaterEqual(self.worlds[2]["clusters"][EAST]["statements"], 2)
        self.assertEqual({c["params"]["sql"] for c in self.stage.changes(service="rds-data")},
                         {SQL})

    def test_the_gates_follow_and_keep_writers_off_the_region_that_is_left(self):
        self.assertEqual(self.worlds[1]["gates"], {EAST: "Off", WEST: "On"})
        self.assertEqual(self.worlds[2]["gates"], {EAST: "On", WEST: "Off"})
        names = [s["name"] for s in self.runs[2]["steps"]]
        self.assertLess(names.index("fence"), names.index("aurora-writer"))
        sent = [c["params"]["UpdateRoutingControlStateEntries"] for c in self.stage.changes(
            action="UpdateRoutingControlStates")]
        self.assertEqual(sum(e[0]["RoutingControlArn"] in GATES.values() for e in sent), 2)

    def test_the_function_and_the_document_bring_it_to_its_size(self):
        self.assertEqual(self.worlds[1]["fleet"], {EAST: 2, WEST: FULL})
        self.assertEqual(self.worlds[2]["fleet"], {EAST: FULL, WEST: FULL})
        called = self.stage.box.get("/functions")
        for region in (EAST, WEST):
            acts = [p for p in called[region]["warm-up"] if p["phase"] == "act" and "run" in p]
            self.assertEqual([p["to"] for p in acts], [region])
        executions = self.stage.box.get("/automations")
        self.assertEqual([(e["region"], e["AutomationExecutionStatus"], e["Parameters"])
                          for e in executions],
                         [(EAST, "Success", {"Region": [EAST]}),
                          (WEST, "Success", {"Region": [WEST]})])

    def test_the_plan_activates_by_the_mode_of_the_move(self):
        plans = self.stage.box.get("/plans")
        self.assertEqual([(p["executionRegion"], p["mode"]) for p in plans],
                         [(WEST, "ungraceful"), (EAST, "graceful")])
        for number, plan in enumerate(plans, 1):
            self.assertIn(f"failoverd r-{number:04} ", plan["comment"])
            self.assertTrue(plan["executionState"].startswith("completed"), plan)

    def test_the_command_has_run_in_each_direction(self):
        marks = self.stage.directory / "marks"
        self.assertEqual({mark.name for mark in marks.iterdir()}, {EAST, WEST})
        self.assertEqual(self.stage.log().count("command: the call (number 1) has ended: exit "
                                                "status 0"), 2)

    def test_those_who_listen_are_told(self):
        messages = [json.loads(h["text"]) for h in self.stage.box.get("/heard?place=topic")]
        events = [h["detail"] for h in self.stage.box.get("/heard?place=bus")]
        for told in (messages, events):
            self.assertEqual([(t["run"], t["from"], t["to"]) for t in told],
                             [("r-0001", EAST, WEST), ("r-0002", WEST, EAST)])

    def test_the_old_side_is_rebuilt_and_what_it_lost_is_in_a_copy(self):
        self.assertIn("is in no copy yet", self.step(1, "aurora-snapshot")["notice"])
        self.assertIn("is available", self.step(2, "aurora-snapshot")["detail"])
        copies = [s for s in self.stage.box.world.aurora.snapshots if s.source]
        self.assertEqual([(s.region, s.kind) for s in copies], [(EAST, "manual")])
        self.assertEqual(self.worlds[2]["clusters"][WEST]["sync"], "connected")
        told = [e.message for e in self.stage.box.world.aurora.events]
        self.assertIn("Finished resynchronizing members of DB cluster remittance-1 in Region "
                      "us-east-1 post global failover.", told)

    def test_nobody_could_fence_a_region_that_is_gone_and_that_is_told(self):
        self.assertEqual(self.runs[1]["fencing"], "timed-out")
        self.assertEqual(self.step(1, "aurora-fencing")["notice_level"], "critical")

    def test_the_way_home_loses_no_write(self):
        orders = self.stage.box.get("/orders")
        self.assertEqual(orders["lost_switchover"], 0)
        self.assertEqual(orders["acknowledged"], orders["present"] + orders["lost_failover"])
        self.assertGreater(orders["clusters"]["remittance-1"], 10)
