# SPDX-License-Identifier: MIT
"""A plan of ARC Region switch, and its executions: blocks that move the sandbox's world.

pending -> inProgress, with halts for an approval or after a block that failed, -> the application
is watched until it is healthy -> completed.
"""
from __future__ import annotations

import asyncio
import uuid
from functools import partial
from typing import TYPE_CHECKING, Any

from .context import Ask, Unreachable, role
from .database import Cluster
from .functions import WARM_UP
from .panel import CONTROLS
from .protocol import Fault
from .settings import ACCOUNT, REGIONS
from .tls import ARC_REGIONS

if TYPE_CHECKING:
    from .world import World

PLAN = f"arn:aws:arc-region-switch::{ACCOUNT}:plan/remittance:abc123"
GLOBAL = "remittance"
BLOCKS = {"approval": "ManualApproval", "fleet": "CustomActionLambda",
          "database": "AuroraGlobalDatabase", "controls": "ARCRoutingControl"}
POLL_S = 0.05
ENDS = ("completed", "completedWithExceptions", "canceled", "failed", "planExecutionTimedOut")


class PlanExecution:
    """One run of the plan's steps; `decide` and `go_on` are what a person says to it."""

    def __init__(self, world: "World", to: str, mode: str, comment: str) -> None:
        self.world = world
        self.to = to
        self.mode = mode
        self.comment = comment
        self.id = str(uuid.uuid4())
        self.state = "pending"
        self.began = world.clock.wall()
        self.ended: float | None = None
        self.steps = [{"name": name, "executionBlockType": BLOCKS[name], "status": "notStarted"}
                      for name in world.settings.plan_steps.split(",")]
        self.words: asyncio.Queue[str] = asyncio.Queue()
        self.ask: Ask = partial(world.ask, role("region-switch", self.id))
        self.blocks = {"approval": self._approval, "fleet": self._fleet,
                       "database": self._database, "controls": self._controls}
        self.task = asyncio.get_running_loop().create_task(self._run())

    def _set(self, state: str) -> None:
        self.state = state
        if state in ENDS:
            self.ended = self.world.clock.wall()
        self.world.clock.note("plan", id=self.id, to=self.to, state=state)

    async def _run(self) -> None:
        try:
            await asyncio.sleep(self.world.settings.span("pending_s"))
            self._set("inProgress")
            for step in self.steps:
                await self._step(step)
            self._set("completedMonitoringApplicationHealth")
            while self.world.serving() != self.to:
                await asyncio.sleep(POLL_S)
            self._set("completedWithExceptions" if any(
                step["status"] == "skipped" for step in self.steps) else "completed")
        except asyncio.CancelledError:
            for step in self.steps:
                if step["status"] not in ("completed", "skipped"):
                    step["status"] = "canceled"
            self._set("canceled")

    async def _step(self, step: dict[str, Any]) -> None:
        """Until it is done, or skipped. After a failure a person says what becomes of it."""
        while step["status"] not in ("completed", "skipped"):
            step["status"] = "running"
            step["startTime"] = self.world.clock.wall()
            try:
                await self.blocks[step["name"]](step)
                step["status"] = "completed"
            except (Fault, Unreachable) as exc:
                step.update(status="pausedByError", error=str(exc))
                self._set("pausedByFailedStep")
                word = await self._word("retry", "skip")
                step["status"] = "skipped" if word == "skip" else "running"
                self._set("inProgress")
        step["endTime"] = self.world.clock.wall()

    async def _word(self, *wanted: str) -> str:
        while (word := await self.words.get()) not in wanted:
            pass
        return word

    # ---- the blocks ----

    async def _approval(self, step: dict[str, Any]) -> None:
        step["status"] = "pendingApproval"
        self._set("pendingManualApproval")
        await self._word("approve")
        self._set("inProgress")

    async def _fleet(self, _: dict[str, Any]) -> None:
        self.ask(self.to, "lambda", "Invoke", {
            "FunctionName": WARM_UP, "Payload": {"phase": "act", "to": self.to}})

    def _moved(self, target: Cluster) -> bool:
        found = self.ask(self.to, "rds", "DescribeGlobalClusters", {
            "GlobalClusterIdentifier": GLOBAL})["GlobalClusters"][0]
        writers = [m["DBClusterArn"] for m in found["GlobalClusterMembers"] if m["IsWriter"]]
        return writers == [target.arn] and found["Status"] == "available"

    async def _database(self, _: dict[str, Any]) -> None:
        """behavior switchoverOnly, ungraceful failover."""
        database = self.world.database
        target = database.clusters[self.to]
        wanted = {"GlobalClusterIdentifier": GLOBAL, "TargetDbClusterIdentifier": target.arn}
        if not self._moved(target) and self.mode == "ungraceful":
            self.ask(self.to, "rds", "FailoverGlobalCluster", {**wanted, "AllowDataLoss": True})
        elif not self._moved(target):
            self.ask(database.writer.region, "rds", "SwitchoverGlobalCluster", wanted)
        while not self._moved(target):
            await asyncio.sleep(POLL_S)

    async def _controls(self, _: dict[str, Any]) -> None:
        entries = [{"RoutingControlArn": CONTROLS[region],
                    "RoutingControlState": "On" if region == self.to else "Off"}
                   for region in REGIONS]
        for number, endpoint in enumerate(ARC_REGIONS, 1):
            try:
                self.ask(endpoint, "route53-recovery-cluster", "UpdateRoutingControlStates",
                         {"UpdateRoutingControlStateEntries": entries})
                return
            except (Fault, Unreachable):
                if number == len(ARC_REGIONS):
                    raise

    def view(self) -> dict[str, Any]:
        found = {"executionId": self.id, "executionState": self.state,
                 "executionAction": "activate", "executionRegion": self.to, "mode": self.mode,
                 "comment": self.comment,
                 "startTime": self.began, "endTime": self.ended, "planArn": PLAN, "version": "1"}
        return {name: value for name, value in found.items() if value is not None}
