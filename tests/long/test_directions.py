# SPDX-License-Identifier: MIT
"""Runbooks with every kind of step, in each direction, when all is well and when it is not."""
from __future__ import annotations

import subprocess
from typing import Any

from tests.system.kinds import runbooks
from tests.system.stage import BUILD, EAST, WEST

from .case import LONG_S, Case

class Move(Case):
    """Moves that wait for nobody: the runbooks without their approval."""

    settings: dict[str, Any] = {"scale_s": 0.1}

    def configure(self, **application: Any) -> None:
        books = {name: [step for step in steps if "approval" not in step]
                 for name, steps in runbooks(self.stage).items()}
        super().configure(runbooks=books, **application)

    def all_done(self, number: int, *but: str) -> Any:
        """The run of that number, which has ended well, each step of it but these."""
        shown = self.done(f"r-{number:04}")
        for step in shown["steps"]:
            self.assertEqual(step["status"] in ("done", "already"), step["name"] not in but, step)
        return shown

    def served(self, region: str) -> None:
        world = self.stage.world()
        self.assertEqual((world["writer"], world["dns"], world["serving"]), (region,) * 3)


class TheOtherWays(Move):
    takes_s = 30

    def test_a_planned_move_away_and_home_by_force(self):
        self.configure(guards={"failback": "approve", "cooldown": "0s"},
                       daemon={"place": "elsewhere"})
        self.stage.start_settled()
        self.command("switchover", WEST)
        self.all_done(1)
        self.served(WEST)
        self.assertEqual(self.stage.world()["gates"], {EAST: "Off", WEST: "On"})
        self.stage.break_region(WEST)
        self.command("failover", EAST)
        self.all_done(2, "publish")  # its topic is gone with the Region
        self.served(EAST)
        self.assertEqual(self.stage.world()["gates"], {EAST: "On", WEST: "Off"})
        self.assertEqual([(c["action"], c["region"]) for c in self.stage.changes(service="rds")
                          if c["action"].endswith("GlobalCluster") and c["status"] == 200],
                         [("SwitchoverGlobalCluster", EAST), ("FailoverGlobalCluster", EAST)])
        orders = self.stage.box.get("/orders")
        self.assertEqual(orders["lost_switchover"], 0)


class LostAnswers(Move):
    """The first answer to each act is lost: done, and not told."""

    takes_s = 60
    ACTS = (("rds", "FailoverGlobalCluster"), ("rds-data", "ExecuteStatement"),
            ("secretsmanager", "PutSecretValue"), ("ssm", "StartAutomationExecution"),
            ("route53-recovery-cluster", "UpdateRoutingControlStates"),
            ("arc-region-switch", "StartPlanExecution"), ("sns", "Publish"),
            ("events", "PutEvents"))

    def test_each_act_is_made_once_all_the_same(self):
        self.configure()
        self.stage.start_settled()
        self.stage.break_region(EAST)
        for service, action in self.ACTS:
            self.stage.box.post("/aws", service=service, action=action, effect="lost-answer",
                                times=1)
        self.all_done(1)
        self.served(WEST)
        lost = {c["action"] for c in self.stage.changes() if c["effect"] == "lost-answer"}
        self.assertEqual(lost, {action for _, action in self.ACTS})
        world = self.stage.world()
        self.assertEqual(len(world["accepted"]), 1)
        self.assertEqual(len(self.stage.box.get("/plans")), 1)
        self.assertEqual(len(self.stage.box.get("/automations")), 1)
        self.assertEqual(len(self.stage.box.world.vault.secrets[WEST].versions), 2)


class Throttled(Move):
    """A Region is lost for everybody, and everybody calls AWS: each service throttles, and then
    answers with errors."""

    takes_s = 60
    SERVICES = ("rds", "rds-data", "secretsmanager", "ssm", "lambda", "route53-recovery-cluster",
                "arc-region-switch", "sns", "events")

    def test_it_gets_through(self):
        self.configure()
        self.stage.start_settled()
        self.stage.break_region(EAST)
        self.stage.until("it begins", lambda: self.stage.runs(), LONG_S)
        for effect in ("500", "throttle"):
            for service in self.SERVICES:
                self.stage.box.post("/aws", service=service, effect=effect, times=3)
        self.all_done(1)
        self.served(WEST)
        met = {(c["service"], c["effect"]) for c in self.stage.box.get("/calls")}
        for service in self.SERVICES:
            self.assertIn((service, "throttle"), met)
        self.assertEqual(len(self.stage.world()["accepted"]), 1)
        self.assertEqual(len(self.stage.box.get("/plans")), 1)


class Rebuild(Move):
    """After a forced move the old side is rebuilt for hours; until then there is no way back."""

    takes_s = 40
    settings = {"scale_s": 0.1, "promote_s": 60.0, "rebuild_s": 3 * 3600.0, "pace": 3600.0,
                "settle_s": 0.05 * 3600, "pending_s": 0.05 * 3600, "snapshot_s": 600.0,
                "switchover_timeout_s": 3600.0 * 3600}

    def test_the_way_home_opens_when_the_last_hour_is_over(self):
        self.configure(guards={"failback": "approve"})
        self.stage.start_settled()
        self.stage.break_region(EAST)
        self.all_done(1)
        self.served(WEST)
        self.stage.heal_region(EAST)
        self.stage.until("it is being rebuilt", lambda: any(
            e["event"] == "rebuilding" for e in self.stage.box.get("/events")))
        said = self.stage.move("failback", EAST, "--no-wait")
        self.assertEqual(said.returncode, 5, said.stdout + said.stderr)
        self.assertEqual(self.stage.world()["clusters"][EAST]["sync"], "pending-resync")
        self.command("failback", EAST)
        self.all_done(2)
        self.served(EAST)
        rebuilt = [e["t_ns"] for e in self.stage.box.get("/events") if e["event"] == "rebuilt"]
        sent = self.stage.box.get("/calls?action=SwitchoverGlobalCluster")
        self.assertEqual(len(sent), 1, "it is sent once, when it can be taken")
        self.assertLess(rebuilt[0], sent[0]["t_ns"])
        self.assertEqual(self.stage.box.get("/orders")["lost_switchover"], 0)


class WithoutFailoverd(Move):
    """The day on which every bastion is gone: the exported document, run by Systems Manager."""

    takes_s = 30

    def test_the_exported_document_fails_over(self):
        self.configure()
        directory = self.stage.directory
        said = subprocess.run([str(BUILD / "failoverctl"), "export", "ssm-document",
                               str(directory / "failoverd.json"), "--to", WEST, "--from", EAST],
                              capture_output=True, text=True, timeout=30, check=False)
        self.assertEqual(said.returncode, 0, said.stderr)
        (directory / "documents").mkdir()
        (directory / "documents" / "Last-Resort.json").write_text(said.stdout)
        self.stage.break_region(EAST)
        started = self.stage.box.post("/automation", start="Last-Resort", region=WEST)
        execution = self.follow(started["AutomationExecutionId"])
        self.assertEqual(execution["AutomationExecutionStatus"], "Success",
                         execution.get("FailureMessage"))
        self.stage.until("customers are served", lambda: self.stage.world()["serving"] == WEST)
        self.served(WEST)
        self.assertEqual(self.stage.world()["fleet"][WEST], 4)

    def follow(self, execution_id: str) -> Any:
        """To its end. Where it pauses a person does what is to be done, which is nothing here."""
        def ended() -> Any:
            found = next(e for e in self.stage.box.get("/automations")
                         if e["AutomationExecutionId"] == execution_id)
            if found["AutomationExecutionStatus"] == "Waiting":
                self.stage.box.post("/automation", id=execution_id, signal="Resume")
            return found if "ExecutionEndTime" in found else None
        return self.stage.until("the execution has ended", ended, LONG_S)
