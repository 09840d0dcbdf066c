# SPDX-License-Identifier: MIT
"""What a probe costs: processor time by the kernel's count, probes by the responder's."""
from __future__ import annotations

import time
from pathlib import Path
from statistics import median
from typing import NamedTuple, Sequence

from . import figures
from .contenders import (EVERY_S, Bare, BareKept, Blackbox, Contender, Haproxy, Idle,
                         KeptConnections, Monit, NewConnections, Place)
from .figures import Cost
from .responder import Responder

BEGINS_WITHIN_S = 30.0
SETTLE_S = 2.0  # after every endpoint was asked once
IDLE_S = 10.0
SIDE_BY_SIDE: tuple[type[Contender], ...] = (KeptConnections, NewConnections, Haproxy, Blackbox,
                                             BareKept, Bare)
WITH_MONIT = (*SIDE_BY_SIDE, Monit)


class Watched(NamedTuple):
    """A contender over all rounds."""

    rounds: list[Cost]
    lateness_ms: list[float]

    @property
    def cost(self) -> Cost:
        return figures.middle(self.rounds)


class Bench:
    """The responder, and where everybody is put."""

    def __init__(self, responder: Responder, directory: Path, processor: set[int]) -> None:
        self.responder = responder
        self.ca_file = responder.ca_file
        self.directory = directory
        self.processor = processor
        self.turn = 0

    def place(self, endpoints: int, scheme: str = "https") -> Place:
        self.turn += 1
        return Place(self.directory / str(self.turn), scheme,
                     self.responder.ports[scheme][:endpoints], self.ca_file, self.processor)

    def trust_the_systems_too(self) -> int:
        """From now on the CA file also has the system's authorities; how many those are."""
        system = Path("/etc/ssl/certs/ca-certificates.crt").read_text()
        self.ca_file = self.directory / "authorities.pem"
        self.ca_file.write_text(system + self.responder.ca_file.read_text())
        return system.count("-----BEGIN CERTIFICATE-----")

    def wait_until_asked(self, contender: Contender, before: int, endpoints: int) -> None:
        """Or until it is plain that it falls behind, which the table then tells."""
        deadline = time.monotonic() + BEGINS_WITHIN_S
        while (asked := self.responder.counts()["requests"] - before) < endpoints:
            contender.child.require()
            if time.monotonic() > deadline and asked > 0:
                return
            if time.monotonic() > deadline:
                raise RuntimeError(f"{contender.name} has asked nobody within "
                                   f"{BEGINS_WITHIN_S:g} s: {contender.child.last_words()}")
            time.sleep(0.05)

    def watch(self, kind: type[Contender], endpoints: int, seconds: float,
              scheme: str = "https") -> Watched:
        before = self.responder.counts()["requests"]
        with kind(self.place(endpoints, scheme)) as contender:
            self.wait_until_asked(contender, before, endpoints)
            time.sleep(SETTLE_S)
            self.responder.record()
            began, first, cpu = time.monotonic(), self.responder.counts(), contender.child.cpu_s()
            time.sleep(seconds)
            last, spent = self.responder.counts(), contender.child.cpu_s() - cpu
            took = time.monotonic() - began
            arrivals = self.responder.arrivals()
            rss = contender.child.rss_mib()
        seen = {name: last[name] - first[name] for name in last}
        probes = seen["requests"]
        if probes == 0:
            raise RuntimeError(f"{kind.name} has stopped asking")
        cost = Cost(probes, probes / took, spent * 1e6 / probes, seen["connections"] / probes,
                    seen["full"] / probes, seen["resumed"] / probes, rss)
        return Watched([cost], figures.deviations(arrivals, int(EVERY_S * 1e9)))

    def first_probe_s(self, kind: type[Contender], endpoints: int) -> float:
        """From the start of the process to its first question."""
        place = self.place(endpoints)
        self.responder.record()
        before = self.responder.counts()["requests"]
        began = time.monotonic_ns()
        with kind(place) as contender:
            self.wait_until_asked(contender, before, 1)
            return (min(at for at, _ in self.responder.arrivals()) - began) / 1e9

    def idle_cpu_s(self) -> float:
        """Processor time in a second in which there is nothing to ask: the ticks."""
        with Idle(self.place(2)) as contender:
            time.sleep(SETTLE_S)
            contender.child.require()
            began, cpu = time.monotonic(), contender.child.cpu_s()
            time.sleep(IDLE_S)
            spent = contender.child.cpu_s() - cpu
            contender.child.require()
            return spent / (time.monotonic() - began)


def side_by_side(bench: Bench, scheme: str, endpoints: int, rounds: int, seconds: float,
                 kinds: Sequence[type[Contender]]) -> dict[str, Watched]:
    """By name. Rounds are outermost: what disturbs one contender disturbs all of them alike."""
    found = {kind.name: Watched([], []) for kind in kinds}
    for _ in range(rounds):
        for kind in kinds:
            seen = bench.watch(kind, endpoints, seconds, scheme)
            found[kind.name].rounds.extend(seen.rounds)
            found[kind.name].lateness_ms.extend(seen.lateness_ms)
    return found


def share(found: dict[str, Watched], of: str, beside: str) -> float:
    """Of the CPU that the other one needs for a probe; the median of the rounds' own ratios."""
    return median(one.cpu_us / other.cpu_us
                  for one, other in zip(found[of].rounds, found[beside].rounds))


def rows(found: dict[str, Watched], endpoints: int, scheme: str) -> list[str]:
    told = [f"{endpoints} {scheme.upper()} endpoints, each asked once a second",
            f"  {'':34}{'CPU a probe':>12}{'connections':>13}{'handshakes':>12}{'resumed':>9}"
            f"{'memory':>11}{'lateness':>20}",
            f"  {'':34}{'us':>12}{'a probe':>13}{'whole':>12}{'':>9}{'MiB':>11}"
            f"{'p50, p99 ms':>20}"]
    for name, watched in found.items():
        cost, late = watched.cost, watched.lateness_ms
        behind = "" if figures.kept_pace(cost, endpoints) else "  fell behind: not comparable"
        told.append(
            f"  {name:34}{cost.cpu_us:12.0f}{cost.connections:13.2f}{cost.full:12.2f}"
            f"{cost.resumed:9.2f}{cost.rss_mib:11.1f}{figures.percentile(late, 0.5):13.2f}"
            f"{figures.percentile(late, 0.99):7.2f}{behind}")
    return told
