# SPDX-License-Identifier: MIT
"""The RDS API: what the global cluster is, and the two calls that move its writer."""
from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from . import upkeep
from .clock import iso
from .database import GLOBAL_ENDPOINT, Cluster
from .globalcluster import ENGINE, InvalidState, Snapshot
from .protocol import Fault, Operation, Query
from .settings import ACCOUNT, REGIONS

if TYPE_CHECKING:
    from .context import Context
    from .world import World

GLOBAL = "remittance"
DIALECT = Query("2014-10-31", "http://rds.amazonaws.com/doc/2014-10-31/")


def _check_global(params: dict[str, Any]) -> None:
    name = params.get("GlobalClusterIdentifier", GLOBAL)
    if name != GLOBAL:
        raise Fault("GlobalClusterNotFoundFault", f"Global cluster {name} not found", 404)


def _cluster(ctx: "Context", name: str) -> Cluster:
    """By ARN anywhere, by identifier in the Region that was asked."""
    for cluster in ctx.world.database.clusters.values():
        if name == cluster.arn or (name == cluster.name and cluster.region == ctx.region):
            return cluster
    raise Fault("DBClusterNotFoundFault", f"DBCluster {name} not found.", 404)


def _members(world: "World") -> list[tuple[str, Any]]:
    members = []
    for region in REGIONS:
        cluster = world.database.clusters[region]
        writes = cluster is world.database.writer
        readers = [("member", c.arn) for c in world.database.clusters.values() if c is not cluster]
        members.append(("GlobalClusterMember", {
            "DBClusterArn": cluster.arn,
            "IsWriter": writes,
            "Readers": readers if writes else [],
            "GlobalWriteForwardingStatus": None if writes else "disabled",
            "SynchronizationStatus": "connected" if cluster.connected else "pending-resync",
        }))
    return members


def _global(world: "World") -> dict[str, Any]:
    operation = world.aurora.operation
    state = None
    if operation is not None:
        state = {"Status": operation.state, "FromDbClusterArn": operation.source.arn,
                 "ToDbClusterArn": operation.target.arn,
                 "IsDataLossAllowed": operation.kind == "failover"}
    return {
        "GlobalClusterIdentifier": GLOBAL,
        "GlobalClusterResourceId": "cluster-f1fc0f1f3a5d1c4a",
        "GlobalClusterArn": f"arn:aws:rds::{ACCOUNT}:global-cluster:{GLOBAL}",
        "Status": world.aurora.status,
        "Engine": "aurora-postgresql",
        "EngineVersion": ENGINE,
        "StorageEncrypted": True,
        "DeletionProtection": True,
        "GlobalClusterMembers": _members(world),
        "Endpoint": GLOBAL_ENDPOINT,
        "FailoverState": state,
    }


def describe_global_clusters(ctx: "Context", params: dict[str, Any]) -> Any:
    _check_global(params)
    return {"GlobalClusters": [("GlobalClusterMember", _global(ctx.world))]}


def _status(cluster: Cluster) -> str:
    if not cluster.alive:
        return "inaccessible"
    return "available" if cluster.connected else "rebuilding"


def describe_db_clusters(ctx: "Context", params: dict[str, Any]) -> Any:
    name = params.get("DBClusterIdentifier")
    cluster = ctx.world.database.clusters[ctx.region]
    if name is not None and _cluster(ctx, name) is not cluster:
        raise Fault("DBClusterNotFoundFault", f"DBCluster {name} not found.", 404)
    # Each cluster has a writer instance of its own once it is the primary; a secondary has readers.
    writes = cluster is ctx.world.database.writer
    instances = [("DBClusterMember", {
        "DBInstanceIdentifier": f"{cluster.name}-instance-{n}",
        "IsClusterWriter": writes and n == 1,
        "DBClusterParameterGroupStatus": upkeep.group_status(ctx, cluster),
        "PromotionTier": n,
    }) for n in range(1, ctx.world.aurora.instances(cluster) + 1)]
    return {"DBClusters": [("DBCluster", {
        "DBClusterIdentifier": cluster.name,
        "DBClusterArn": cluster.arn,
        "Status": _status(cluster),
        "Endpoint": cluster.endpoint,
        "ReaderEndpoint": cluster.reader_endpoint,
        "MultiAZ": True,
        "Engine": "aurora-postgresql",
        "EngineVersion": ENGINE if writes else ctx.world.settings.standby_engine,
        "Port": 5432,
        "DBClusterMembers": instances,
        "DBClusterParameterGroup": upkeep.GROUP,
        "BackupRetentionPeriod": 7,
        "HttpEndpointEnabled": ctx.world.settings.data_api,
        "GlobalClusterIdentifier": GLOBAL,
    })]}


def describe_db_instances(ctx: "Context", params: dict[str, Any]) -> Any:
    """Of the cluster that the filter names; without a filter, all of the Region."""
    cluster = ctx.world.database.clusters[ctx.region]
    names = {k: v for k, v in params.items() if k.endswith(".Name")}
    if any(name != "db-cluster-id" for name in names.values()):
        raise Fault("InvalidParameterValue", f"Unrecognized filter name: {names}")
    wanted = [v for k, v in params.items() if ".Values.Value." in k]
    count = ctx.world.aurora.instances(cluster) if not wanted or cluster.name in wanted else 0
    return {"DBInstances": [("DBInstance", {
        "DBInstanceIdentifier": f"{cluster.name}-instance-{n}",
        "DBInstanceClass": upkeep.instance_class(ctx, cluster),
        "Engine": "aurora-postgresql",
        "DBInstanceStatus": "available" if cluster.alive else "inaccessible",
        "DBClusterIdentifier": cluster.name,
        "EngineVersion": ENGINE,
        "PromotionTier": n,
        "DBParameterGroups": [("DBParameterGroup", {
            "DBParameterGroupName": upkeep.GROUP, "ParameterApplyStatus": "in-sync"})],
    }) for n in range(1, count + 1)]}


def _start(ctx: "Context", kind: str, target: Cluster) -> Any:
    try:
        ctx.world.aurora.start(kind, target, ctx.access_key)
    except InvalidState as exc:
        raise Fault("InvalidGlobalClusterStateFault", str(exc)) from exc
    return {"GlobalCluster": _global(ctx.world)}


def _switchover(ctx: "Context", target: Cluster) -> Any:
    writer = ctx.world.database.writer
    if ctx.region != writer.region:
        raise Fault("InvalidParameterValue", "A switchover must be requested in the Region of the "
                    f"primary cluster ({writer.region}), not in {ctx.region}.")
    return _start(ctx, "switchover", target)


def _flag(params: dict[str, Any], name: str) -> bool:
    value = params.get(name, "false")
    if value not in ("true", "false"):
        raise Fault("MalformedInput", f"{name}: {value!r} is not a boolean")
    return bool(value == "true")


def failover_global_cluster(ctx: "Context", params: dict[str, Any]) -> Any:
    _check_global(params)
    target = _cluster(ctx, params["TargetDbClusterIdentifier"])
    loss, switchover = _flag(params, "AllowDataLoss"), _flag(params, "Switchover")
    if loss and switchover:
        raise Fault("InvalidParameterCombination",
                    "AllowDataLoss and Switchover cannot both be true.")
    if not loss:
        return _switchover(ctx, target)  # as AWS does, when neither is given
    if ctx.region != target.region:
        raise Fault("InvalidParameterValue", "A failover must be requested in the Region of the "
                    f"target cluster ({target.region}), not in {ctx.region}.")
    return _start(ctx, "failover", target)


def switchover_global_cluster(ctx: "Context", params: dict[str, Any]) -> Any:
    _check_global(params)
    return _switchover(ctx, _cluster(ctx, params["TargetDbClusterIdentifier"]))


def _time(text: str) -> float:
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()
    except ValueError as exc:
        raise Fault("InvalidParameterValue", f"not a time: {text!r}") from exc


def _page(params: dict[str, Any], name: str, members: list[Any]) -> dict[str, Any]:
    """A part of a list, and where the next one begins."""
    first, most = params.get("Marker", "0"), params.get("MaxRecords", "100")
    if not most.isdecimal() or not 20 <= int(most) <= 100 or not first.isdecimal():
        raise Fault("InvalidParameterValue", f"MaxRecords {most!r} must be from 20 to 100, and "
                    f"Marker {first!r} what was told")
    end = int(first) + int(most)
    return {name: members[int(first) : end], "Marker": str(end) if end < len(members) else None}


def describe_events(ctx: "Context", params: dict[str, Any]) -> Any:
    wall = ctx.world.clock.wall()
    if "SourceIdentifier" in params and "SourceType" not in params:
        raise Fault("InvalidParameterCombination", "SourceIdentifier needs a SourceType")
    since = wall - 60 * float(params.get("Duration", "60"))
    if "StartTime" in params:
        since = _time(params["StartTime"])
    until = _time(params["EndTime"]) if "EndTime" in params else wall
    wanted = {v for k, v in params.items() if k.startswith("EventCategories.")}
    found = []
    for event in ctx.world.aurora.events:
        if (event.region != ctx.region or not since <= event.wall <= until
                or params.get("SourceType", event.source_type) != event.source_type
                or params.get("SourceIdentifier", event.source) != event.source
                or (wanted and not wanted & set(event.categories))):
            continue
        kind = "cluster" if event.source_type == "db-cluster" else "db"
        found.append(("Event", {
            "SourceIdentifier": event.source, "SourceType": event.source_type,
            "Message": event.message,
            "EventCategories": [("EventCategory", c) for c in event.categories],
            "Date": iso(event.wall),
            "SourceArn": f"arn:aws:rds:{event.region}:{ACCOUNT}:{kind}:{event.source}",
        }))
    return _page(params, "Events", found)


def _arn(snapshot: Snapshot) -> str:
    return f"arn:aws:rds:{snapshot.region}:{ACCOUNT}:cluster-snapshot:{snapshot.name}"


def _snapshot(ctx: "Context", snapshot: Snapshot) -> dict[str, Any]:
    ready = snapshot.ready <= ctx.world.clock.now()
    source = Snapshot(snapshot.source, "", snapshot.region, "automated", 0, 0)
    return {
        "DBClusterSnapshotIdentifier": snapshot.name,
        "DBClusterIdentifier": snapshot.cluster,
        "SnapshotCreateTime": iso(snapshot.wall),
        "Engine": "aurora-postgresql",
        "Status": "available" if ready else "copying" if snapshot.source else "creating",
        "SnapshotType": snapshot.kind,
        "DBClusterSnapshotArn": _arn(snapshot),
        "SourceDBClusterSnapshotArn": _arn(source) if snapshot.source else None,
    }


def describe_db_cluster_snapshots(ctx: "Context", params: dict[str, Any]) -> Any:
    name = params.get("DBClusterSnapshotIdentifier")
    found = [s for s in ctx.world.aurora.kept_snapshots()
             if s.region == ctx.region and name in (None, s.name)
             and params.get("DBClusterIdentifier", s.cluster) == s.cluster
             and params.get("SnapshotType", s.kind) == s.kind]
    if name is not None and not found:
        raise Fault("DBClusterSnapshotNotFoundFault", f"DBClusterSnapshot {name} not found.", 404)
    return _page(params, "DBClusterSnapshots",
                 [("DBClusterSnapshot", _snapshot(ctx, s)) for s in found])


def copy_db_cluster_snapshot(ctx: "Context", params: dict[str, Any]) -> Any:
    name = params["TargetDBClusterSnapshotIdentifier"]
    if not re.fullmatch(r"[A-Za-z](-?[A-Za-z0-9]){0,62}", name) or len(name) > 63:
        raise Fault("InvalidParameterValue", f"Invalid snapshot identifier: {name}")
    if any(s.name == name and s.region == ctx.region for s in ctx.world.aurora.kept_snapshots()):
        raise Fault("DBClusterSnapshotAlreadyExistsFault",
                    f"Cannot create the snapshot because {name} already exists.")
    source = params["SourceDBClusterSnapshotIdentifier"]
    try:
        copy = ctx.world.aurora.copy_snapshot(ctx.region, source, name)
    except KeyError as exc:
        raise Fault("DBClusterSnapshotNotFoundFault", f"{source} not found.", 404) from exc
    except InvalidState as exc:
        raise Fault("InvalidDBClusterSnapshotStateFault", str(exc)) from exc
    return {"DBClusterSnapshot": _snapshot(ctx, copy)}


_MOVE = {"GlobalClusterIdentifier": str, "TargetDbClusterIdentifier": str}
_PAGING = {"MaxRecords": str, "Marker": str}
OPERATIONS = {
    "DescribeGlobalClusters": Operation(describe_global_clusters, {}, {
        "GlobalClusterIdentifier": str, **_PAGING}),
    "DescribeDBClusters": Operation(describe_db_clusters, {}, {
        "DBClusterIdentifier": str, **_PAGING}),
    "DescribeDBInstances": Operation(describe_db_instances, {}, {
        "DBInstanceIdentifier": str, "Filters.Filter.N.Name": str,
        "Filters.Filter.N.Values.Value.N": str, **_PAGING}),
    "FailoverGlobalCluster": Operation(failover_global_cluster, _MOVE, {
        "AllowDataLoss": str, "Switchover": str}, mutates=True),
    "SwitchoverGlobalCluster": Operation(switchover_global_cluster, _MOVE, mutates=True),
    "DescribeDBClusterSnapshots": Operation(describe_db_cluster_snapshots, {}, {
        "DBClusterIdentifier": str, "DBClusterSnapshotIdentifier": str, "SnapshotType": str,
        **_PAGING}),
    "CopyDBClusterSnapshot": Operation(copy_db_cluster_snapshot, {
        "SourceDBClusterSnapshotIdentifier": str, "TargetDBClusterSnapshotIdentifier": str},
        {"CopyTags": str}, mutates=True),
    "DescribeEvents": Operation(describe_events, {}, {
        "SourceType": str, "SourceIdentifier": str, "Duration": str, "StartTime": str,
        "EndTime": str, "EventCategories.EventCategory.N": str, **_PAGING}),
    **upkeep.OPERATIONS,
}
