# SPDX-License-Identifier: MIT
"""What is shorter here than where it matters, in one place: for failoverd, and for the sandbox."""
from __future__ import annotations

from typing import Any

from sandbox.settings import HOME, STANDBY, Settings

WINDOW_S = 2.0
HOLD_S = 5.0
STABLE_S = 10.0
PROBE_S = 0.25
LOOK = "100ms"  # between two looks of a step

# Replication is slow enough for a forced failover to lose something that can be counted.
SANDBOX: dict[str, Any] = {"lag_ms": 250.0, "promote_s": 2.0, "rebuild_s": 3.0}

# What, here, where it matters: failoverd's defaults, and what AWS takes.
TABLE = (
    ("a Region is down when half of the answers fail over", f"{WINDOW_S:g} s", "60 s"),
    ("it must stay down for (the hold; with one observer)", f"{HOLD_S:g} s", "150 s"),
    ("home must be sound before the way back for", f"{STABLE_S:g} s", "6 h"),
    ("and the way back then begins", "by itself", "on your word"),
    ("Aurora promotes the other cluster within", "2 s", "minutes"),
    ("clients remember the public name for", "{ttl} s", "60 s"),
)


def table() -> list[tuple[str, str, str]]:
    ttl = Settings().dns_ttl_s
    return [(what, here.format(ttl=ttl), there) for what, here, there in TABLE]


def _impatient(runbooks: dict[str, Any]) -> dict[str, Any]:
    """The same steps, each looking again sooner."""
    return {name: [{**step, "every": LOOK} for step in steps] for name, steps in runbooks.items()}


def overrides(standard: dict[str, Any], addresses: dict[str, Any]) -> dict[str, Any]:
    """For Sandbox.write_configuration(); `standard` is the application as the sandbox has it."""
    ratio = {"probes": ["api"], "over": f"{WINDOW_S:g}s"}
    return {
        "probes": {"api": {"every": f"{PROBE_S * 1000:g}ms", "timeout": "200ms"}},
        "facts": {"down": {**ratio, "fail_ratio": ">= 50%", "clear": "< 30%"},
                  "up": {**ratio, "fail_ratio": "< 30%"}},
        "guards": {"hold": f"{HOLD_S:g}s", "hold_single": "0s", "stable": f"{STABLE_S:g}s",
                   "newest": "1s", "failback": "auto"},
        "runbooks": _impatient(standard["runbooks"]),
        # It stands where it would in earnest: in the other Region, with places of reference.
        "daemon": {"place": STANDBY, "references": addresses["reference_urls"]},
    }


__all__ = ["HOLD_S", "HOME", "PROBE_S", "SANDBOX", "STABLE_S", "STANDBY", "WINDOW_S", "overrides",
           "table"]
