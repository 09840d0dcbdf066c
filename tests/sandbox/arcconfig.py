# SPDX-License-Identifier: MIT
"""What there is of ARC: the API, in us-west-2 alone, that lists clusters, panels and controls."""
from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from .protocol import Fault, Operation, RestJson
from .settings import ACCOUNT, STANDBY
from .tls import ARC_HOST, ARC_REGIONS
from .wire import Request

if TYPE_CHECKING:
    from .context import Context

HOST = f"route53-recovery-control-config.{STANDBY}.amazonaws.com"
CLUSTER = (f"arn:aws:route53-recovery-control::{ACCOUNT}:cluster/"
           "0123456d-0123-4567-89ab-cdef01234567")
_ROUTES = {r"/cluster": "ListClusters", r"/controlpanels": "ListControlPanels",
           r"/controlpanel/(?P<ControlPanelArn>.+)/routingcontrols": "ListRoutingControls"}


def _route(request: Request) -> tuple[str, dict[str, Any]]:
    for pattern, action in _ROUTES.items():
        match = re.fullmatch(pattern, request.plain_path)
        if request.method == "GET" and match:
            return action, {**match.groupdict(), **dict(parse_qsl(request.query))}
    return "", {}


def list_clusters(ctx: "Context", params: dict[str, Any]) -> Any:
    return {"Clusters": [{
        "ClusterArn": CLUSTER, "Name": "remittance", "Status": "DEPLOYED", "Owner": ACCOUNT,
        "NetworkType": "IPV4",
        "ClusterEndpoints": [{"Region": region,
                              "Endpoint": f"https://{ARC_HOST.format(region=region)}/v1"}
                             for region in ARC_REGIONS]}]}


def list_control_panels(ctx: "Context", params: dict[str, Any]) -> Any:
    """A page each, as a long list comes."""
    if params.get("ClusterArn", CLUSTER) != CLUSTER:
        raise Fault("ResourceNotFoundException", "Cluster not found.", 404)
    panels = (ctx.world.panel, ctx.world.gates)
    at = int(params.get("NextToken", "0"))
    answer: dict[str, Any] = {"ControlPanels": [{
        "ClusterArn": CLUSTER, "ControlPanelArn": panels[at].arn, "Name": panels[at].name,
        "DefaultControlPanel": False, "RoutingControlCount": len(panels[at].controls),
        "Status": "DEPLOYED", "Owner": ACCOUNT}]}
    if at + 1 < len(panels):
        answer["NextToken"] = str(at + 1)
    return answer


def list_routing_controls(ctx: "Context", params: dict[str, Any]) -> Any:
    for panel in (ctx.world.panel, ctx.world.gates):
        if panel.arn == params["ControlPanelArn"]:
            return {"RoutingControls": [{
                "ControlPanelArn": panel.arn, "RoutingControlArn": arn, "Owner": ACCOUNT,
                "Name": f"{panel.name}-{region}", "Status": "DEPLOYED"}
                for region, arn in panel.controls.items()]}
    raise Fault("ResourceNotFoundException", "Control panel not found.", 404)


DIALECT = RestJson(_route)
OPERATIONS = {
    "ListClusters": Operation(list_clusters, {}, {"NextToken": str, "MaxResults": str}),
    "ListControlPanels": Operation(list_control_panels, {}, {
        "ClusterArn": str, "NextToken": str, "MaxResults": str}),
    "ListRoutingControls": Operation(list_routing_controls, {"ControlPanelArn": str},
                                     {"NextToken": str, "MaxResults": str}),
}
