# SPDX-License-Identifier: MIT
"""What was seen in the course of the story, and the numbers that follow from it. Pure."""
from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from . import timing
from .outage import (Attempt, Lookup, acknowledged, all_asked_at, all_served_at, outage_s)
from .timing import AWS, OURS, Missing, Piece


@dataclass
class Record:
    """Times are seconds by CLOCK_MONOTONIC; dictionaries are answers of the sandbox or the API."""

    home: str
    standby: str
    customers: int
    ttl_s: float
    broken: float = 0.0  # home was taken away
    down: float = 0.0  # failoverd called it down
    decided: float = 0.0
    taken: float = 0.0  # the failover's run had ended
    healed: float = 0.0
    returning: float = 0.0  # the failback was decided on
    home_again: float = 0.0
    failover: dict[str, Any] = field(default_factory=dict)  # the run
    failback: dict[str, Any] = field(default_factory=dict)
    away: dict[str, Any] = field(default_factory=dict)  # the world after the failover
    end: dict[str, Any] = field(default_factory=dict)  # the world at the end
    away_address: str = ""  # what the public name answered
    end_address: str = ""
    end_state: str = ""  # failoverd's
    exit_status: int | None = None  # when it was told to end; None: it had to be killed
    addresses: dict[str, str] = field(default_factory=dict)  # Region -> the application's there
    orders: dict[str, Any] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)  # calls that may change AWS
    attempts: list[Attempt] = field(default_factory=list)
    lookups: list[Lookup] = field(default_factory=list)

    @property
    def detection_s(self) -> float:
        """From the loss of home until failoverd called it down."""
        return self.down - self.broken

    @property
    def hold_s(self) -> float:
        """From then until it decided."""
        return self.decided - self.down

    @property
    def served_again(self) -> float:
        at = all_served_at(self.attempts, self.customers, self.standby, self.broken)
        if at is None:
            raise Missing(f"not every customer was served by {self.standby}")
        return at

    @property
    def outage_s(self) -> float:
        """Of the customer who had the worst of it."""
        return outage_s([a for a in self.attempts if a.began < self.healed], self.broken)

    @property
    def failback_outage_s(self) -> float:
        return outage_s(self.attempts, self.returning)

    @cached_property
    def pieces(self) -> list[Piece]:
        asked = all_asked_at(self.lookups, self.customers, self.addresses[self.standby],
                             self.decided)
        if asked is None:
            raise Missing(f"not every customer was told the address of {self.standby}")
        return timing.pieces(timing.marks(self.events, self.standby, self.decided, asked,
                                          self.served_again, self.taken, self.ttl_s))

    @property
    def aws_s(self) -> float:
        return timing.share(self.pieces, AWS)

    @property
    def overhead_s(self) -> float:
        return timing.share(self.pieces, OURS)

    @property
    def acknowledged(self) -> dict[str, Attempt]:
        return acknowledged(self.attempts)

    def lost(self, kind: str) -> list[str]:
        """Ids of the orders that were acknowledged, and lost in moves of this kind."""
        return [order for move in self.orders["moves"] if move["kind"] == kind
                for order in move["lost"]]

    @property
    def loss_estimate_s(self) -> float | None:
        """What failoverd said before it moved: writes of the last so many seconds may be lost."""
        estimate = self.failover.get("loss_estimate_ms")
        return None if estimate is None else float(estimate) / 1000

    @property
    def loss_reach_s(self) -> float:
        """How long before the decision the oldest write that was lost had been acknowledged."""
        lost = [self.acknowledged[o] for o in self.lost("failover") if o in self.acknowledged]
        return self.decided - min(a.ended for a in lost) if lost else 0.0
