# SPDX-License-Identifier: MIT
"""The front of AWS's services: whose host is it, is it signed, what is to go wrong, do it."""
from __future__ import annotations

import time
import uuid
from email.utils import formatdate
from typing import TYPE_CHECKING, Any

from . import sigv4, sts
from .calls import Call, done, without_secrets
from .context import Context
from .faults import AwsFault
from .protocol import Fault
from .services import SERVICES, Service
from .wire import Ending, Request, Response

if TYPE_CHECKING:
    from .world import World

ENDINGS = {"truncated": Ending.TRUNCATED, "endless": Ending.ENDLESS, "hang": Ending.HANG,
           "lost-answer": Ending.RESET, "lost-request": Ending.RESET}
REFUSALS = {"throttle": ("throttle", "Rate exceeded"),
            "500": ("internal", "We encountered an internal error. Please try again."),
            "denied": ("denied", "User is not authorized to perform this action"),
            "expired": ("expired", "The security token included in the request is expired")}
HUGE = 8 * 1024 * 1024


class Front:
    """Handles the requests of one listening address: those for the hosts of one place."""

    def __init__(self, world: "World", place: str, hosts: list[str]) -> None:
        self.world = world
        self.place = place  # whose faults apply: a Region, or "global"
        self.hosts = {host: SERVICES[host] for host in hosts}

    def handle(self, request: Request) -> Response:
        service = self.hosts.get(request.host)
        call = Call(request.first_ns, time.monotonic_ns(), time.time(), request.host,
                    service.region if service else "", service.name if service else "",
                    request_id=str(uuid.uuid4()))
        if service is None or request.sni not in (None, request.host):
            response = Response(421, b"no such service here\n")
            call.code = "wrong host"
        else:
            response = self._serve(request, service, call)
        call.status = response.status
        response.headers["Date"] = formatdate(self.world.clock.wall(), usegmt=True)
        response.on_sent = lambda: self._sent(call)
        self.world.calls.add(call)
        return response

    def _sent(self, call: Call) -> None:
        done(call)
        self.world.calls.springs(call, "answered")

    def _serve(self, request: Request, service: Service, call: Call) -> Response:
        region = self.world.faults.regions.get(self.place)
        mode = region.of("aws") if region else "none"
        if mode == "5xx":
            call.code = "5xx"
            return Response(503, b"<html><body>503 Service Unavailable</body></html>",
                            {"Content-Type": "text/html"})
        try:
            response = self._do(request, service, call)
        except (Fault, ValueError) as exc:
            fault = exc if isinstance(exc, Fault) else Fault("ValidationError", str(exc))
            call.code = fault.code
            response = service.dialect.fault(fault, call.request_id)
        if mode == "slow" and region:
            response.delay += region.delay_s
        return response

    def _identify(self, request: Request, service: Service) -> sigv4.Credential:
        """Who calls: a signature says so, or, to STS alone, a token in the request."""
        if (service.name == "sts" and request.header("authorization") is None
                and service.dialect.decode(request)[0] == "AssumeRoleWithWebIdentity"):
            return sts.NOBODY
        try:
            return sigv4.verify(request, service.region, service.signing_name,
                                self.world.keyring, self.world.clock.wall())
        except sigv4.Refused as refused:
            raise _refusal(service, refused.kind, str(refused)) from refused

    def _do(self, request: Request, service: Service, call: Call) -> Response:
        identity = self._identify(request, service)
        call.access_key, call.arn = identity.access_key, identity.arn
        call.action, params = service.dialect.decode(request)
        fault, value = perform(self.world, service, call, params, identity)
        if fault and fault.effect == "lost-request":
            return Response(0, ending=Ending.RESET)
        return _spoil(service.dialect.result(call.action, value, call.request_id), fault)


def _refusal(service: Service, kind: str, message: str) -> Fault:
    code, status = service.dialect.codes[kind]
    return Fault(code, message, status)


def perform(world: "World", service: Service, call: Call, params: dict[str, Any],
            identity: sigv4.Credential) -> tuple[AwsFault | None, Any]:
    """Does what was asked for, unless something speaks against it; what is to go wrong with the
    answer, and the answer."""
    call.params = without_secrets(params)
    operation = service.operations.get(call.action)
    if operation is None:
        raise _refusal(service, "action", f"unknown operation {call.action!r}")
    call.mutates = operation.changes(params)
    if call.mutates and sts.READ_ONLY in identity.arn:
        raise _refusal(service, "denied", f"User: {identity.arn} is not authorized to "
                       f"perform: {service.name}:{call.action}")
    service.dialect.check(operation, params)
    if world.faults.arc.get(service.region) == "unavailable" and service.name == (
            "route53-recovery-cluster"):
        raise Fault("EndpointTemporarilyUnavailableException",
                    "The cluster endpoint isn't available. Try another cluster endpoint.", 503)
    fault = world.faults.aws_effect(service.name, call.action, service.region)
    call.effect = fault.effect if fault else ""
    if fault and fault.effect in REFUSALS:
        raise _refusal(service, *REFUSALS[fault.effect])
    if world.calls.springs(call, "lost"):
        fault = AwsFault("lost-request")
        call.effect = fault.effect
    if fault and fault.effect == "lost-request":
        return fault, None
    value = operation.run(Context(world, service.region, identity, call.effect), params)
    world.calls.springs(call, "taken")
    return fault, value


def _spoil(response: Response, fault: AwsFault | None) -> Response:
    """Does to a right answer what was asked for."""
    if fault is None:
        return response
    response.ending = ENDINGS.get(fault.effect, Ending.WHOLE)
    if fault.effect == "garbage":
        response.body = b"\x00\xff<<{not what the protocol says" + bytes(range(256))
    elif fault.effect == "empty":
        response.body = b""
    elif fault.effect == "huge":
        response.body += b" " * HUGE
    elif fault.effect == "slow":
        response.delay = fault.delay_s
    return response
