# SPDX-License-Identifier: MIT
"""What customers noticed, computed from what each of them tried. Pure: no clock, no network."""
from __future__ import annotations

from typing import Iterable, NamedTuple


class Attempt(NamedTuple):
    """One order of one customer. Times are seconds by CLOCK_MONOTONIC."""

    customer: int
    order: str
    began: float
    ended: float
    region: str  # where it was acknowledged; "": it was not
    error: str = ""


class Lookup(NamedTuple):
    """One answer of the name server, and until when the customer may remember it."""

    customer: int
    at: float
    address: str
    until: float


class Gap(NamedTuple):
    """A customer was refused at least once between two orders that were acknowledged."""

    customer: int
    last: float  # the order before was acknowledged
    next: float | None  # and the one after; None: there was none
    refused: int

    @property
    def seconds(self) -> float:
        return float("inf") if self.next is None else self.next - self.last


def gaps(attempts: Iterable[Attempt], begin: float = float("-inf")) -> list[Gap]:
    """All of them in which an order was refused after `begin`.

    The time counts from the last good answer, not from the first bad one: a customer who waits
    for an answer that never comes is not served either. Who was never served counts from his
    first attempt.
    """
    found: list[Gap] = []
    last: dict[int, float] = {}
    refused: dict[int, int] = {}
    since: dict[int, float] = {}
    for attempt in sorted(attempts, key=lambda a: a.ended):
        who = attempt.customer
        last.setdefault(who, attempt.began)
        if not attempt.region:
            refused[who] = refused.get(who, 0) + 1
            since[who] = attempt.ended
            continue
        if refused.get(who) and since[who] >= begin:
            found.append(Gap(who, last[who], attempt.ended, refused[who]))
        refused[who], last[who] = 0, attempt.ended
    found += [Gap(who, last[who], None, n) for who, n in refused.items()
              if n and since[who] >= begin]
    return found


def outage_s(attempts: Iterable[Attempt], begin: float = float("-inf")) -> float:
    """How long the customer who had the worst of it went without; 0: nobody was refused."""
    return max((gap.seconds for gap in gaps(attempts, begin)), default=0.0)


def acknowledged(attempts: Iterable[Attempt]) -> dict[str, Attempt]:
    """The orders that a customer believes to be safe."""
    return {a.order: a for a in attempts if a.region}


def all_served_at(attempts: Iterable[Attempt], customers: int, region: str,
                  since: float) -> float | None:
    """When the last of the customers had his first order taken there; None: not yet."""
    first: dict[int, float] = {}
    for attempt in attempts:
        if attempt.region == region and attempt.began >= since:
            first[attempt.customer] = min(attempt.ended, first.get(attempt.customer, attempt.ended))
    return max(first.values()) if len(first) == customers else None


def all_asked_at(lookups: Iterable[Lookup], customers: int, address: str,
                 since: float) -> float | None:
    """When the last of the customers was told the new address; None: not yet."""
    first: dict[int, float] = {}
    for lookup in lookups:
        if lookup.address == address and lookup.at >= since:
            first.setdefault(lookup.customer, lookup.at)
    return max(first.values()) if len(first) == customers else None
