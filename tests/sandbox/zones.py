# SPDX-License-Identifier: MIT
"""What there is of Route 53: the health checks, the zone, and its records."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .nameserver import ADDRESSES, ZONE
from .panel import CONTROLS
from .protocol import Fault, Operation
from .settings import HOME, PUBLIC_NAME, REGIONS

if TYPE_CHECKING:
    from .context import Context

PRIVATE_ID = "Z0PRIVATE00000000001"


def _checks(checks: dict[str, str]) -> list[tuple[str, Any]]:
    """Of each Region one that follows its control, and one that asks the application."""
    rows = []
    for region in REGIONS:
        rows.append({"Id": checks[region], "CallerReference": f"control-{region}",
                     "HealthCheckConfig": {"Type": "RECOVERY_CONTROL",
                                           "RoutingControlArn": CONTROLS[region]},
                     "HealthCheckVersion": 1})
        rows.append({"Id": f"5b0c7f3e-{region}", "CallerReference": f"api-{region}",
                     "HealthCheckConfig": {
                         "Port": 443, "Type": "HTTPS", "ResourcePath": "/healthz",
                         "FullyQualifiedDomainName": f"api.{region}.{ZONE}",
                         "RequestInterval": 10, "FailureThreshold": 3},
                     "HealthCheckVersion": 1})
    return [("HealthCheck", row) for row in rows]


def lister(checks: dict[str, str]) -> Any:
    """Pages of two, as a long list comes."""
    def list_health_checks(ctx: "Context", params: dict[str, Any]) -> Any:
        at = int(params.get("marker", "0"))
        rows = _checks(checks)
        more = at + 2 < len(rows)
        return {"HealthChecks": rows[at : at + 2], "Marker": params.get("marker"),
                "IsTruncated": more, "NextMarker": str(at + 2) if more else None, "MaxItems": 2}
    return list_health_checks


def zones(zone: str) -> Any:
    def list_hosted_zones(ctx: "Context", params: dict[str, Any]) -> Any:
        return {"HostedZones": [("HostedZone", {
            "Id": f"/hostedzone/{ident}", "Name": f"{ZONE}.", "CallerReference": ident,
            "Config": {"PrivateZone": ident == PRIVATE_ID}}) for ident in (PRIVATE_ID, zone)],
            "IsTruncated": False, "MaxItems": 100}
    return list_hosted_zones


def records(checks: dict[str, str], zone: str) -> Any:
    def list_resource_record_sets(ctx: "Context", params: dict[str, Any]) -> Any:
        if params["Id"] != zone:
            raise Fault("NoSuchHostedZone", f"No hosted zone found with ID: {params['Id']}", 404)
        rows = [{"Name": f"{PUBLIC_NAME}.", "Type": "A", "SetIdentifier": region,
                 "Failover": "PRIMARY" if region == HOME else "SECONDARY", "TTL": 60,
                 "ResourceRecords": [("ResourceRecord", {"Value": ADDRESSES[region]})],
                 "HealthCheckId": checks[region]} for region in REGIONS]
        rows.append({"Name": f"{ZONE}.", "Type": "A", "TTL": 60,
                     "ResourceRecords": [("ResourceRecord", {"Value": "127.0.0.1"})]})
        return {"ResourceRecordSets": [("ResourceRecordSet", row) for row in rows],
                "IsTruncated": False, "MaxItems": 100}
    return list_resource_record_sets


def operations(checks: dict[str, str], zone: str) -> dict[str, Operation]:
    paged = {"marker": str, "maxitems": str}
    return {
        "ListHealthChecks": Operation(lister(checks), {}, paged),
        "ListHostedZones": Operation(zones(zone), {}, paged),
        "ListResourceRecordSets": Operation(records(checks, zone), {"Id": str}, {
            "name": str, "type": str, "identifier": str, "maxitems": str}),
    }
