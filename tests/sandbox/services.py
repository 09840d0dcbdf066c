# SPDX-License-Identifier: MIT
"""Every service that answers: by which host, in which protocol, and what it can do."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping

from . import (arc, arcconfig, automation, cloudwatch, dataapi, eventbus, functions, rds,
               regionswitch, route53, secretsmanager, sts, topics)
from .protocol import Dialect, Operation
from .settings import HOME, REGIONS, STANDBY
from .tls import ARC_HOST, ARC_REGIONS


@dataclass(frozen=True)
class Service:
    name: str
    signing_name: str
    region: str
    dialect: Dialect
    operations: Mapping[str, Operation]


# Its name, what its host and its signatures call it, the rest of the host's name, and who does it.
_REGIONAL: tuple[tuple[str, str, str, Any], ...] = (
    ("rds", "rds", "amazonaws.com", rds),
    ("rds-data", "rds-data", "amazonaws.com", dataapi),
    ("sts", "sts", "amazonaws.com", sts),
    ("cloudwatch", "monitoring", "amazonaws.com", cloudwatch),
    ("secretsmanager", "secretsmanager", "amazonaws.com", secretsmanager),
    ("lambda", "lambda", "amazonaws.com", functions),
    ("ssm", "ssm", "amazonaws.com", automation),
    ("sns", "sns", "amazonaws.com", topics),
    ("events", "events", "amazonaws.com", eventbus),
    ("arc-region-switch", "arc-region-switch", "api.aws", regionswitch),
)


def _services() -> dict[str, Service]:
    """Every host that answers."""
    hosts = {}
    for region in REGIONS:
        for name, prefix, suffix, module in _REGIONAL:
            hosts[f"{prefix}.{region}.{suffix}"] = Service(
                name, prefix, region, module.DIALECT, module.OPERATIONS)
    for region in ARC_REGIONS:
        hosts[ARC_HOST.format(region=region)] = Service(
            "route53-recovery-cluster", "route53-recovery-cluster", region, arc.DIALECT,
            arc.OPERATIONS)
    hosts[arcconfig.HOST] = Service("route53-recovery-control-config",
                                    "route53-recovery-control-config", STANDBY,
                                    arcconfig.DIALECT, arcconfig.OPERATIONS)
    hosts["route53.amazonaws.com"] = Service("route53", "route53", HOME, route53.DIALECT,
                                             route53.OPERATIONS)
    return hosts


SERVICES = _services()


def hosts_of(region: str) -> list[str]:
    """Those that listen at a Region's address; ARC's endpoints have addresses of their own."""
    return [host for host, service in SERVICES.items()
            if service.region == region and service.name not in ("route53",
                                                                 "route53-recovery-cluster")]


def find(name: str, region: str) -> Service | None:
    """By name, in a Region: as a program inside of AWS finds it."""
    return next((s for s in SERVICES.values() if s.name == name and s.region == region), None)
