# SPDX-License-Identifier: MIT
"""The Aurora global cluster's control plane: the states that a move goes through.

available, with a pending move -> failing-over or switching-over -> another writer -> available.
After a failover the old primary is pending-resync until its Region is back and it was rebuilt.
"""
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from .clock import Clock
from .database import Cluster, Database
from .settings import Settings

STEP = 0.02


class InvalidState(Exception):
    """The global cluster's state forbids it now."""


@dataclass
class Operation:
    kind: str  # "failover" or "switchover"
    source: Cluster
    target: Cluster
    accepted: float
    state: str = "pending"
    began: float = 0.0


@dataclass
class Event:
    """What DescribeEvents tells. AWS gives these no id, only a text."""

    wall: float
    source_type: str
    source: str
    region: str
    message: str
    categories: list[str] = field(default_factory=list)


@dataclass
class Snapshot:
    """Of a cluster. It is available once it is `ready`, by the monotonic clock."""

    name: str
    cluster: str
    region: str
    kind: str  # "automated" or "manual"
    wall: float
    ready: float
    source: str = ""  # of a copy: the name of the original


class GlobalCluster:
    """Accepts moves, carries them out in time, and rebuilds what was left behind."""

    def __init__(self, clock: Clock, settings: Settings, database: Database) -> None:
        self.clock = clock
        self.settings = settings
        self.database = database
        self.status = "available"
        self.operation: Operation | None = None
        self.events: list[Event] = []
        self.snapshots: list[Snapshot] = []
        self.rebuilding = False
        self.accepted: list[dict[str, Any]] = []

    def tell(self, cluster: Cluster, message: str, *categories: str,
             source_type: str = "db-cluster") -> None:
        source = cluster.name if source_type == "db-cluster" else f"{cluster.name}-instance-1"
        self.events.append(Event(self.clock.wall(), source_type, source, cluster.region, message,
                                 list(categories)))

    def start(self, kind: str, target: Cluster, actor: str) -> Operation:
        """Accepts a move, or says why not. It does not begin at once."""
        source = self.database.writer
        if self.operation is not None:
            raise InvalidState("Global cluster remittance is in an invalid state: "
                               f"a {self.operation.kind} is in progress.")
        if target is source:
            raise InvalidState(f"{target.name} is already the writer of global cluster remittance.")
        if not target.connected:
            raise InvalidState(f"{target.name} is not in sync with the primary (pending-resync).")
        if not target.alive:
            raise InvalidState(f"{target.name} is not available.")
        if kind == "switchover" and not source.alive:
            raise InvalidState(f"The primary {source.name} is not available; use a failover.")
        operation = Operation(kind, source, target, self.clock.now())
        self.operation = operation
        self.accepted.append({"kind": kind, "to": target.region, "actor": actor})
        self.clock.note("accepted", kind=kind, target=target.region, actor=actor)
        self.clock.later(self.settings.pending_s, lambda: self._begin(operation))
        return operation

    def _set_status(self, status: str) -> None:
        self.status = status
        self.clock.note("status", status=status)

    def _begin(self, operation: Operation) -> None:
        self.database.replicate()
        operation.began = self.clock.now()
        if operation.kind == "failover":
            operation.state = "failing-over"
            self._fence(operation)
        else:
            operation.state = "switching-over"
            operation.source.writable = False
            self.tell(operation.target, f"Global switchover to DB cluster {operation.target.name} "
                      f"in Region {operation.target.region} started.", "global failover")
        self._set_status(operation.state)
        self._go_on(operation)

    def _fence(self, operation: Operation) -> None:
        """Best effort: what is written on the old primary from now on will be lost."""
        fenced = operation.source.alive and not self.settings.fence_fails
        if not self.settings.fence_fails:
            operation.source.writable = False
        self.tell(operation.target, f"Global failover to DB cluster {operation.target.name} in "
                  f"Region {operation.target.region} started.", "global failover")
        where = operation.source if operation.source.alive else operation.target
        outcome = "succeeded" if fenced else "timed out"
        self.tell(where, f"Attempt to block writes for DB cluster {operation.source.name} in "
                  f"Region {operation.source.region} {outcome}.", "notification",
                  "global database", source_type="db-instance")

    def _go_on(self, operation: Operation) -> None:
        self.database.replicate()
        waited = self.clock.now() - operation.began
        if operation.kind == "failover":
            ready = waited >= self.settings.promote_s and operation.target.alive
        else:
            if not (operation.source.alive and operation.target.alive):
                self._cancel(operation, "a cluster became unavailable")
                return
            if waited > self.settings.switchover_timeout_s:
                self._cancel(operation, "replication did not catch up in time")
                return
            ready = waited >= self.settings.switchover_s and not self.database.pending
        if ready:
            self._promote(operation)
        else:
            self.clock.later(STEP, lambda: self._go_on(operation))

    def _promote(self, operation: Operation) -> None:
        self.database.promote(operation.kind, operation.target, operation.accepted)
        self.tell(operation.target, "Global writer endpoint DNS name now points to DB cluster "
                  f"{operation.target.name}.", "global failover")
        self.clock.later(self.settings.settle_s, lambda: self._finish(operation))

    def _finish(self, operation: Operation) -> None:
        self.operation = None
        self._set_status("available")
        self.tell(operation.target, f"Global {operation.kind} to DB cluster "
                  f"{operation.target.name} in Region {operation.target.region} completed.",
                  "global failover")
        self.consider_rebuild()

    def _cancel(self, operation: Operation, why: str) -> None:
        operation.state = "cancelling"
        operation.source.writable = True
        self.tell(operation.target, f"Global {operation.kind} to DB cluster "
                  f"{operation.target.name} in Region {operation.target.region} failed: {why}.",
                  "global failover", "failure")
        self.clock.note("cancelled", kind=operation.kind, why=why)
        self.clock.later(self.settings.settle_s, self._cancelled)

    def _cancelled(self) -> None:
        self.operation = None
        self._set_status("available")

    def consider_rebuild(self) -> None:
        """Starts to rebuild the old primary if it needs that and its Region is back."""
        reader = self.database.reader
        if (reader.connected or not reader.alive or self.operation is not None
                or self.rebuilding):
            return
        self.rebuilding = True
        self.tell(reader, f"Resynchronization of DB cluster {reader.name} in Region "
                  f"{reader.region} started.", "global failover")
        self.clock.note("rebuilding", cluster=reader.name)
        self._keep_lost(reader)
        self._rebuild(reader, self.clock.now())

    def _keep_lost(self, reader: Cluster) -> None:
        """What was written on the old primary, and replaced by the rebuild."""
        wall = self.clock.wall()
        stamp = datetime.fromtimestamp(wall, timezone.utc).strftime("%Y-%m-%d-%H-%M-%S")
        self.snapshots.append(Snapshot(
            f"rds:unplanned-global-failover-{reader.name}-{stamp}", reader.name, reader.region,
            "automated", wall, self.clock.now() + self.settings.snapshot_s))

    def copy_snapshot(self, region: str, source: str, name: str) -> Snapshot:
        """Raises KeyError when there is no such one, InvalidState when it is not finished."""
        original = next((s for s in self.snapshots
                         if s.region == region and s.name == source), None)
        if original is None:
            raise KeyError(source)
        if original.ready > self.clock.now():
            raise InvalidState(f"The snapshot {source} is not available.")
        copy = Snapshot(name, original.cluster, region, "manual", self.clock.wall(),
                        self.clock.now() + self.settings.snapshot_s, source)
        self.snapshots.append(copy)
        self.clock.note("copied", snapshot=name)
        return copy

    def _rebuild(self, reader: Cluster, began: float) -> None:
        if not reader.alive:
            self.rebuilding = False  # its Region went away again; a later return starts anew
        elif self.clock.now() - began < self.settings.rebuild_s or not self.database.writer.alive:
            self.clock.later(STEP, lambda: self._rebuild(reader, began))
        else:
            self.rebuilding = False
            self.database.rebuild()
            self.tell(reader, f"Resynchronization of DB cluster {reader.name} in Region "
                      f"{reader.region} finished.", "global failover")
