# SPDX-License-Identifier: MIT
"""CloudWatch over JSON 1.0: the lag of Aurora's secondary, any other metric, and alarms."""
from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .monitor import KINDS, STATES, describe
from .protocol import Fault, Json, Operation

if TYPE_CHECKING:
    from .context import Context

DIALECT = Json("1.0", "GraniteServiceVersion20100801",
               namespace="com.amazonaws.cloudwatch.v2010_08_01#",
               validation=("InvalidParameterValueException", 400))
STATISTICS = {
    "Maximum": max,
    "Minimum": min,
    "Average": lambda values: sum(values) / len(values),
    "Sum": sum,
    "SampleCount": len,
}


def _members(value: Any, required: dict[str, type], optional: dict[str, type], where: str) -> None:
    """A nested object has all that it must and nothing unknown."""
    if not isinstance(value, dict):
        raise Fault("SerializationException", f"{where} is not an object")
    known = {**required, **optional}
    for name, member in value.items():
        if name not in known or type(member) is not known[name]:
            raise Fault("SerializationException", f"{where}: unknown or mistyped member {name!r}")
    for name in required:
        if name not in value:
            raise Fault("InvalidParameterValueException", f"{where}.{name} must not be null")


def _check_query(query: Any) -> None:
    _members(query, {"Id": str, "MetricStat": dict}, {"ReturnData": bool, "Label": str},
             "MetricDataQueries")
    if not re.fullmatch(r"[a-z][A-Za-z0-9_]*", query["Id"]):
        raise Fault("InvalidParameterValueException", f"Id {query['Id']!r} must start lower-case")
    stat = query["MetricStat"]
    _members(stat, {"Metric": dict, "Period": int, "Stat": str}, {"Unit": str}, "MetricStat")
    if stat["Stat"] not in STATISTICS:
        raise Fault("InvalidParameterValueException", f"Stat {stat['Stat']!r}")
    period = stat["Period"]
    if period not in (1, 5, 10, 30) and (period <= 0 or period % 60):
        raise Fault("InvalidParameterValueException", "Period must be 1, 5, 10, 30 or n * 60")
    _members(stat["Metric"], {"Namespace": str, "MetricName": str}, {"Dimensions": list},
             "Metric")
    for dimension in stat["Metric"].get("Dimensions", []):
        _members(dimension, {"Name": str, "Value": str}, {}, "Dimensions")


def _points(ctx: "Context", stat: dict[str, Any], start: float, end: float) -> dict[float, float]:
    """What one query finds: begin of the period -> value."""
    metric = stat["Metric"]
    cluster = ctx.world.database.clusters[ctx.region]
    key = (metric["Namespace"], metric["MetricName"], frozenset(
        (d["Name"], d["Value"]) for d in metric.get("Dimensions", [])))
    if key[0] == "AWS/RDS" and key[2] == {("DBClusterIdentifier", cluster.name)}:
        found = [(p.at, p.value) for p in ctx.world.lag.visible(cluster.name, key[1])
                 if start <= p.at < end]
    else:
        found = ctx.world.monitor.points(ctx.region, key, start, end)
    buckets: dict[float, list[float]] = {}
    for at, value in found:
        buckets.setdefault(at // stat["Period"] * stat["Period"], []).append(value)
    return {at: float(STATISTICS[stat["Stat"]](values)) for at, values in buckets.items()}


def get_metric_data(ctx: "Context", params: dict[str, Any]) -> Any:
    start, end = float(params["StartTime"]), float(params["EndTime"])
    order = params.get("ScanBy", "TimestampDescending")
    most = params.get("MaxDatapoints", 100_800)
    if order not in ("TimestampDescending", "TimestampAscending"):
        raise Fault("InvalidParameterValueException", f"ScanBy {order!r}")
    if start >= end:
        raise Fault("InvalidParameterValueException", "StartTime must be before EndTime")
    if not 1 <= most <= 100_800:
        raise Fault("InvalidParameterValueException", "MaxDatapoints")
    results = []
    for query in params["MetricDataQueries"]:
        _check_query(query)
    for query in params["MetricDataQueries"]:
        if not query.get("ReturnData", True):
            continue
        points = _points(ctx, query["MetricStat"], start, end)
        times = sorted(points, reverse=order == "TimestampDescending")[:most]
        code = "PartialData" if ctx.effect == "partial" else ctx.world.lag.status_code
        results.append({"Id": query["Id"],
                        "Label": query.get("Label", query["MetricStat"]["Metric"]["MetricName"]),
                        "Timestamps": times, "Values": [points[at] for at in times],
                        "StatusCode": code})
    return {"MetricDataResults": results, "Messages": []}


def put_metric_data(ctx: "Context", params: dict[str, Any]) -> Any:
    """What is told of lasts until something else is told."""
    namespace, data = params["Namespace"], params["MetricData"]
    if not 1 <= len(data) <= 1000:
        raise Fault("InvalidParameterValueException", "from 1 to 1000 metrics")
    if namespace.startswith("AWS/"):
        raise Fault("InvalidParameterValueException", "The value AWS/ is reserved.")
    for datum in data:
        _members(datum, {"MetricName": str, "Value": float},
                 {"Dimensions": list, "Unit": str, "Timestamp": float}, "MetricData")
        for dimension in datum.get("Dimensions", []):
            _members(dimension, {"Name": str, "Value": str}, {}, "Dimensions")
    for datum in data:
        dimensions = frozenset((d["Name"], d["Value"]) for d in datum.get("Dimensions", []))
        ctx.world.monitor.set_metric(ctx.region, (namespace, datum["MetricName"], dimensions),
                                     datum["Value"])
    return {}


def describe_alarms(ctx: "Context", params: dict[str, Any]) -> Any:
    names = params.get("AlarmNames")
    types = params.get("AlarmTypes", ["MetricAlarm"])
    if not set(types) <= {"MetricAlarm", "CompositeAlarm"}:
        raise Fault("InvalidParameterValueException", f"AlarmTypes {types!r}")
    if not 1 <= params.get("MaxRecords", 50) <= 100 or len(names or []) > 100:
        raise Fault("InvalidParameterValueException", "from 1 to 100 alarms")
    if params.get("StateValue", "OK") not in STATES:
        raise Fault("InvalidParameterValueException", f"StateValue {params['StateValue']!r}")
    found: dict[str, list[Any]] = {kind: [] for kind in KINDS}
    for name, alarm in sorted(ctx.world.monitor.alarms[ctx.region].items()):
        if names is None or name in names:
            if params.get("StateValue", alarm.state) == alarm.state:
                found[alarm.kind].append(describe(ctx.region, name, alarm))
    return {"MetricAlarms": found["metric"] if "MetricAlarm" in types else [],
            "CompositeAlarms": found["composite"] if "CompositeAlarm" in types else []}


OPERATIONS = {
    "DescribeAlarms": Operation(
        describe_alarms, {},
        {"AlarmNames": list, "AlarmTypes": list, "StateValue": str, "MaxRecords": int}),
    "GetMetricData": Operation(
        get_metric_data,
        {"MetricDataQueries": list, "StartTime": float, "EndTime": float},
        {"ScanBy": str, "MaxDatapoints": int, "NextToken": str, "LabelOptions": dict}),
    "PutMetricData": Operation(put_metric_data, {"Namespace": str, "MetricData": list}, {}),
}
