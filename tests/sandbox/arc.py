# SPDX-License-Identifier: MIT
"""The five endpoints of an ARC routing-control cluster."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .panel import PANEL, RULES, Panel
from .protocol import Fault, Json, Operation
from .settings import ACCOUNT

if TYPE_CHECKING:
    from .context import Context

DIALECT = Json("1.0", "ToggleCustomerAPI", path="/v1",
               namespace="com.amazonaws.route53recoverycluster#",
               denied=("AccessDeniedException", 403), throttle=("ThrottlingException", 429),
               internal=("InternalServerException", 500))


def _find(ctx: "Context", arn: Any) -> tuple[Panel, str]:
    """The panel of a control, and the Region that the control is of."""
    for panel in (ctx.world.panel, ctx.world.gates):
        for region, control in panel.controls.items():
            if control == arn:
                return panel, region
    raise Fault("ResourceNotFoundException", f"Routing control {arn} not found.", 404,
                resourceId=str(arn), resourceType="RoutingControl")


def _describe(panel: Panel, region: str) -> dict[str, str]:
    return {"RoutingControlArn": panel.controls[region],
            "RoutingControlName": f"{panel.name}-{region}",
            "RoutingControlState": panel.states[region]}


def get_routing_control_state(ctx: "Context", params: dict[str, Any]) -> Any:
    return _describe(*_find(ctx, params["RoutingControlArn"]))


def list_routing_controls(ctx: "Context", params: dict[str, Any]) -> Any:
    """Of a panel, or of the whole cluster."""
    wanted = params.get("ControlPanelArn")
    panels = [p for p in (ctx.world.panel, ctx.world.gates) if wanted in (None, p.arn)]
    if not panels:
        raise Fault("ResourceNotFoundException", f"Control panel {wanted} not found.", 404,
                    resourceId=wanted, resourceType="ControlPanel")
    most = params.get("MaxResults", 500)
    token = params.get("NextToken", "0")
    if not 1 <= most <= 1000 or not token.isdecimal():
        raise Fault("ValidationException", "MaxResults or NextToken", 400,
                    reason="FieldValidationFailed")
    found = [{"ControlPanelArn": panel.arn, "ControlPanelName": panel.name, "Owner": ACCOUNT,
              **_describe(panel, region)} for panel in panels for region in panel.controls]
    end = int(token) + most
    answer: dict[str, Any] = {"RoutingControls": found[int(token) : end]}
    if end < len(found):
        answer["NextToken"] = str(end)
    return answer


def _wanted(ctx: "Context", entries: list[Any]) -> dict[str, dict[str, str]]:
    """The new states by Region, for each panel's ARN."""
    wanted: dict[str, dict[str, str]] = {}
    for entry in entries:
        if (not isinstance(entry, dict)
                or set(entry) != {"RoutingControlArn", "RoutingControlState"}):
            raise Fault("SerializationException", "an entry has an ARN and a state")
        panel, region = _find(ctx, entry["RoutingControlArn"])
        states = wanted.setdefault(panel.arn, {})
        if entry["RoutingControlState"] not in ("On", "Off") or region in states:
            raise Fault("ValidationException", "RoutingControlState is On or Off, once for each "
                        "control", 400, reason="FieldValidationFailed")
        states[region] = entry["RoutingControlState"]
    return wanted


def _update(ctx: "Context", entries: list[Any], override: list[str]) -> dict[str, Any]:
    wanted = _wanted(ctx, entries)
    panels = {panel.arn: panel for panel in (ctx.world.panel, ctx.world.gates)}
    panels[PANEL].count_mutation(ctx.region)
    for rule in override:
        if rule not in RULES:
            raise Fault("ResourceNotFoundException", f"Safety rule {rule} not found.", 404,
                        resourceId=str(rule), resourceType="SafetyRule")
    for arn, states in wanted.items():
        refusal = panels[arn].refusal(states, override)
        if refusal is not None:
            raise Fault("ConflictException", refusal[1], 409, resourceId=refusal[0],
                        resourceType="SafetyRule")
    for arn, states in wanted.items():
        panels[arn].set(states)
    return {}


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
