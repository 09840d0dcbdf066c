# SPDX-License-Identifier: MIT
"""How many instances of the application run in each Region: what functions and documents scale."""
from __future__ import annotations

from .clock import Clock
from .settings import REGIONS, Settings


class Fleet:
    """Wanted at once, running a while later. Where none runs, nobody is served."""

    def __init__(self, clock: Clock, settings: Settings) -> None:
        self.clock = clock
        self.settings = settings
        self.wanted = {region: settings.instances for region in REGIONS}
        self.running = dict(self.wanted)

    def scale(self, region: str, count: int) -> None:
        if count == self.wanted[region]:
            return
        self.wanted[region] = count
        self.clock.note("scaling", region=region, count=count)
        self.clock.later(self.settings.span("scale_s"), lambda: self._arrive(region, count))

    def _arrive(self, region: str, count: int) -> None:
        if self.wanted[region] == count:
            self.running[region] = count
            self.clock.note("scaled", region=region, count=count)
