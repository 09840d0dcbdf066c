# SPDX-License-Identifier: MIT
"""The control port: plain HTTP and JSON, for tests and people. README.md has the table."""
from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Callable
from urllib.parse import parse_qsl

from .automation import SIGNALS
from .calls import MOMENTS, Trap
from .context import Unreachable, role
from .faults import (ARC_EFFECTS, CONTAINER_MODES, DNS_MODES, IMDS_MODES, PARTS, PLACES,
                     REGION_MODES, AppFault, AwsFault, RegionFault, choice)
from .functions import FAILURES
from .globalcluster import InvalidState
from .monitor import KINDS, STATES
from .protocol import Fault
from .route53 import CHECKERS
from .settings import REGIONS
from .tls import ARC_REGIONS, CERTIFICATES
from .wire import Request, Response, json_response

if TYPE_CHECKING:
    from .world import World

Body = dict[str, Any]


def _known(body: Body, *names: str) -> None:
    for name in body:
        if name not in names:
            raise ValueError(f"unknown {name!r}; there are {', '.join(names)}")


class Control:
    def __init__(self, world: "World", addresses: Body) -> None:
        self.world = world
        self.addresses = addresses
        self.posts: dict[str, Callable[[Body], Any]] = {
            "/fault": self.fault, "/lag": self.lag, "/aws": self.aws, "/app": self.app,
            "/arc": self.arc, "/timings": self.timings, "/imds": self.imds, "/dns": self.dns,
            "/container": self.container,
            "/metric": self.metric, "/alarm": self.alarm, "/checkers": self.checkers,
            "/human": self.human, "/controls": self.controls, "/secret": self.secret,
            "/calls/clear": self.clear, "/kill": self.kill, "/function": self.function,
            "/fleet": self.fleet,
            "/automation": self.automation, "/plan": self.plan, "/gates": self.gates,
            "/rule": self.rule,
        }
        self.gets: dict[str, Callable[[Body], Any]] = {
            "/calls": lambda q: world.calls.as_list(**q),
            "/world": lambda q: world.view(),
            "/events": lambda q: list(world.clock.timeline),
            "/orders": lambda q: world.database.accounts(),
            "/heard": lambda q: [h for h in world.heard if q.items() <= h.items()],
            "/functions": lambda q: world.functions.view(),
            "/automations": lambda q: world.automations.view(),
            "/plans": lambda q: [e.view() | {"steps": e.steps} for e in world.executions],
            "/timings": lambda q: world.settings.as_dict(),
            "/sandbox": lambda q: self.addresses,
        }

    def handle(self, request: Request) -> Response:
        try:
            if request.method == "GET" and request.path in self.gets:
                return json_response(self.gets[request.path](dict(parse_qsl(request.query))))
            if request.method == "POST" and request.path in self.posts:
                body = json.loads(request.body or b"{}")
                if not isinstance(body, dict):
                    raise ValueError("want a JSON object")
                return json_response(self.posts[request.path](body) or {"ok": True})
        except (ValueError, TypeError, KeyError, InvalidState, Fault, Unreachable) as exc:
            return json_response({"error": str(exc)}, 400)
        known = {"GET": sorted(self.gets), "POST": sorted(self.posts)}
        return json_response({"error": "not found", "known": known}, 404)

    def fault(self, body: Body) -> None:
        _known(body, "region", "mode", "only", "delay_ms")
        place = choice(body.get("region"), PLACES, "region")
        mode = choice(body.get("mode"), REGION_MODES, "mode")
        only = tuple(choice(part, PARTS, "only") for part in body.get("only", PARTS))
        delay = body.get("delay_ms", self.world.settings.slow_s * 1000) / 1000
        self.world.set_region(place, RegionFault(mode, only, delay))

    def lag(self, body: Body) -> None:
        _known(body, "ms", "metric", "status", "when_dead")
        if "ms" in body:
            self.world.set_timings({"lag_ms": body["ms"]})
        if "when_dead" in body:
            when_dead = choice(body["when_dead"], ("missing", "frozen", "climbing"), "when_dead")
            self.world.set_timings({"metric_when_dead": when_dead})
        if "metric" in body:
            self.world.lag.set_mode(body["metric"])
        if "status" in body:
            self.world.lag.status_code = choice(
                body["status"], ("Complete", "InternalError", "PartialData", "Forbidden"),
                "status")
        self.world.clock.note("lag", **body)

    def aws(self, body: Body) -> None:
        _known(body, "service", "action", "region", "effect", "times", "delay_ms")
        self.world.faults.set_aws(AwsFault(
            str(body.get("effect")), body.get("service", ""), body.get("action", ""),
            body.get("region", ""), int(body.get("times", -1)),
            body.get("delay_ms", self.world.settings.slow_s * 1000) / 1000))
        self.world.clock.note("aws", **body)

    def app(self, body: Body) -> None:
        _known(body, "region", "status", "share", "delay_ms", "body", "path", "cert")
        region = choice(body.get("region"), REGIONS, "region")
        certificate = choice(body.get("cert", "ok"), CERTIFICATES, "cert")
        old = self.world.faults.app[region]
        self.world.faults.app[region] = AppFault(
            int(body.get("status", 0)), float(body.get("share", 1.0)),
            body.get("delay_ms", 0) / 1000, body.get("body"), body.get("path", ""), certificate)
        self.world.clock.note("app", **body)
        if certificate != old.certificate:
            self.world.on_certificate(region)

    def arc(self, body: Body) -> None:
        _known(body, "endpoint", "effect")
        endpoint = choice(body.get("endpoint"), ARC_REGIONS, "endpoint")
        self.world.faults.arc[endpoint] = choice(body.get("effect"), ARC_EFFECTS, "effect")
        self.world.clock.note("arc", **body)
        self.world.on_fault()

    def timings(self, body: Body) -> Body:
        self.world.set_timings(body)
        return self.world.settings.as_dict()

    def imds(self, body: Body) -> None:
        _known(body, "mode", "lifetime_s", "region", "renew")
        self.world.faults.imds = choice(body.get("mode", "ok"), IMDS_MODES, "mode")
        if "lifetime_s" in body:
            self.world.set_timings({"credentials_s": body["lifetime_s"]})
        if "region" in body:
            self.world.metadata.region = str(body["region"])
        if body.get("renew"):
            self.world.metadata.expire()
        self.world.on_fault()

    def container(self, body: Body) -> None:
        _known(body, "mode", "lifetime_s", "token")
        self.world.faults.container = choice(body.get("mode", "ok"), CONTAINER_MODES, "mode")
        if "lifetime_s" in body:
            self.world.set_timings({"credentials_s": body["lifetime_s"]})
        self.world.container.token = str(body.get("token", self.world.container.token))
        self.world.on_fault()

    def dns(self, body: Body) -> None:
        _known(body, "mode", "ttl_s")
        self.world.faults.dns = choice(body.get("mode", "ok"), DNS_MODES, "mode")
        if "ttl_s" in body:
            self.world.set_timings({"dns_ttl_s": body["ttl_s"]})

    def metric(self, body: Body) -> None:
        """Sets a metric from now on; without a value it has no more datapoints."""
        _known(body, "region", "namespace", "name", "dimensions", "value")
        region = choice(body.get("region"), REGIONS, "region")
        key = (str(body["namespace"]), str(body["name"]),
               frozenset((str(k), str(v)) for k, v in body.get("dimensions", {}).items()))
        value = body.get("value")
        self.world.monitor.set_metric(region, key, None if value is None else float(value))

    def alarm(self, body: Body) -> None:
        _known(body, "region", "name", "state", "reason", "kind")
        self.world.monitor.set_alarm(
            choice(body.get("region"), REGIONS, "region"), str(body["name"]),
            choice(body.get("state"), STATES, "state"), str(body.get("reason", "as was set")),
            choice(body.get("kind", "metric"), KINDS, "kind"))

    def checkers(self, body: Body) -> None:
        """So many of Route 53's checkers see the Region; absent: as its routing control says."""
        _known(body, "region", "good", "age_s")
        region = choice(body.get("region"), REGIONS, "region")
        good = body.get("good")
        if good is not None and good not in range(len(CHECKERS) + 1):
            raise ValueError(f"good is from 0 to {len(CHECKERS)}, not {good!r}")
        self.world.health.seen[region] = good
        self.world.health.age_s = float(body.get("age_s", 0))

    def human(self, body: Body) -> None:
        _known(body, "switchover_to", "failover_to", "only")
        only = choice(body.get("only", ""), ("", "database", "secret", "controls"), "only")
        kind = "failover" if "failover_to" in body else "switchover"
        target = choice(body.get(f"{kind}_to"), REGIONS, f"{kind}_to")
        self.world.clock.note("human", **body)
        self.world.move_behind_our_back(target, kind, only)

    def controls(self, body: Body) -> None:
        """Sets controls without asking the safety rule: {"us-east-1": "Off"}."""
        _known(body, *REGIONS)
        self.world.panel.set({r: choice(s, ("On", "Off"), r) for r, s in body.items()})

    def secret(self, body: Body) -> None:
        """Puts another text into a Region's secret: {"region": .., "text": ".."}."""
        _known(body, "region", "text")
        region = choice(body.get("region"), REGIONS, "region")
        number = len(self.world.vault.secrets[region].versions)
        self.world.vault.put(region, f"control0-0000-4000-8000-{number:012d}", str(body["text"]),
                             ["AWSCURRENT"])

    def function(self, body: Body) -> None:
        _known(body, "region", "name", "failure", "times", "delay_ms", "answer")
        self.world.functions.set(
            choice(body.get("region"), REGIONS, "region"), str(body["name"]),
            choice(body.get("failure", ""), FAILURES, "failure"), int(body.get("times", -1)),
            body.get("delay_ms", 0) / 1000, body.get("answer"))

    def fleet(self, body: Body) -> None:
        """So many instances of the application are wanted: {"us-west-2": 0}."""
        _known(body, *REGIONS)
        for region, count in body.items():
            self.world.fleet.scale(region, int(count))

    def automation(self, body: Body) -> Any:
        """A person starts a document, or says something to an execution of one."""
        _known(body, "start", "region", "parameters", "id", "signal")
        if "start" in body:
            region = choice(body.get("region"), REGIONS, "region")
            return self.world.ask(role("console", "person"), region, "ssm",
                                  "StartAutomationExecution", {
                                      "DocumentName": str(body["start"]),
                                      "Parameters": body.get("parameters", {})})
        self.world.automations.signal(
            str(body["id"]), choice(body.get("signal"), (*SIGNALS, "Stop"), "signal"))
        return None

    def plan(self, body: Body) -> None:
        """What a person says to the newest execution of the plan."""
        _known(body, "word")
        word = choice(body.get("word"), ("approve", "retry", "skip", "cancel"), "word")
        if not self.world.executions:
            raise ValueError("the plan was never executed")
        execution = self.world.executions[-1]
        if word == "cancel":
            execution.task.cancel()
        else:
            execution.words.put_nowait(word)

    def gates(self, body: Body) -> None:
        """Sets gates without asking a safety rule: {"us-east-1": "Off"}."""
        _known(body, *REGIONS)
        self.world.gates.set({r: choice(s, ("On", "Off"), r) for r, s in body.items()})

    def rule(self, body: Body) -> None:
        """barred: the gating rule lets no control of traffic change."""
        _known(body, "barred")
        self.world.panel.barred = bool(body["barred"])

    def kill(self, body: Body) -> None:
        """A trap for whoever calls; without a pid there is none any more."""
        _known(body, "pid", "action", "when", "nth")
        self.world.calls.trap = None if "pid" not in body else Trap(
            int(body["pid"]), str(body["action"]), choice(body.get("when"), MOMENTS, "when"),
            int(body.get("nth", 1)))

    def clear(self, body: Body) -> None:
        self.world.calls.clear()
        for shop in self.world.shops.values():
            shop.clear()

