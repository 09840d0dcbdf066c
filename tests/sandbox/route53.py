# SPDX-License-Identifier: MIT
"""Route 53 health checks that follow routing controls, and the API that tells their status."""
from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from . import zones
from .clock import Clock, iso
from .protocol import Fault, Operation, RestXml
from .settings import HOME, PUBLIC_NAME, STANDBY, Settings
from .wire import Request

if TYPE_CHECKING:
    from .context import Context

CHECKS = {HOME: "02ec8401-9879-4259-91fa-04e66d094674",
          STANDBY: "02ec8401-9879-4259-91fa-04e66d094675"}
ZONE = "Z0123456789ABCDEFGHIJ"
CHECKERS = {"us-east-1": "15.177.2.2", "us-west-2": "15.177.10.2", "eu-west-1": "15.177.18.2"}


class HealthChecks:
    """One of type RECOVERY_CONTROL for each Region; they lag behind the controls."""

    def __init__(self, clock: Clock, settings: Settings) -> None:
        self.clock = clock
        self.settings = settings
        self.healthy = {HOME: True, STANDBY: False}
        self.seen: dict[str, int | None] = {HOME: None, STANDBY: None}  # by so many checkers
        self.age_s = 0.0  # of what they say

    def follow(self, region: str, state: str) -> None:
        self.clock.later(self.settings.health_check_s, lambda: self._flip(region, state == "On"))

    def _flip(self, region: str, healthy: bool) -> None:
        if self.healthy[region] == healthy:
            return
        before = self.serving()
        self.healthy[region] = healthy
        self.clock.note("health", region=region, healthy=healthy)
        if self.serving() != before:
            self.clock.note("dns", region=self.serving())

    def serving(self) -> str:
        """Failover routing: the primary, unless only the secondary is healthy."""
        return STANDBY if self.healthy[STANDBY] and not self.healthy[HOME] else HOME


_ROUTES = {r"healthcheck/(?P<HealthCheckId>[^/]+)/status": "GetHealthCheckStatus",
           r"healthcheck": "ListHealthChecks", r"hostedzone": "ListHostedZones",
           r"hostedzone/(?P<Id>[^/]+)/rrset": "ListResourceRecordSets",
           r"hostedzone/(?P<Id>[^/]+)": "GetHostedZone"}


def _route(request: Request) -> tuple[str, dict[str, Any]]:
    for pattern, action in _ROUTES.items():
        match = re.fullmatch(f"/2013-04-01/{pattern}", request.plain_path)
        if request.method == "GET" and match:
            return action, {**match.groupdict(), **dict(parse_qsl(request.query))}
    return "", {}


def get_health_check_status(ctx: "Context", params: dict[str, Any]) -> Any:
    for region, check in CHECKS.items():
        if check == params["HealthCheckId"]:
            break
    else:
        raise Fault("NoSuchHealthCheck", "A health check with that id does not exist.", 404)
    health = ctx.world.health
    statuses = ("Failure: routing control is Off", "Success: routing control is On")
    good = health.seen[region]
    if good is None:
        good = len(CHECKERS) if health.healthy[region] else 0
    else:
        statuses = ("Failure: connection timed out", "Success: HTTP Status Code 200, OK")
    checked = iso(ctx.world.clock.wall() - health.age_s)
    return {"HealthCheckObservations": [("HealthCheckObservation", {
        "Region": place, "IPAddress": address,
        "StatusReport": {"Status": statuses[n < good], "CheckedTime": checked}})
        for n, (place, address) in enumerate(CHECKERS.items())]}


def get_hosted_zone(ctx: "Context", params: dict[str, Any]) -> Any:
    if params["Id"] != ZONE:
        raise Fault("NoSuchHostedZone", f"No hosted zone found with ID: {params['Id']}", 404)
    return {"HostedZone": {"Id": f"/hostedzone/{ZONE}", "Name": f"{PUBLIC_NAME}."},
            "DelegationSet": {"NameServers": [("NameServer", "ns-2048.awsdns-64.com"),
                                              ("NameServer", "ns-2049.awsdns-65.net")]}}


DIALECT = RestXml("https://route53.amazonaws.com/doc/2013-04-01/", _route)
OPERATIONS = {
    "GetHealthCheckStatus": Operation(get_health_check_status, {"HealthCheckId": str}),
    "GetHostedZone": Operation(get_hosted_zone, {"Id": str}),
    **zones.operations(CHECKS, ZONE),
}
