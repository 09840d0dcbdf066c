# SPDX-License-Identifier: MIT
"""What can be set about the world, at its start or through POST /timings. Seconds unless said."""
from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

HOME = "us-east-1"
STANDBY = "us-west-2"
REGIONS = (HOME, STANDBY)
ACCOUNT = "123456789012"
PUBLIC_NAME = "api.shop.example"


@dataclass
class Settings:
    """Defaults suit a demonstration: every wait is short, none is zero."""

    pace: float = 1.0  # how much faster AWS works than its durations say; clocks go as ever

    pending_s: float = 0.2  # a move was accepted, but the status still says "available"
    promote_s: float = 1.5  # failover: from "failing-over" to the new writer
    switchover_s: float = 1.0  # switchover: at least so long, and until all is replicated
    switchover_timeout_s: float = 60.0  # a switchover that cannot finish is cancelled
    settle_s: float = 0.2  # from the new writer to "available"
    rebuild_s: float = 3.0  # the old primary, once its Region is back, to "connected"
    snapshot_s: float = 0.3  # until a snapshot is available
    snapshot_keep_s: float = 0.0  # until a point-of-failure snapshot expires; 0: never
    fence_fails: bool = False  # a failover does not stop the old primary: split brain

    standby_instances: int = 2  # of the cluster that does not write; 0: it is headless
    headless_promotes: bool = False  # a failover to a headless secondary is accepted
    standby_engine: str = "16.6"
    standby_class: str = "db.r6g.large"  # of its instances
    standby_reboot: bool = False  # parameters of its wait for one
    global_db_rpo: int = -1  # rds.global_db_rpo, of both clusters; -1: not set
    maintenance_in_s: float = 0.0  # until AWS begins with it, in both Regions; 0: none is planned
    blue_green: str = ""  # the status of a deployment that would replace the cluster; "": none
    data_api: bool = True  # RDS Data can be used for both clusters

    instances: int = 2  # of the application, in each Region
    scale_s: float = 0.3  # until instances that were asked for run
    automations_most: int = 100  # that run at once in a Region
    plan_steps: str = "database,controls"  # of the Region switch plan, of these and approval, fleet

    lag_ms: float = 40.0  # replication lag
    metric_period_s: float = 1.0  # AWS: 60
    publish_delay_s: float = 0.0  # a datapoint is visible so long after its period has ended
    rpo_lag: bool = True  # AuroraGlobalDBRPOLag exists; false: only AuroraGlobalDBReplicationLag
    metric_when_dead: str = "missing"  # or "frozen", "climbing"

    secret_replica: bool = False  # us-west-2 has a replica of us-east-1's secret
    replica_s: float = 0.3  # a secret's way to its replica
    secret_cache_s: float = 0.2  # how long the application remembers its secret

    safety_wait_s: float = 0.0  # AWS: 5; after an update, further ones conflict
    arc_rate: int = 3  # mutating calls a second and endpoint; 0: no limit
    health_check_s: float = 0.4  # from a routing control to its health check
    dns_ttl_s: int = 2

    slow_s: float = 2.0  # what "slow" means where no delay is given
    credentials_s: float = 3600.0  # lifetime of what instance metadata hands out
    role_s: float = 0.0  # lifetime of an assumed role's; 0: as was asked for
    clock_offset_s: float = 0.0  # how wrong AWS's clock is, seen from ours

    def update(self, values: dict[str, Any]) -> None:
        """Takes over known names of the right type; ValueError for anything else."""
        known = {field.name: getattr(self, field.name) for field in fields(self)}
        for name, value in values.items():
            if name not in known:
                raise ValueError(f"no such setting: {name}; there are {', '.join(sorted(known))}")
            kind = type(known[name])
            if kind is float and isinstance(value, int) and not isinstance(value, bool):
                value = float(value)
            if type(value) is not kind:
                raise ValueError(f"{name} wants {kind.__name__}, not {value!r}")
            if name == "pace" and value <= 0:
                raise ValueError("pace is more than 0")
            setattr(self, name, value)

    def span(self, name: str) -> float:
        """One of AWS's durations, as long as it takes here."""
        return float(getattr(self, name)) / self.pace

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)
