# SPDX-License-Identifier: MIT
"""The application that is being protected, as it runs in one Region.

It finds its database through its own Region's secret, and remembers the secret for a moment.
Healthy means: its process answers and the cluster of its own Region can be reached. Whether that
cluster is the writer does not matter: a standby that waits is a healthy one.
"""
from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .database import Unavailable
from .settings import PUBLIC_NAME
from .wire import Request, Response, json_response

if TYPE_CHECKING:
    from .world import World


@dataclass
class Tally:
    """Answers to one path, and when the good and the bad ones were given (monotonic)."""

    good: int = 0
    failed: int = 0
    last_good_ns: int = 0
    first_failed_ns: int = 0
    last_failed_ns: int = 0

    def count(self, status: int) -> None:
        now = time.monotonic_ns()
        if status < 400:
            self.good += 1
            self.last_good_ns = now
        else:
            self.failed += 1
            self.first_failed_ns = self.first_failed_ns or now
            self.last_failed_ns = now


class Shop:
    def __init__(self, world: "World", region: str) -> None:
        self.world = world
        self.region = region
        self.names = (PUBLIC_NAME, f"api.{region}.shop.example")
        self.host = ""
        self.host_until = 0.0
        self.tallies: dict[str, Tally] = {}

    def handle(self, request: Request) -> Response:
        path = request.path
        fault = self.world.faults.app[self.region]
        whole = self.world.faults.regions[self.region]
        response = self._answer(request)
        if whole.of("app") == "5xx":
            response = json_response({"error": "service unavailable"}, 503)
        elif fault.strikes(path):
            body = response.body if fault.body is None else fault.body.encode()
            response = Response(fault.status or 200, body, response.headers)
        if fault.path in ("", path):
            response.delay += fault.delay_s
        if whole.of("app") == "slow":
            response.delay += whole.delay_s
        self.tallies.setdefault(f"{request.method} {path}", Tally()).count(response.status)
        return response

    def summary(self) -> dict[str, Any]:
        return {path: vars(tally) for path, tally in self.tallies.items()}

    def clear(self) -> None:
        self.tallies.clear()

    def _answer(self, request: Request) -> Response:
        if request.host not in self.names or request.sni not in (None, request.host):
            return json_response({"error": f"{request.host} is not served here"}, 421)
        if (self.world.faults.regions[self.region].of("app") == "5xx"
                or not self.world.fleet.running[self.region]):
            return json_response({}, 503)  # before it can touch the database
        known = {"GET /healthz": self._health, "POST /orders": self._order,
                 "GET /orders/count": self._count}
        found = known.get(f"{request.method} {request.path}")
        return found(request) if found else json_response({"error": "not found"}, 404)

    def _database_host(self) -> str:
        now = self.world.clock.now()
        if now >= self.host_until:
            self.host = self.world.vault.host(self.region)
            self.host_until = now + self.world.settings.secret_cache_s
        return self.host

    def _health(self, _: Request) -> Response:
        own = self.world.database.clusters[self.region]
        state = "reachable" if own.connected else "rebuilding"
        if not own.alive:
            state = "unreachable"
        good = state == "reachable"
        return json_response({"status": "ok" if good else "failing", "region": self.region,
                              "database": state}, 200 if good else 503)

    def _order(self, request: Request) -> Response:
        try:
            order_id = json.loads(request.body)["id"]
        except (ValueError, KeyError, TypeError):
            order_id = None
        if not isinstance(order_id, str) or not order_id:
            return json_response({"error": 'want {"id": "..."}'}, 400)
        if self.world.gates.states[self.region] == "Off":
            return json_response({"error": f"the gate of {self.region} is closed to writes"}, 503)
        try:
            order = self.world.database.commit(self._database_host(), order_id)
        except Unavailable as exc:
            return json_response({"error": str(exc), "region": self.region}, 503)
        response = json_response({"id": order.id, "region": self.region,
                                  "cluster": order.cluster, "lsn": order.lsn}, 201)
        response.on_sent = lambda: self.world.database.acknowledge(order)
        return response

    def _count(self, _: Request) -> Response:
        database = self.world.database
        cluster = database.by_host(self._database_host())
        if cluster is None or not cluster.alive:
            return json_response({"error": "database unreachable"}, 503)
        database.replicate()
        return json_response({"region": self.region, "cluster": cluster.name,
                              "count": len(cluster.orders)})
