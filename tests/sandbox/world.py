# SPDX-License-Identifier: MIT
"""The world as a whole: two Regions, one database, and what ties them together."""
from __future__ import annotations

import threading
from collections import deque
from typing import Any, Callable

from . import panel
from .automation import Automations
from .calls import CallLog
from .clock import Clock, Later
from .container import Container
from .database import Database
from .faults import Faults, RegionFault
from .fleet import Fleet
from .functions import Functions
from .globalcluster import GlobalCluster
from .imds import Metadata
from .lagmetric import LagMetric
from .monitor import Monitor
from .plan import PlanExecution
from .route53 import HealthChecks
from .secretsmanager import Vault
from .settings import REGIONS, Settings
from .shop import Shop
from .sigv4 import Keyring
from .sts import LONG_LIVED


UP = ("none", "slow")  # modes of a Region in which it works


class World:
    """All state. It is only touched by the event loop's thread."""

    def __init__(self, later: Later, settings: Settings) -> None:
        self.settings = settings
        self.clock = Clock(later)
        self.clock.offset = settings.clock_offset_s
        self.faults = Faults()
        self.calls = CallLog()
        self.keyring = Keyring()
        self.keyring.add(LONG_LIVED)
        self.database = Database(self.clock, settings)
        self.aurora = GlobalCluster(self.clock, settings, self.database)
        self.lag = LagMetric(self.clock, settings, self.database)
        self.monitor = Monitor(self.clock, settings)
        self.vault = Vault(self.clock, settings, self.database.writer.endpoint)
        self.vault.reachable = lambda region: self.faults.regions[region].of("aws") in UP
        self.panel = panel.traffic(self.clock, settings)
        self.gates = panel.gates(self.clock, settings)
        self.health = HealthChecks(self.clock, settings)
        self.panel.on_change = self.health.follow
        self.metadata = Metadata(self.clock, settings, self.faults, self.keyring)
        self.container = Container(self.clock, settings, self.faults, self.keyring)
        self.fleet = Fleet(self.clock, settings)
        self.functions = Functions(self.clock, self.fleet)
        self.automations = Automations(self)
        self.executions: list[PlanExecution] = []
        self.heard: deque[dict[str, Any]] = deque(maxlen=10_000)  # by topics and event buses
        self.stopped = threading.Event()  # for whoever waits in a thread
        self.ask: Callable[..., Any]  # AWS, from inside of AWS; see inside.ask()
        self.shops = {region: Shop(self, region) for region in REGIONS}
        self.on_fault: Callable[[], None] = lambda: None  # listeners have to open or close
        self.on_certificate: Callable[[str], None] = lambda region: None

    def set_region(self, place: str, fault: RegionFault) -> None:
        """A Region, or a part of it, goes down or comes back."""
        self.faults.regions[place] = fault
        self.clock.note("fault", place=place, mode=fault.mode, only=list(fault.only))
        if place in REGIONS:
            self.database.set_alive(place, fault.of("db") in UP)
            self.aurora.consider_rebuild()
        self.on_fault()

    def set_timings(self, values: dict[str, Any]) -> None:
        self.database.replicate()
        self.settings.update(values)
        for cluster in self.database.clusters.values():  # somebody has added instances
            cluster.headless = cluster.headless and not self.settings.standby_instances
        self.clock.offset = self.settings.clock_offset_s

    def move_behind_our_back(self, target: str, kind: str, only: str) -> None:
        """A human moves the application, or a part of it, without failoverd."""
        if only in ("", "database"):
            self.aurora.start(kind, self.database.clusters[target], "human")
        if only in ("", "secret"):
            host = self.database.clusters[target].endpoint
            for region in REGIONS:
                self._point_secret(region, host)
        if only in ("", "controls"):
            self.panel.set({region: "On" if region == target else "Off" for region in REGIONS})

    def _point_secret(self, region: str, host: str) -> None:
        secret = self.vault.secrets[region]
        old = self.vault.host(region)
        if secret.replica_of is None and old and old != host:
            version = f"human000-0000-4000-8000-{len(secret.versions):012d}"
            self.vault.put(region, version, secret.text.replace(old, host), ["AWSCURRENT"])

    def view(self) -> dict[str, Any]:
        """Everything that can be seen from above."""
        operation = self.aurora.operation
        return {
            "t_ns": int(self.clock.now() * 1e9),
            "writer": self.database.writer.region,
            "status": self.aurora.status,
            "operation": operation and {"kind": operation.kind, "to": operation.target.region,
                                        "state": operation.state},
            "accepted": self.aurora.accepted,
            "clusters": {region: {"name": c.name, "alive": c.alive, "writable": c.writable,
                                  "sync": "connected" if c.connected else "pending-resync",
                                  "endpoint": c.endpoint, "orders": len(c.orders),
                                  "statements": c.statements}
                         for region, c in self.database.clusters.items()},
            "controls": dict(self.panel.states),
            "gates": dict(self.gates.states),
            "fleet": dict(self.fleet.running),
            "health": dict(self.health.healthy),
            "dns": self.health.serving(),
            "secrets": {region: self.vault.host(region) for region in REGIONS},
            "serving": self.serving(),
            "lag_ms": round(self.database.lag_s() * 1000, 3),
            "orders": self.database.accounts(),
            "app": {region: shop.summary() for region, shop in self.shops.items()},
            "faults": {place: fault.mode for place, fault in self.faults.regions.items()},
            "imds_requests": self.metadata.requests,
        }

    def serving(self) -> str | None:
        """The Region in which an order through the public name is taken now, if there is one."""
        region = self.health.serving()
        cluster = self.database.by_host(self.vault.host(region))
        up = (self.faults.regions[region].of("app") in UP and self.fleet.running[region]
              and self.gates.states[region] == "On")
        return region if up and cluster and cluster.alive and cluster.writable else None
