# SPDX-License-Identifier: MIT
"""Tells what happens as it happens: failoverd's own words, and what the customers meet."""
from __future__ import annotations

import re
import time
from collections import Counter
from typing import Any, NamedTuple

from .daemon import wall_time
from .outage import Attempt
from .stage import Stage
from .terminal import Terminal, one_line

HIDDEN = ("probe-changed", "step-started", "credentials")
TONES = {"run-done": "good", "step-ended": "good", "decided": "strong", "run-started": "strong",
         "pending": "warn", "blocked": "warn", "proposed": "warn", "would-move": "warn",
         "step-acted": "", "run-failed": "bad", "run-abandoned": "bad", "step-failed": "bad",
         "drift": "bad", "isolated": "bad", "ledger-lost": "bad", "credentials-lost": "bad"}
REMIND_S = 3.0  # while nobody is served


class Line(NamedTuple):
    at: float
    who: str
    text: str
    tone: str = ""
    heading: str = ""  # before it


class View:
    """Which customers are served by whom, in words, whenever that changes."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.served: dict[int, str] = {}  # customer -> Region, or "" when refused
        self.error = ""
        self.told: Counter[str] = Counter()
        self.dark_since: float | None = None  # since when nobody is served
        self.reminded = 0.0

    def news(self, attempts: list[Attempt], now: float) -> list[Line]:
        for attempt in attempts:
            self.served[attempt.customer] = attempt.region
            self.error = attempt.error or self.error
        if len(self.served) < self.count:
            return []
        views = Counter(self.served.values())
        dark = views[""] == self.count
        if dark and self.dark_since is None:
            self.dark_since = self.reminded = now
        if not dark:
            self.dark_since = None
        if views != self.told:
            self.told = views
            return [self._line(views, attempts[-1].ended if attempts else now)]
        if self.dark_since is not None and now - self.reminded >= REMIND_S:
            self.reminded = now
            return [Line(now, "customers", f"nobody has been served for "
                                           f"{now - self.dark_since:.0f} s", "bad")]
        return []

    def _line(self, views: Counter[str], at: float) -> Line:
        parts = [f"{n} of {self.count} served by {region}"
                 for region, n in sorted(views.items()) if region and n]
        if views[""]:
            parts.append(f"{views['']} of {self.count} refused ({one_line(self.error, 60)})")
        tone = "good" if not views[""] else "bad" if views[""] == self.count else "warn"
        return Line(at, "customers", ", ".join(parts), tone)


def heading_of(event: dict[str, Any]) -> str:
    """A decision begins a new act."""
    words = re.match(r"decided on a (\w+) from \S+ to ([^\s:]+)", event["message"])
    return f"{words[1].capitalize()} to {words[2]}" if words else ""


class Narrator:
    """Reads what is new and shows it, in the order in which it happened."""

    def __init__(self, stage: Stage, terminal: Terminal) -> None:
        self.stage = stage
        self.terminal = terminal
        self.view: View | None = None
        self.heard: list[dict[str, Any]] = []  # every event of failoverd; "at" by CLOCK_MONOTONIC
        self.read = 0  # attempts

    def tell(self) -> None:
        lines = self._events() + self._customers()
        for line in sorted(lines, key=lambda line: line.at):
            if line.heading:
                self.terminal.heading(line.heading)
            self.terminal.say(line.who, line.text, line.tone, line.at)

    def _events(self) -> list[Line]:
        offset = time.time() - time.monotonic()
        lines = []
        for event in self.stage.events.news():
            event["at"] = wall_time(event["time"]) - offset
            self.heard.append(event)
            if event["event"] not in HIDDEN:
                lines.append(Line(event["at"], "failoverd",
                                  one_line(event["message"], self.terminal.two_lines),
                                  TONES.get(event["event"], ""), heading_of(event)))
        return lines

    def _customers(self) -> list[Line]:
        customers = self.stage.customers
        if customers is None:
            return []
        self.view = self.view or View(customers.count)
        attempts = customers.seen(self.read)
        self.read += len(attempts)
        return self.view.news(attempts, time.monotonic())
