# SPDX-License-Identifier: MIT
"""Numbers and what is to become of them. Pure: no clock, no process, no file."""
from __future__ import annotations

import math
from collections import defaultdict
from statistics import median
from typing import Iterable, NamedTuple, Sequence


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def spread(values: Sequence[float]) -> dict[str, float]:
    return {"p50": percentile(values, 0.5), "p99": percentile(values, 0.99), "max": max(values)}


def ratio(value: float) -> str:
    """0.125 as "1/8.0", 2.5 as "2.50"."""
    return f"1/{1 / value:.1f}" if 0 < value < 0.5 else f"{value:.2f}"


def deviations(arrivals: Iterable[tuple[int, int]], every_ns: int) -> list[float]:
    """How far each arrival (when, endpoint) is from its endpoint's own grid, in milliseconds.

    The grid's phase is the median of the endpoint's arrivals: from outside, nobody knows when a
    question was due. An endpoint that was asked fewer than three times says nothing.
    """
    by_endpoint: dict[int, list[int]] = defaultdict(list)
    for when, endpoint in arrivals:
        by_endpoint[endpoint].append(when)
    found: list[float] = []
    for times in by_endpoint.values():
        if len(times) < 3:
            continue
        half = every_ns // 2
        offsets = [(when - times[0] + half) % every_ns - half for when in times]
        middle = median(offsets)
        found += [abs(offset - middle) / 1e6 for offset in offsets]
    return found


class Cost(NamedTuple):
    """One contender, watched for a while. Per probe: what the responder saw, not what was meant."""

    probes: int
    per_second: float
    cpu_us: float  # per probe, user and system
    connections: float  # per probe
    full: float  # per probe: whole TLS handshakes
    resumed: float  # per probe: TLS handshakes from a ticket
    rss_mib: float


def middle(rounds: Sequence[Cost]) -> Cost:
    """Each figure's median over the rounds."""
    return Cost(*(median(values) for values in zip(*rounds)))


def kept_pace(cost: Cost, endpoints: int) -> bool:
    """Whoever falls behind is not measured at the same work."""
    return cost.per_second >= 0.93 * endpoints


class Target(NamedTuple):
    """A promise, and what was measured. Lower is better in all of them."""

    what: str
    measured: float
    shown: str
    most: float
    promised: str
    missed_because: str = ""  # known beforehand

    @property
    def met(self) -> bool:
        return self.measured <= self.most

    def line(self) -> str:
        verdict = "ok" if self.met else "MISSED"
        return f"  {verdict:6}  {self.what:57} {self.shown:>10}   {self.promised}"


def lines(targets: Sequence[Target]) -> list[str]:
    told: list[str] = []
    for target in targets:
        told.append(target.line())
        if target.missed_because and not target.met:
            told.append(f"          {target.missed_because}")
    return told
