# SPDX-License-Identifier: MIT
"""Moves there and back, each with a death on the way, after which all must be as without it."""
from __future__ import annotations

import subprocess
from typing import Any, Callable

from tests.system.disk import Disk
from tests.system.stage import BUILD, EAST, WEST, Case

AT_REST = {"G06"}  # a hold that has not begun is in nobody's way
VERBS = {EAST: ("failover", WEST), WEST: ("failback", EAST)}
FIRST = {"failover": "FailoverGlobalCluster", "failback": "SwitchoverGlobalCluster"}
LAST = "UpdateRoutingControlStates"
COPY = "CopyDBClusterSnapshot"  # of what the move before has lost; nothing is moved by it


class Journey(Case):
    """By command, and back by command: an outage is of no use here. The next move begins where the
    last one has ended."""

    def setUp(self) -> None:
        super().setUp()
        self.disk = Disk(self.stage)
        self.stage.configure(guards={"stable": "1h", "budget_day": 32, "budget_week": 32,
                                     "failback": "approve"})
        self.stage.start()
        self.deaths = 0

    # ---- one move ----

    def ready(self) -> str:
        """Waits until a move could begin; where it would begin."""
        stage = self.stage
        writer = str(stage.world()["writer"])
        verb = VERBS[writer][0]
        stage.until("the database is at rest", lambda: stage.world()["operation"] is None and all(
            cluster["sync"] == "connected" for cluster in stage.world()["clusters"].values()))
        stage.until(f"a {verb} could begin", lambda: (
            stage.ctl("failback", "--dry-run").returncode == 0 if verb == "failback" else
            stage.application()["state"] == "home" and
            stage.guards_in_the_way("failover") <= AT_REST))
        return writer

    def move(self, arm: Callable[[], Any], disarm: Callable[[], Any]) -> bool:
        """Whether it was killed on the way. In any case the world is as after one move, or as if
        none had been asked for."""
        stage = self.stage
        writer = self.ready()
        verb, to = VERBS[writer]
        before = len(stage.world()["accepted"])
        known = {run["id"] for run in stage.runs()}
        stage.box.post("/calls/clear")
        arm()
        stage.move(verb, to, "--no-wait")
        killed = stage.until("it is over, or dead", lambda: self.fate(known))
        disarm()
        if killed == "dead":
            self.deaths += 1
            stage.daemon.process.wait()
            stage.start()
        begun = [run for run in stage.runs() if run["id"] not in known]
        moved = bool(begun) and self.finished(begun, verb, to)
        self.assertEqual(len(stage.world()["accepted"]), before + moved)
        if not moved:
            changes = [c for c in stage.changes() if c["action"] != COPY]
            self.assertEqual((changes, stage.world()["serving"]), ([], writer))
        return killed == "dead"

    def fate(self, known: set[str]) -> str:
        if self.stage.daemon.ended() is not None:
            return "dead"
        begun = [run for run in self.stage.runs() if run["id"] not in known]
        return "over" if begun and begun[0]["status"] != "running" else ""

    def finished(self, begun: list[Any], verb: str, to: str) -> bool:
        """Whether it has moved. One who was just started has not seen home be up for long: a run
        that waits for that, and has not moved anything yet, is given up."""
        stage = self.stage
        run = begun[0]["id"]
        self.assertEqual(len(begun), 1)
        stage.until(f"{run} ends", lambda: self.record(run)["status"] != "running")
        if verb == "failback" and self.record(run)["status"] == "abandoned":
            self.assertIn("not ready: probes is closed", self.record(run)["why"])
            return False
        self.assertEqual(self.record(run)["status"], "done", self.record(run))
        stage.until(f"{to} serves", lambda: stage.world()["serving"] == to)
        taken = [(c["action"], c["region"]) for c in stage.changes()
                 if c["status"] == 200 and c["effect"] != "lost-request"]
        self.assertEqual(len(taken), len(set(taken)), f"an act was made twice: {taken}")
        moved = [action for action, _ in taken if action != COPY]
        self.assertEqual((moved[0], moved[-1]), (FIRST[verb], LAST))
        return True

    def record(self, run: str) -> Any:
        return self.stage.daemon.ask(f"/api/v1/runs/{run}")

    # ---- all of them ----

    def there_and_back(self, arm: Callable[[], Any], disarm: Callable[[], Any]) -> int:
        """How many of the two moves met a death."""
        return sum(self.move(arm, disarm) for _ in range(2))

    def tearDown(self) -> None:
        self.stage.daemon.stop()
        proved = subprocess.run(
            [str(BUILD / "failoverctl"), "audit", "verify",
             "--state", str(self.stage.directory / "state")],
            capture_output=True, text=True, check=False)
        self.assertEqual(proved.returncode, 0, proved.stdout + proved.stderr)
