# SPDX-License-Identifier: MIT
"""The five endpoints of an ARC routing-control cluster, with one panel and one safety rule."""
from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, Callable

from .clock import Clock
from .protocol import Fault, Json, Operation
from .settings import ACCOUNT, HOME, REGIONS, STANDBY, Settings

if TYPE_CHECKING:
    from .context import Context

PANEL = (f"arn:aws:route53-recovery-control::{ACCOUNT}:controlpanel/"
         "0123456bbbbbbb0123456bbbbbb0123456")
CONTROLS = {HOME: f"{PANEL}/routingcontrol/abcdefg1234567",
            STANDBY: f"{PANEL}/routingcontrol/abcdefg1234568"}
SAFETY_RULE = f"{PANEL}/safetyrule/333333333444444"
DIALECT = Json("1.0", "ToggleCustomerAPI", path="/v1",
               namespace="com.amazonaws.route53recoverycluster#",
               denied=("AccessDeniedException", 403), throttle=("ThrottlingException", 429),
               internal=("InternalServerException", 500))


class Panel:
    """The routing controls. At least one of them is On, says the safety rule."""

    def __init__(self, clock: Clock, settings: Settings) -> None:
        self.clock = clock
        self.settings = settings
        self.states = {HOME: "On", STANDBY: "Off"}
        self.changed_at = -1e9
        self.mutations: dict[str, deque[float]] = {}
        self.on_change: Callable[[str, str], None] = lambda region, state: None

    def set(self, states: dict[str, str]) -> None:
        """All of them at once, without asking the safety rule."""
        for region, state in states.items():
            if self.states[region] != state:
                self.states[region] = state
                self.clock.note("control", region=region, state=state)
                self.on_change(region, state)
        self.changed_at = self.clock.now()

    def count_mutation(self, endpoint: str) -> None:
        """AWS allows an endpoint three mutating calls a second."""
        now = self.clock.now()
        recent = self.mutations.setdefault(endpoint, deque())
        while recent and recent[0] <= now - 1:
            recent.popleft()
        if self.settings.arc_rate and len(recent) >= self.settings.arc_rate:
            raise Fault("ThrottlingException", "Rate exceeded", 429, retryAfterSeconds=1)
        recent.append(now)


def _region_of(arn: Any) -> str:
    for region, control in CONTROLS.items():
        if control == arn:
            return region
    raise Fault("ResourceNotFoundException", f"Routing control {arn} not found.", 404,
                resourceId=str(arn), resourceType="RoutingControl")


def _describe(ctx: "Context", region: str) -> dict[str, str]:
    return {"RoutingControlArn": CONTROLS[region],
            "RoutingControlName": f"remittance-{region}",
            "RoutingControlState": ctx.world.panel.states[region]}


def get_routing_control_state(ctx: "Context", params: dict[str, Any]) -> Any:
    return _describe(ctx, _region_of(params["RoutingControlArn"]))


def list_routing_controls(ctx: "Context", params: dict[str, Any]) -> Any:
    panel = params.get("ControlPanelArn", PANEL)
    if panel != PANEL:
        raise Fault("ResourceNotFoundException", f"Control panel {panel} not found.", 404,
                    resourceId=panel, resourceType="ControlPanel")
    most = params.get("MaxResults", 500)
    first = int(params.get("NextToken", "0"))
    if not 1 <= most <= 1000:
        raise Fault("ValidationException", "MaxResults", 400, reason="FieldValidationFailed")
    answer: dict[str, Any] = {"RoutingControls": [
        {"ControlPanelArn": PANEL, "ControlPanelName": "remittance", "Owner": ACCOUNT,
         **_describe(ctx, region)} for region in REGIONS[first : first + most]]}
    if first + most < len(REGIONS):
        answer["NextToken"] = str(first + most)
    return answer


def _update(ctx: "Context", entries: list[Any], override: list[str]) -> dict[str, Any]:
    wanted: dict[str, str] = {}
    for entry in entries:
        if (not isinstance(entry, dict)
                or set(entry) != {"RoutingControlArn", "RoutingControlState"}):
            raise Fault("SerializationException", "an entry has an ARN and a state")
        region = _region_of(entry["RoutingControlArn"])
        if entry["RoutingControlState"] not in ("On", "Off") or region in wanted:
            raise Fault("ValidationException", "RoutingControlState is On or Off, once for each "
                        "control", 400, reason="FieldValidationFailed")
        wanted[region] = entry["RoutingControlState"]
    panel = ctx.world.panel
    panel.count_mutation(ctx.region)
    if any(rule != SAFETY_RULE for rule in override):
        raise Fault("ResourceNotFoundException", f"Safety rule {override} not found.", 404)
    if not override:
        _ask_safety_rule(ctx, wanted)
    panel.set(wanted)
    return {}


def _ask_safety_rule(ctx: "Context", wanted: dict[str, str]) -> None:
    panel = ctx.world.panel
    extra = {"resourceId": SAFETY_RULE, "resourceType": "SafetyRule"}
    if ctx.world.clock.now() < panel.changed_at + ctx.world.settings.safety_wait_s:
        raise Fault("ConflictException", f"The wait period of safety rule {SAFETY_RULE} has not "
                    "passed.", 409, **extra)
    if "On" not in {**panel.states, **wanted}.values():
        raise Fault("ConflictException", f"The update violates the assertion rule {SAFETY_RULE}: "
                    "at least 1 routing control must be On.", 409, **extra)


def update_routing_control_state(ctx: "Context", params: dict[str, Any]) -> Any:
    entry = {name: params[name] for name in ("RoutingControlArn", "RoutingControlState")}
    return _update(ctx, [entry], params.get("SafetyRulesToOverride", []))


def update_routing_control_states(ctx: "Context", params: dict[str, Any]) -> Any:
    entries = params["UpdateRoutingControlStateEntries"]
    if len(entries) > 10:
        raise Fault("ServiceLimitExceededException", "at most 10 routing controls a call", 402)
    if not entries:
        raise Fault("ValidationException", "no entries", 400, reason="FieldValidationFailed")
    return _update(ctx, entries, params.get("SafetyRulesToOverride", []))


OPERATIONS = {
    "GetRoutingControlState": Operation(get_routing_control_state, {"RoutingControlArn": str}),
    "ListRoutingControls": Operation(list_routing_controls, {}, {
        "ControlPanelArn": str, "MaxResults": int, "NextToken": str}),
    "UpdateRoutingControlState": Operation(
        update_routing_control_state, {"RoutingControlArn": str, "RoutingControlState": str},
        {"SafetyRulesToOverride": list}, mutates=True),
    "UpdateRoutingControlStates": Operation(
        update_routing_control_states, {"UpdateRoutingControlStateEntries": list},
        {"SafetyRulesToOverride": list}, mutates=True),
}
