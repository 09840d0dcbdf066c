# SPDX-License-Identifier: MIT
"""What CloudWatch knows of a Region besides the database's lag: any metric, and alarms."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .clock import Clock
from .settings import REGIONS, Settings

STATES = ("OK", "ALARM", "INSUFFICIENT_DATA")
KINDS = ("metric", "composite")
HISTORY = 600  # datapoints that a metric is made to have had

Key = tuple[str, str, frozenset[tuple[str, str]]]  # namespace, name, dimensions


@dataclass
class Alarm:
    state: str
    reason: str
    kind: str
    since: float  # wall time


class Monitor:
    """A metric keeps its value until another is set; every period then has one datapoint."""

    def __init__(self, clock: Clock, settings: Settings) -> None:
        self.clock = clock
        self.settings = settings
        self.metrics: dict[str, dict[Key, list[tuple[float, float | None]]]] = {
            region: {} for region in REGIONS}
        self.alarms: dict[str, dict[str, Alarm]] = {region: {} for region in REGIONS}

    def set_metric(self, region: str, key: Key, value: float | None) -> None:
        """From now on; None: no more datapoints. The first value was there for a while already."""
        changes = self.metrics[region].setdefault(key, [])
        ago = 0.0 if changes else HISTORY * self.settings.metric_period_s
        changes.append((self.clock.wall() - ago, value))

    def set_alarm(self, region: str, name: str, state: str, reason: str, kind: str) -> None:
        self.alarms[region][name] = Alarm(state, reason, kind, self.clock.wall())

    def points(self, region: str, key: Key, start: float, end: float) -> list[tuple[float, float]]:
        """Begin of the period and value, of each period that is over and published."""
        period = self.settings.metric_period_s
        newest = self.clock.wall() - period - self.settings.publish_delay_s
        changes = self.metrics[region].get(key, [])
        found = []
        for n, (since, value) in enumerate(changes):
            until = changes[n + 1][0] if n + 1 < len(changes) else end
            at = max(since, start) // period * period
            while value is not None and at < min(until, end) and at <= newest:
                if at >= start:
                    found.append((at, value))
                at += period
        return found


def describe(region: str, name: str, alarm: Alarm) -> dict[str, Any]:
    """An alarm as DescribeAlarms has it."""
    return {"AlarmName": name, "AlarmArn": f"arn:aws:cloudwatch:{region}:123456789012:alarm:{name}",
            "ActionsEnabled": True, "StateValue": alarm.state, "StateReason": alarm.reason,
            "StateUpdatedTimestamp": alarm.since}
