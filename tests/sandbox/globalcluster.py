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

ENGINE = "16.6"
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
    expires: float | None = None  # by the monotonic clock; None: it stays


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
        """{} in the message is the cluster, as AWS's texts have it."""
        source = cluster.name if source_type == "db-cluster" else f"{cluster.name}-instance-1"
        text = message.format(f"DB cluster {cluster.name} in Region {cluster.region}")
        self.events.append(Event(self.clock.wall(), source_type, source, cluster.region, text,
                                 list(categories or ("global failover",))))

    def instances(self, cluster: Cluster) -> int:
        """A secondary may have none: it is headless then, and stays so when it is promoted."""
        if cluster.headless:
            return 0
        return 2 if cluster is self.database.writer else self.settings.standby_instances

    def has_writer_instance(self, cluster: Cluster) -> bool:
        return cluster is self.database.writer and self.instances(cluster) > 0

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
        if not self.settings.standby_instances and not self.settings.headless_promotes:
            raise InvalidState(f"{target.name} has no DB instances.")
        if kind == "switchover" and not source.alive:
            raise InvalidState(f"The primary {source.name} is not available; use a failover.")
        if kind == "switchover" and self.settings.standby_engine != ENGINE:
            raise InvalidState(f"The engine versions of {source.name} ({ENGINE}) and {target.name} "
                               f"({self.settings.standby_engine}) do not allow a switchover.")
        operation = Operation(kind, source, target, self.clock.now())
        self.operation = operation
        self.accepted.append({"kind": kind, "to": target.region, "actor": actor})
        self.clock.note("accepted", kind=kind, target=target.region, actor=actor)
        self.clock.later(self.settings.span("pending_s"), lambda: self._begin(operation))
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
            self.tell(operation.target, "Global switchover to {} started.")
            self.tell(operation.source, "Waiting for data synchronization across global cluster "
                      "members. Current lags behind primary DB cluster: "
                      f"{operation.target.name}: {self.database.lag_s() * 1000:.0f} ms.")
        self._set_status(operation.state)
        self._go_on(operation)

    def _fence(self, operation: Operation) -> None:
        """Best effort: what is written on the old primary from now on will be lost."""
        fenced = operation.source.alive and not self.settings.fence_fails
        if not self.settings.fence_fails:
            operation.source.writable = False
        self.tell(operation.target, "Global failover to {} started.")
        where = operation.source if operation.source.alive else operation.target
        outcome = "succeeded" if fenced else "timed out"
        self.tell(where, f"Attempt to block writes for DB cluster {operation.source.name} in "
                  f"Region {operation.source.region} {outcome}.", "notification",
                  "global database", source_type="db-instance")

    def _go_on(self, operation: Operation) -> None:
        self.database.replicate()
        waited = self.clock.now() - operation.began
        if operation.kind == "failover":
            ready = waited >= self.settings.span("promote_s") and operation.target.alive
        else:
            if not (operation.source.alive and operation.target.alive):
                self._cancel(operation, "a cluster became unavailable")
                return
            if waited > self.settings.span("switchover_timeout_s"):
                self._cancel(operation, "replication did not catch up in time")
                return
            ready = waited >= self.settings.span("switchover_s") and not self.database.pending
        if ready:
            self._promote(operation)
        else:
            self.clock.later(STEP, lambda: self._go_on(operation))

    def _promote(self, operation: Operation) -> None:
        headless = not self.settings.standby_instances
        self.database.promote(operation.kind, operation.target, operation.accepted)
        if operation.kind == "switchover":
            self.tell(operation.source, "Old primary {} successfully shut down.")
        self.tell(operation.target, "New primary {} was successfully promoted.")
        if headless:
            operation.target.headless = True
            self.tell(operation.target, "{} was promoted, but it has no DB instances.")
        self.tell(operation.target,
                  "Aurora finished changing the DNS entry for global writer endpoint.")
        self.clock.later(self.settings.span("settle_s"), lambda: self._finish(operation))

    def _finish(self, operation: Operation) -> None:
        self.operation = None
        self._set_status("available")
        end = "finished" if operation.kind == "switchover" else "completed"
        self.tell(operation.target, f"Global {operation.kind} to {{}} {end}.")
        self.consider_rebuild()

    def _cancel(self, operation: Operation, why: str) -> None:
        operation.state = "cancelling"
        operation.source.writable = True
        self.tell(operation.target, f"Global {operation.kind} to {{}} is cancelled.",
                  "global failover", "failure")
        self.clock.note("cancelled", kind=operation.kind, why=why)
        self.clock.later(self.settings.span("settle_s"), self._cancelled)

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
        self.tell(reader, "Started resynchronizing members of {} post global failover.")
        self.clock.note("rebuilding", cluster=reader.name)
        self._keep_lost(reader)
        self._rebuild(reader, self.clock.now())

    def _keep_lost(self, reader: Cluster) -> None:
        """What was written on the old primary, and replaced by the rebuild."""
        wall = self.clock.wall()
        stamp = datetime.fromtimestamp(wall, timezone.utc).strftime("%Y-%m-%d-%H-%M-%S")
        self.snapshots.append(Snapshot(
            f"rds:unplanned-global-failover-{reader.name}-{stamp}", reader.name, reader.region,
            "automated", wall, self.clock.now() + self.settings.span("snapshot_s"),
            expires=self.clock.now() + self.settings.span("snapshot_keep_s")
            if self.settings.snapshot_keep_s else None))

    def kept_snapshots(self) -> list[Snapshot]:
        """Those that have not expired."""
        now = self.clock.now()
        self.snapshots = [s for s in self.snapshots if s.expires is None or now < s.expires]
        return self.snapshots

    def copy_snapshot(self, region: str, source: str, name: str) -> Snapshot:
        """Raises KeyError when there is no such one, InvalidState when it is not finished."""
        original = next((s for s in self.kept_snapshots()
                         if s.region == region and s.name == source), None)
        if original is None:
            raise KeyError(source)
        if original.ready > self.clock.now():
            raise InvalidState(f"The snapshot {source} is not available.")
        copy = Snapshot(name, original.cluster, region, "manual", self.clock.wall(),
                        self.clock.now() + self.settings.span("snapshot_s"), source)
        self.snapshots.append(copy)
        self.clock.note("copied", snapshot=name)
        return copy

    def _rebuild(self, reader: Cluster, began: float) -> None:
        if not reader.alive:
            self.rebuilding = False  # its Region went away again; a later return starts anew
        elif (self.clock.now() - began < self.settings.span("rebuild_s")
              or not self.database.writer.alive):
            self.clock.later(STEP, lambda: self._rebuild(reader, began))
        else:
            self.rebuilding = False
            self.database.rebuild()
            self.tell(reader, "Finished resynchronizing members of {} post global failover.")
