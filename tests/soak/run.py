# SPDX-License-Identifier: MIT
"""The hour: a quiet part, weeks of trouble, and what is made of the readings."""
from __future__ import annotations

import http.client
import re
import threading
import time

from demo.daemon import UnixConnection
from system.stage import EAST, Stage

from . import gauge, week

WEEK_S = 240.0
READ_EVERY_S = 2.0
EVERY_S = 0.2                        # between two asks of a probe
ASKS_OF_A_WEEK = 7 * 24 * 3600 / 10  # at the pace of ten seconds
NOTICES_MOST = 50                    # of a quiet week
NOTICE = 5                           # syslog's level
CREDENTIALS_S = 20.0                 # they are renewed as often as in a week
GUARDS = {"budget_day": 32, "budget_week": 32, "hold": "2s"}
EVERY = {"every": f"{EVERY_S * 1000:.0f}ms"}
RATIO = {"probes": ["api"], "over": "5s"}  # many answers, as in life
FACTS = {"down": {**RATIO, "fail_ratio": ">= 50%", "clear": "< 30%"},
         "up": {**RATIO, "fail_ratio": "< 30%"}}
PROBES = {"api": {**EVERY, "timeout": "190ms"}, "lag": EVERY, "topology": EVERY, "controls": EVERY}


def tell(text: str) -> None:
    print(time.strftime("%H:%M:%S", time.gmtime()), text, flush=True)


class SoakStage(Stage):
    """Watches what the daemon holds, from a thread of its own."""

    def __init__(self) -> None:
        super().__init__(metadata=True, credentials_s=CREDENTIALS_S)
        self.configure(guards=GUARDS, probes=PROBES, facts=FACTS)
        self.readings: list[gauge.Reading] = []
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._read, name="gauge", daemon=True)

    def watch(self) -> None:
        self.thread.start()

    def _read(self) -> None:
        began = time.monotonic()
        assert self.daemon.process is not None
        while not self.over.wait(READ_EVERY_S):
            self.readings.append(gauge.read(self.daemon.process.pid, time.monotonic() - began))

    def close(self) -> None:
        self.over.set()
        if self.thread.is_alive():
            self.thread.join()
        super().close()

    def scrape(self) -> int:
        """Monitoring reads all metrics; their length."""
        connection = UnixConnection(self.daemon.socket)
        try:
            connection.request("GET", week.METRICS)
            return len(connection.getresponse().read())
        except (OSError, http.client.HTTPException):
            return 0  # whoever asks too often is told to wait
        finally:
            connection.close()


def notices(log: str) -> list[str]:
    """The lines of a log with systemd's prefixes that are shown at level notice."""
    return [line for line in log.splitlines()
            if (found := re.match(r"<(\d)>", line)) and int(found[1]) <= NOTICE]


def quiet(stage: SoakStage, seconds: float) -> list[str]:
    """All is well, as it is in life: an answer in 500 fails, and the configuration is loaded anew
    once a day. What it says beyond its start must fit a week."""
    before = len(notices(stage.log()))
    share = seconds / EVERY_S / ASKS_OF_A_WEEK
    days = max(1, round(7 * share))
    stage.box.post("/app", region=EAST, status=503, share=0.002)
    for _ in range(days):
        week.look_around(stage, seconds / days)
        stage.ctl("reload")
    stage.box.post("/app", region=EAST)
    said = notices(stage.log())[before:]
    tell(f"quiet: {len(said)} lines at notice in {share:.0%} of a week's answers")
    if len(said) > max(NOTICES_MOST * share, days):
        return [f"a quiet time said {len(said)} lines:"] + said[:20]
    return []


def trouble(stage: SoakStage, seconds: float) -> int:
    """Weeks until the time is over; how many."""
    weeks = 0
    began = time.monotonic()
    while time.monotonic() - began + WEEK_S <= seconds or weeks == 0:
        for _ in week.play(stage, min(WEEK_S, seconds)):
            pass
        weeks += 1
        newest = stage.readings[-1]
        tell(f"week {weeks}: {newest.rss_kib} KiB, {newest.descriptors} descriptors, "
             f"{len(stage.runs())} runs")
    return weeks


def verdict(stage: SoakStage, found: list[str], weeks: int) -> int:
    grown = gauge.growth(stage.readings)
    tell(f"{weeks} weeks; growth from the third quarter to the last: {grown.rss_kib} KiB, "
         f"{grown.descriptors} descriptors, {grown.threads} threads")
    found = found + gauge.faults(grown)
    for fault in found:
        tell(f"FAULT: {fault}")
    print(f"{int(not found)} passed, {int(bool(found))} failed")
    return 1 if found else 0


def main(seconds: float) -> int:
    stage = SoakStage()
    try:
        stage.start_settled()
        stage.watch()
        found = quiet(stage, seconds / 3)
        return verdict(stage, found, trouble(stage, seconds * 2 / 3))
    finally:
        stage.close()
