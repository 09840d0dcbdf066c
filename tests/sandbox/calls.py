# SPDX-License-Identifier: MIT
"""The record of every AWS call that reached us, without what is secret in it."""
from __future__ import annotations

import os
import signal
import time
from collections import deque
from dataclasses import asdict, dataclass, field
from typing import Any

SECRET = ("SecretString", "SecretBinary", "WebIdentityToken", "ExternalId")


@dataclass
class Call:
    """One call; t_* are CLOCK_MONOTONIC: its first byte, its handling, its answer's last byte."""

    t_first_ns: int
    t_ns: int
    wall: float
    host: str
    region: str
    service: str
    action: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    access_key: str = ""
    arn: str = ""  # who called
    status: int = 0
    code: str = ""
    effect: str = ""
    mutates: bool = False
    request_id: str = ""
    t_done_ns: int = 0


MOMENTS = ("lost", "taken", "answered")


@dataclass
class Trap:
    """Kills whoever calls, at the nth call of an action: it never arrives, it is taken and not
    answered, or its answer has just been sent."""

    pid: int
    action: str
    when: str  # one of MOMENTS
    nth: int = 1

    def springs(self, call: Call, moment: str) -> bool:
        if moment != self.when or call.action != self.action:
            return False
        self.nth -= 1
        if self.nth == 0:
            os.kill(self.pid, signal.SIGKILL)
        return self.nth == 0


class CallLog:
    def __init__(self) -> None:
        self.calls: deque[Call] = deque(maxlen=50_000)
        self.trap: Trap | None = None

    def springs(self, call: Call, moment: str) -> bool:
        """Whether the caller has just been killed."""
        return self.trap is not None and self.trap.springs(call, moment)

    def add(self, call: Call) -> None:
        self.calls.append(call)

    def clear(self) -> None:
        self.calls.clear()

    def as_list(self, **wanted: str) -> list[dict[str, Any]]:
        """All of them, or those whose fields have these values."""
        return [asdict(c) for c in self.calls
                if all(str(getattr(c, name, "")) == value for name, value in wanted.items())]


def without_secrets(params: dict[str, Any]) -> dict[str, Any]:
    return {name: "(redacted)" if name in SECRET else value for name, value in params.items()}


def done(call: Call) -> None:
    call.t_done_ns = time.monotonic_ns()
