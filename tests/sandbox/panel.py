# SPDX-License-Identifier: MIT
"""The control panels of an ARC cluster: one for traffic, one of gates, and their safety rules.

A gate is what the application asks before it takes writes; see shop.py.
"""
from __future__ import annotations

from collections import deque
from typing import Callable

from .clock import Clock
from .protocol import Fault
from .settings import ACCOUNT, HOME, REGIONS, STANDBY, Settings

_PANELS = f"arn:aws:route53-recovery-control::{ACCOUNT}:controlpanel/"
PANEL = _PANELS + "0123456bbbbbbb0123456bbbbbb0123456"
GATES_PANEL = _PANELS + "0123456ccccccc0123456cccccc0123456"
CONTROLS = {HOME: f"{PANEL}/routingcontrol/abcdefg1234567",
            STANDBY: f"{PANEL}/routingcontrol/abcdefg1234568"}
GATES = {HOME: f"{GATES_PANEL}/routingcontrol/hijklmn1234567",
         STANDBY: f"{GATES_PANEL}/routingcontrol/hijklmn1234568"}
SAFETY_RULE = f"{PANEL}/safetyrule/333333333444444"
GATING_RULE = f"{PANEL}/safetyrule/555555555666666"
RULES = (SAFETY_RULE, GATING_RULE)


class Panel:
    """Routing controls, one for each Region, that change together or not at all.

    Of traffic at least one is On, says the assertion rule. The gating rule lets nothing change
    while its gating control is Off: that is what `barred` stands for.
    """

    def __init__(self, clock: Clock, settings: Settings, name: str, arn: str,
                 controls: dict[str, str], states: dict[str, str]) -> None:
        self.clock = clock
        self.settings = settings
        self.name = name
        self.arn = arn
        self.controls = controls
        self.states = states
        self.barred = False
        self.changed_at = -1e9
        self.mutations: dict[str, deque[float]] = {}
        self.on_change: Callable[[str, str], None] = lambda region, state: None

    def set(self, states: dict[str, str]) -> None:
        """All of them at once, without asking a safety rule."""
        for region, state in states.items():
            if self.states[region] != state:
                self.states[region] = state
                self.clock.note("control" if self.arn == PANEL else "gate", region=region,
                                state=state)
                self.on_change(region, state)
        self.changed_at = self.clock.now()

    def refusal(self, wanted: dict[str, str], override: list[str]) -> tuple[str, str] | None:
        """The safety rule that stands against it, and why."""
        if self.arn != PANEL:
            return None
        if self.barred and GATING_RULE not in override:
            return GATING_RULE, (f"The update violates the gating rule {GATING_RULE}: its gating "
                                 "control is Off.")
        if SAFETY_RULE in override:
            return None
        if self.clock.now() < self.changed_at + self.settings.safety_wait_s:
            return SAFETY_RULE, f"The wait period of safety rule {SAFETY_RULE} has not passed."
        if "On" not in {**self.states, **wanted}.values():
            return SAFETY_RULE, (f"The update violates the assertion rule {SAFETY_RULE}: at least "
                                 "1 routing control must be On.")
        return None

    def count_mutation(self, endpoint: str) -> None:
        """AWS allows an endpoint three mutating calls a second."""
        now = self.clock.now()
        recent = self.mutations.setdefault(endpoint, deque())
        while recent and recent[0] <= now - 1:
            recent.popleft()
        if self.settings.arc_rate and len(recent) >= self.settings.arc_rate:
            raise Fault("ThrottlingException", "Rate exceeded", 429, retryAfterSeconds=1)
        recent.append(now)


def traffic(clock: Clock, settings: Settings) -> Panel:
    return Panel(clock, settings, "remittance", PANEL, CONTROLS, {HOME: "On", STANDBY: "Off"})


def gates(clock: Clock, settings: Settings) -> Panel:
    return Panel(clock, settings, "writes", GATES_PANEL, GATES, dict.fromkeys(REGIONS, "On"))
