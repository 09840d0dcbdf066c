# SPDX-License-Identifier: MIT
"""AuroraGlobalDB*Lag as CloudWatch keeps it: one datapoint a period, in the secondary's Region."""
from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from .clock import Clock
from .database import Database
from .settings import Settings

MODES = ("normal", "missing", "frozen", "climbing", "absent")
HISTORY = 3600


@dataclass
class Point:
    at: float  # wall time of the period's begin
    value: float  # milliseconds


class LagMetric:
    """Samples the lag at every end of a period and remembers it for each cluster.

    normal: what is true. missing: no new datapoints. absent: no datapoints at all. frozen: the
    last value again and again. climbing: replication really stalls, and the metric shows it.
    """

    def __init__(self, clock: Clock, settings: Settings, database: Database) -> None:
        self.clock = clock
        self.settings = settings
        self.database = database
        self.mode = "normal"
        self.status_code = "Complete"
        self.points: dict[str, deque[Point]] = {
            c.name: deque(maxlen=HISTORY) for c in database.clusters.values()}
        self._remember_a_past()
        self._schedule()

    def set_mode(self, mode: str) -> None:
        if mode not in MODES:
            raise ValueError(f"metric is one of {', '.join(MODES)}, not {mode!r}")
        if (mode == "climbing") != (self.mode == "climbing"):
            self.database.stall(mode == "climbing")
        self.mode = mode

    def visible(self, cluster: str, metric: str) -> list[Point]:
        """The datapoints that CloudWatch has for this metric of this cluster, oldest first."""
        names = {"AuroraGlobalDBReplicationLag", "AuroraGlobalDBProgressLag"}
        if self.settings.rpo_lag:
            names.add("AuroraGlobalDBRPOLag")
        if self.mode == "absent" or metric not in names:
            return []
        newest = self.clock.wall() - self.settings.metric_period_s - self.settings.publish_delay_s
        return [p for p in self.points.get(cluster, ()) if p.at <= newest]

    def _remember_a_past(self) -> None:
        """The world did not begin just now: ten minutes, or ten datapoints, lie behind it."""
        period = self.settings.metric_period_s
        count = max(10, int(600 / period))
        end = self.clock.wall() // period * period
        for n in range(count, 0, -1):
            self.points[self.database.reader.name].append(
                Point(end - n * period, self.settings.lag_ms))

    def _schedule(self) -> None:
        period = self.settings.metric_period_s
        wall = self.clock.wall()
        self.clock.later((wall // period + 1) * period - wall + 0.001, self._sample)

    def _sample(self) -> None:
        period = self.settings.metric_period_s
        at = (self.clock.wall() // period - 1) * period
        points = self.points[self.database.reader.name]
        value = self._value(points)
        if value is not None and (not points or points[-1].at < at):
            points.append(Point(at, round(value, 3)))
        self._schedule()

    def _value(self, points: deque[Point]) -> float | None:
        mode = self.mode
        if not self.database.reader.connected or not self.database.reader.alive:
            return None
        if mode == "normal" and not self.database.writer.alive:
            mode = self.settings.metric_when_dead
        if mode in ("missing", "absent"):
            return None
        if mode == "frozen":
            return points[-1].value if points else None
        return self.database.lag_s() * 1000
