# SPDX-License-Identifier: MIT
"""Whose time a forced failover took: AWS's, or ours. Pure: no clock, no network.

The time from the decision until every customer is served again is cut where the sandbox says
that something happened. Every piece belongs to one side, so the two sums make up the whole:

    decided                                      ours: a last look, the intent on the disk
    AWS accepts the failover                     AWS: the promotion
    the cluster is available again               ours: seeing it, the secret, the controls
    the routing controls have changed            AWS: the health checks' interval
    the name server answers with the new address AWS: the old answer's time to live
    nobody remembers the old address             ours: whatever comes until all are served
    the last customer is served, the run has ended
"""
from __future__ import annotations

from typing import Any, Iterable, NamedTuple

AWS, OURS = "AWS", "failoverd"


class Missing(Exception):
    """Something that should have happened is not in the sandbox's records."""


class Piece(NamedTuple):
    name: str
    whose: str
    seconds: float


class Marks(NamedTuple):
    """Moments of one forced failover, seconds by CLOCK_MONOTONIC."""

    decided: float
    accepted: float
    available: float
    switched: float
    answered: float
    forgotten: float
    ended: float


def first(events: Iterable[dict[str, Any]], since: float, **wanted: Any) -> float:
    """When the sandbox first noted such an event after `since`."""
    for event in events:
        at = event["t_ns"] / 1e9
        if at >= since and all(event.get(name) == value for name, value in wanted.items()):
            return float(at)
    raise Missing("the sandbox has not seen " + ", ".join(f"{n} {v}" for n, v in wanted.items()))


def marks(events: list[dict[str, Any]], target: str, decided: float, asked: float, served: float,
          run_ended: float, ttl_s: float) -> Marks:
    """asked: the last customer heard the new address; served: the last one was served there.

    A customer who asks later than the time to live allows was busy with something else, such as
    waiting for a dead address: that is not AWS's time.
    """
    accepted = first(events, decided, event="accepted", kind="failover", target=target)
    promoted = first(events, accepted, event="promoted", writer=target)
    available = first(events, promoted, event="status", status="available")
    switched = first(events, decided, event="control", region=target, state="On")
    answered = first(events, switched, event="dns", region=target)
    forgotten = min(max(asked, answered), answered + ttl_s)
    return Marks(decided, accepted, available, switched, answered, forgotten,
                 max(served, run_ended))


def pieces(m: Marks) -> list[Piece]:
    return [
        Piece("a last look, and the intent on the disk", OURS, m.accepted - m.decided),
        Piece("Aurora promotes the other cluster", AWS, m.available - m.accepted),
        Piece("that is seen; the secret, the routing controls", OURS, m.switched - m.available),
        Piece("health checks follow the routing controls", AWS, m.answered - m.switched),
        Piece("DNS: the old answer's time to live", AWS, m.forgotten - m.answered),
        Piece("until all customers are served and the run has ended", OURS, m.ended - m.forgotten),
    ]


def share(of: Iterable[Piece], whose: str) -> float:
    return sum(piece.seconds for piece in of if piece.whose == whose)
