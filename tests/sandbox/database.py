# SPDX-License-Identifier: MIT
"""The database as its users see it: clusters, committed orders, asynchronous replication.

A commit on the writer becomes visible on the other cluster one lag later. How far replication
has come is a point in time, the horizon: it follows the clock by the lag, and stands still from
the moment the writer died or replication stalled.
"""
from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any

from .clock import Clock
from .settings import ACCOUNT, HOME, STANDBY, Settings

GLOBAL_ENDPOINT = "remittance.global-abcdefghijkl.global.rds.amazonaws.com"


@dataclass(frozen=True)
class Order:
    id: str
    cluster: str  # where it was committed
    lsn: int
    committed: float  # monotonic


class Unavailable(Exception):
    """The database does not take the write; the text says why."""


class Cluster:
    """One Aurora cluster: its own copy of the orders."""

    def __init__(self, name: str, region: str) -> None:
        self.name = name
        self.region = region
        self.arn = f"arn:aws:rds:{region}:{ACCOUNT}:cluster:{name}"
        self.endpoint = f"{name}.cluster-cabcdefghij1.{region}.rds.amazonaws.com"
        self.reader_endpoint = f"{name}.cluster-ro-cabcdefghij1.{region}.rds.amazonaws.com"
        self.orders: dict[str, Order] = {}
        self.alive = True
        self.writable = False
        self.connected = True  # SynchronizationStatus: connected, else pending-resync
        self.headless = False  # promoted without an instance that could serve
        self.statements = 0  # writes through the Data API


@dataclass
class Move:
    """A finished change of the writer, for the accounts."""

    kind: str
    source: str
    target: str
    accepted: float
    promoted: float


class Database:
    """Both clusters, who writes, and how far replication has come."""

    def __init__(self, clock: Clock, settings: Settings) -> None:
        self.clock = clock
        self.settings = settings
        self.clusters = {HOME: Cluster("remittance-1", HOME),
                         STANDBY: Cluster("remittance-2", STANDBY)}
        self.writer = self.clusters[HOME]
        self.writer.writable = True
        self.pending: deque[Order] = deque()  # committed on the writer, not yet on the other
        self.stalled_since: float | None = None
        self.died_at: float | None = None
        self.lsn = 1000
        self.acknowledged: dict[str, Order] = {}
        self.moves: list[Move] = []

    @property
    def reader(self) -> Cluster:
        return next(c for c in self.clusters.values() if c is not self.writer)

    def by_host(self, host: str) -> Cluster | None:
        """The cluster that a client of this endpoint reaches."""
        if host == GLOBAL_ENDPOINT:
            return self.writer
        return next((c for c in self.clusters.values() if c.endpoint == host), None)

    def lag_s(self) -> float:
        """How old the newest replicated moment is."""
        return self.clock.now() - self._horizon()

    def _horizon(self) -> float:
        ends = [e for e in (self.stalled_since, self.died_at) if e is not None]
        return min([self.clock.now(), *ends]) - self.settings.lag_ms / 1000

    def replicate(self) -> None:
        """Brings the reader up to the horizon."""
        horizon = self._horizon()
        reader = self.reader
        if not reader.connected or not reader.alive:
            return
        while self.pending and self.pending[0].committed <= horizon:
            order = self.pending.popleft()
            reader.orders[order.id] = order

    def stall(self, stalled: bool) -> None:
        self.replicate()
        self.stalled_since = self.clock.now() if stalled else None

    def set_alive(self, region: str, alive: bool) -> None:
        cluster = self.clusters[region]
        if cluster.alive == alive:
            return
        self.replicate()
        cluster.alive = alive
        self.note_writer_life()
        self.clock.note("database", region=region, alive=alive)

    def note_writer_life(self) -> None:
        """Replication stands still while the writer is dead."""
        if self.writer.alive:
            self.died_at = None
        elif self.died_at is None:
            self.died_at = self.clock.now()

    def commit(self, host: str, order_id: str) -> Order:
        """Writes an order through an endpoint; once for each id."""
        cluster = self.by_host(host)
        if cluster is None:
            raise Unavailable(f"{host}: no such host")
        if not cluster.alive or cluster.headless:
            raise Unavailable(f"{cluster.name}: connection refused")
        if not cluster.writable:
            raise Unavailable(f"{cluster.name}: cannot execute INSERT in a read-only transaction")
        self.replicate()
        order = cluster.orders.get(order_id)
        if order is None:
            self.lsn += 1
            order = Order(order_id, cluster.name, self.lsn, self.clock.now())
            cluster.orders[order_id] = order
            if cluster is self.writer:
                self.pending.append(order)
        return order

    def acknowledge(self, order: Order) -> None:
        """A customer was told that the order is safe; from now on its loss counts."""
        self.acknowledged[order.id] = order

    def promote(self, kind: str, target: Cluster, accepted: float) -> None:
        """Makes target the writer. What it does not have by now, it will never have."""
        source = self.writer
        self.pending.clear()
        self.writer = target
        target.writable = True
        target.statements = max(c.statements for c in self.clusters.values())
        self.stalled_since = self.died_at = None
        self.note_writer_life()
        source.connected = kind != "failover"
        self.moves.append(Move(kind, source.name, target.name, accepted, self.clock.now()))
        self.clock.note("promoted", writer=target.region, kind=kind)

    def rebuild(self) -> None:
        """The old primary comes back as a copy of the writer; its own writes are gone."""
        reader = self.reader
        reader.orders = dict(self.writer.orders)
        reader.connected, reader.writable = True, False
        reader.statements = self.writer.statements
        self.pending.clear()
        self.clock.note("rebuilt", cluster=reader.name)

    def accounts(self) -> dict[str, Any]:
        """Every acknowledged order is either on the writer or was lost in one of the moves."""
        self.replicate()
        missing = [o for i, o in self.acknowledged.items() if i not in self.writer.orders]
        moves = [{"kind": m.kind, "from": m.source, "to": m.target,
                  "lost": [o.id for o in missing if self._lost_in(o) is m]} for m in self.moves]
        return {
            "acknowledged": len(self.acknowledged),
            "present": len(self.acknowledged) - len(missing),
            "lost": len(missing),
            "lost_failover": sum(len(m["lost"]) for m in moves if m["kind"] == "failover"),
            "lost_switchover": sum(len(m["lost"]) for m in moves if m["kind"] != "failover"),
            "moves": moves,
            "clusters": {c.name: len(c.orders) for c in self.clusters.values()},
            "replicating": len(self.pending),
        }

    def _lost_in(self, order: Order) -> Move | None:
        """The first move away from the order's cluster after it; if none, the last (split brain)."""
        away = [m for m in self.moves if m.source == order.cluster]
        return next((m for m in away if m.promoted >= order.committed), away[-1] if away else None)
