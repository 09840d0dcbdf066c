# SPDX-License-Identifier: MIT
"""What RDS tells of a cluster besides its state: parameters, maintenance, blue/green deployments."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .clock import iso
from .protocol import Fault, Operation
from .settings import ACCOUNT

if TYPE_CHECKING:
    from .context import Context
    from .database import Cluster

GROUP = "default.aurora-postgresql16"
RPO = "rds.global_db_rpo"


def group_status(ctx: "Context", cluster: "Cluster") -> str:
    waits = ctx.world.settings.standby_reboot and cluster is not ctx.world.database.writer
    return "pending-reboot" if waits else "in-sync"


def instance_class(ctx: "Context", cluster: "Cluster") -> str:
    settings = ctx.world.settings
    return "db.r6g.large" if cluster is ctx.world.database.writer else settings.standby_class


def _filters(params: dict[str, Any], name: str) -> list[str]:
    """What is asked for by that name; any other name is refused."""
    for key, value in params.items():
        if key.endswith(".Name") and value != name:
            raise Fault("InvalidParameterValue", f"Unrecognized filter name: {value}")
    return [value for key, value in params.items() if ".Values.Value." in key]


def describe_db_cluster_parameters(ctx: "Context", params: dict[str, Any]) -> Any:
    name, rpo = params["DBClusterParameterGroupName"], ctx.world.settings.global_db_rpo
    if name != GROUP:
        raise Fault("DBParameterGroupNotFound", f"DBClusterParameterGroup not found: {name}", 404)
    if params.get("Source", "user") not in ("user", "system", "engine-default"):
        raise Fault("InvalidParameterValue", f"Invalid source: {params['Source']}")
    found = []
    if rpo >= 0 and params.get("Source", "user") == "user":
        found.append(("Parameter", {"ParameterName": RPO, "ParameterValue": str(rpo),
                                    "Source": "user", "ApplyType": "dynamic",
                                    "DataType": "integer", "IsModifiable": True}))
    return {"Parameters": found}


def describe_pending_maintenance_actions(ctx: "Context", params: dict[str, Any]) -> Any:
    cluster = ctx.world.database.clusters[ctx.region]
    wanted = _filters(params, "db-cluster-id")
    wait = ctx.world.settings.maintenance_in_s
    if not wait or (wanted and cluster.arn not in wanted and cluster.name not in wanted):
        return {"PendingMaintenanceActions": []}
    action = {"Action": "system-update", "Description": "New Operating System update",
              "CurrentApplyDate": iso(ctx.world.clock.wall() + wait)}
    return {"PendingMaintenanceActions": [("ResourcePendingMaintenanceActions", {
        "ResourceIdentifier": cluster.arn,
        "PendingMaintenanceActionDetails": [("PendingMaintenanceAction", action)],
    })]}


def describe_blue_green_deployments(ctx: "Context", params: dict[str, Any]) -> Any:
    cluster = ctx.world.database.clusters[ctx.region]
    wanted = _filters(params, "source")
    status = ctx.world.settings.blue_green
    if not status or (wanted and cluster.arn not in wanted):
        return {"BlueGreenDeployments": []}
    return {"BlueGreenDeployments": [("member", {
        "BlueGreenDeploymentIdentifier": "bgd-0123456789abcdef",
        "BlueGreenDeploymentName": "upgrade",
        "Source": cluster.arn,
        "Target": f"arn:aws:rds:{ctx.region}:{ACCOUNT}:cluster:{cluster.name}-green",
        "Status": status,
    })]}


_PAGING = {"MaxRecords": str, "Marker": str}
_FILTERS = {"Filters.Filter.N.Name": str, "Filters.Filter.N.Values.Value.N": str, **_PAGING}
OPERATIONS = {
    "DescribeDBClusterParameters": Operation(
        describe_db_cluster_parameters, {"DBClusterParameterGroupName": str},
        {"Source": str, **_FILTERS}),
    "DescribePendingMaintenanceActions": Operation(
        describe_pending_maintenance_actions, {}, {"ResourceIdentifier": str, **_FILTERS}),
    "DescribeBlueGreenDeployments": Operation(
        describe_blue_green_deployments, {}, {"BlueGreenDeploymentIdentifier": str, **_FILTERS}),
}
