# SPDX-License-Identifier: MIT
"""What is wrong on purpose: Regions, AWS calls, the application, ARC endpoints, DNS, metadata."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .settings import REGIONS

REGION_MODES = ("none", "refuse", "blackhole", "5xx", "slow")
PARTS = ("app", "aws", "db")
PLACES = (*REGIONS, "global", "references")
AWS_EFFECTS = ("throttle", "500", "garbage", "truncated", "empty", "huge", "endless", "slow",
               "denied", "expired", "lost-answer", "lost-request", "hang", "partial", "none")
ARC_EFFECTS = ("none", "unavailable", "down")
DNS_MODES = ("ok", "silent", "servfail")
CONTAINER_MODES = ("ok", "down", "silent", "failing")
IMDS_MODES = ("ok", "down", "silent", "401", "failing", "no-role")


def choice(value: Any, known: tuple[str, ...], what: str) -> str:
    if value not in known:
        raise ValueError(f"{what} is one of {', '.join(known)}, not {value!r}")
    return str(value)


@dataclass
class RegionFault:
    mode: str = "none"
    only: tuple[str, ...] = PARTS
    delay_s: float = 0.0

    def of(self, part: str) -> str:
        return self.mode if part in self.only else "none"


@dataclass
class AwsFault:
    """Meets calls that fit; empty fields fit all. times < 0: for ever."""

    effect: str
    service: str = ""
    action: str = ""
    region: str = ""
    times: int = -1
    delay_s: float = 0.0

    def fits(self, service: str, action: str, region: str) -> bool:
        return (self.times != 0 and self.service in ("", service)
                and self.action in ("", action) and self.region in ("", region))


@dataclass
class AppFault:
    """share of the answers of a path get this status; the rest are as they should be."""

    status: int = 0  # 0: as it would be
    share: float = 1.0
    delay_s: float = 0.0
    body: str | None = None
    path: str = ""  # "": every path
    certificate: str = "ok"
    debt: float = 0.0

    def strikes(self, path: str) -> bool:
        """Spreads the share evenly instead of by chance, so that tests can count."""
        if not (self.status or self.body is not None) or self.path not in ("", path):
            return False
        self.debt += self.share
        if self.debt < 1 - 1e-9:
            return False
        self.debt -= 1
        return True


@dataclass
class Faults:
    regions: dict[str, RegionFault] = field(
        default_factory=lambda: {place: RegionFault() for place in PLACES})
    aws: list[AwsFault] = field(default_factory=list)
    app: dict[str, AppFault] = field(
        default_factory=lambda: {region: AppFault() for region in REGIONS})
    arc: dict[str, str] = field(default_factory=dict)  # endpoint's Region -> effect
    dns: str = "ok"
    imds: str = "ok"
    container: str = "ok"

    def set_aws(self, fault: AwsFault) -> None:
        """"none" takes away whatever would meet the same calls; a new fault comes first."""
        choice(fault.effect, AWS_EFFECTS, "effect")
        if fault.effect == "none":
            self.aws = [f for f in self.aws
                        if not all(w in ("", h) for w, h in ((fault.service, f.service),
                                                             (fault.action, f.action),
                                                             (fault.region, f.region)))]
        else:
            self.aws.insert(0, fault)

    def aws_effect(self, service: str, action: str, region: str) -> AwsFault | None:
        """The fault that meets this call; it is used up by one."""
        for fault in self.aws:
            if fault.fits(service, action, region):
                fault.times -= 1 if fault.times > 0 else 0
                return fault
        return None
