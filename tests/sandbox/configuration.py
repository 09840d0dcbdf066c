# SPDX-License-Identifier: MIT
"""A configuration of failoverd for this sandbox, with timings short enough to watch."""
from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .panel import CONTROLS, PANEL
from .rds import GLOBAL
from .route53 import ZONE
from .secretsmanager import NAME as SECRET
from .settings import ACCOUNT, HOME, PUBLIC_NAME, REGIONS
from .sts import LONG_LIVED
from .tls import ARC_HOST, ARC_REGIONS

CLUSTERS = {region: f"arn:aws:rds:{region}:{ACCOUNT}:cluster:remittance-{n}"
            for n, region in enumerate(REGIONS, 1)}


def _daemon(directory: Path, addresses: dict[str, Any]) -> dict[str, Any]:
    connect = {f"*.{region}.{suffix}": addresses["aws"][region] for region in REGIONS
               for suffix in ("amazonaws.com", "api.aws")}
    connect |= {ARC_HOST.format(region=r): addresses["arc"][r] for r in ARC_REGIONS}
    connect |= {f"api.{region}.shop.example": addresses["app"][region] for region in REGIONS}
    connect["route53.amazonaws.com"] = addresses["global"]
    connect["reference-*.shop.example"] = addresses["references"]
    return {
        "config_version": 1,
        "observers": "single",
        "place": "elsewhere",
        "socket": str(directory / "failoverd.sock"),
        "aws": {"ca_file": addresses["ca_file"], "addresses": connect},
    }


def _regions(addresses: dict[str, Any]) -> dict[str, Any]:
    return {region: {"cluster": CLUSTERS[region], "routing_control": CONTROLS[region],
                     "addresses": [addresses["app"][region].partition(":")[0]]}
            for region in REGIONS}


def _probes(addresses: dict[str, Any]) -> dict[str, Any]:
    return {
        "api": {"http": {"url": "https://api.{region}.shop.example/healthz", "status": "200",
                         "json": {"status": "ok"}, "ca_file": addresses["ca_file"]},
                "every": "500ms", "timeout": "400ms", "critical": True},
        "lag": {"aurora-lag": {"period": "1s"}, "every": "1s"},
        "topology": {"aurora-topology": {}, "every": "1s"},
        "controls": {"routing-controls": {}, "every": "1s"},
    }


GUARDS = {"hold": "3s", "hold_single": "0s", "newest": "1s", "cooldown": "5s", "stable": "8s",
          "stable_request": "5s", "warm_up": "2s", "target_up": "2s", "lag_for": "3s",
          "budget_day": 10, "budget_week": 20, "failback": "auto"}


def _runbooks(addresses: dict[str, Any]) -> dict[str, Any]:
    """The built-in ones, but for the port: nobody may listen on 443 here."""
    http = {"url": f"https://{PUBLIC_NAME}:{addresses['app_port']}/healthz",
            "ca_file": addresses["ca_file"]}
    tail = [{"secret": {}}, {"routing-controls": {}}, {"dns": {}}, {"http": http}]
    return {
        "failover": [{"recheck": {}}, {"aurora-writer": {}}, *tail],
        "switchover": [{"aurora-snapshot": {}}, {"aurora-writer": {}}, {"aurora-replication": {}},
                       *tail],
    }


def _application(addresses: dict[str, Any]) -> dict[str, Any]:
    return {
        "application": "remittance",
        "mode": "auto",
        "home": HOME,
        "regions": _regions(addresses),
        "aurora": {"global_cluster": GLOBAL},
        "secret": {"id": SECRET, "member": "host"},
        "routing": {"panel": PANEL, "endpoints": {
            region: f"https://{ARC_HOST.format(region=region)}/v1" for region in ARC_REGIONS}},
        "dns": {"name": PUBLIC_NAME, "servers": [addresses["dns"]], "zone": ZONE},
        "probes": _probes(addresses),
        "guards": dict(GUARDS),
        "runbooks": _runbooks(addresses),
    }


def _merge(into: dict[str, Any], values: dict[str, Any]) -> None:
    """Objects are merged member by member, None takes a member away, all else replaces."""
    for name, value in values.items():
        if value is None:
            into.pop(name, None)
        elif isinstance(value, dict) and isinstance(into.get(name), dict):
            _merge(into[name], value)
        else:
            into[name] = value


def make(directory: Path, addresses: dict[str, Any], daemon: dict[str, Any] | None = None,
         **application: Any) -> dict[str, Any]:
    """{"failoverd": .., "remittance": ..}. Overrides are merged into the application's file;
    those in `daemon` into failoverd.json."""
    values = {"failoverd": _daemon(directory, addresses), "remittance": _application(addresses)}
    _merge(values["failoverd"], daemon or {})
    _merge(values["remittance"], application)
    return values


def write(directory: Path, values: dict[str, Any]) -> Path:
    (directory / "apps.d").mkdir(exist_ok=True)
    main = directory / "failoverd.json"
    main.write_text(json.dumps(values["failoverd"], indent=2) + "\n")
    application = directory / "apps.d" / "remittance.json"
    application.write_text(json.dumps(values["remittance"], indent=2) + "\n")
    return main


def environment(addresses: dict[str, Any], metadata: bool) -> dict[str, str]:
    """Credentials from the environment, or from instance metadata."""
    if metadata:
        return {"AWS_EC2_METADATA_SERVICE_ENDPOINT": addresses["imds"]}
    return {"AWS_ACCESS_KEY_ID": LONG_LIVED.access_key,
            "AWS_SECRET_ACCESS_KEY": LONG_LIVED.secret, "AWS_EC2_METADATA_DISABLED": "true"}
