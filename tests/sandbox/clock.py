# SPDX-License-Identifier: MIT
"""Time, deferred acts, and the timeline of what happened when.

Everything is measured by CLOCK_MONOTONIC, so that a test can subtract; the wall clock exists
for signatures and certificates, and can be put wrong on purpose.
"""
from __future__ import annotations

import time
from collections import deque
from datetime import datetime, timezone
from typing import Any, Callable

Later = Callable[[float, Callable[[], None]], Any]


class Clock:
    """The time, a way to do something later, and the list of what was done."""

    def __init__(self, later: Later) -> None:
        self.later = later
        self.offset = 0.0
        self.timeline: deque[dict[str, Any]] = deque(maxlen=20_000)

    def now(self) -> float:
        return time.monotonic()

    def wall(self) -> float:
        return time.time() + self.offset

    def note(self, event: str, **details: Any) -> None:
        """Records that the world has just changed."""
        self.timeline.append(
            {"t_ns": time.monotonic_ns(), "wall": time.time(), "event": event, **details}
        )


def iso(wall: float) -> str:
    """A wall time as AWS writes it in XML."""
    when = datetime.fromtimestamp(wall, timezone.utc)
    return when.strftime("%Y-%m-%dT%H:%M:%S.") + f"{when.microsecond // 1000:03d}Z"


def iso_seconds(wall: float) -> str:
    """A wall time as instance metadata and STS write it."""
    return datetime.fromtimestamp(wall, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
