# SPDX-License-Identifier: MIT
"""What happens to a failoverd in a week, in minutes: trouble that is none, and one that is."""
from __future__ import annotations

import time
from typing import Callable, Iterator

from system.stage import EAST, WEST, Stage

LOOKS = ("status",), ("explain",), ("runs", "list"), ("decisions", "list"), ("doctor",), ("machine",)
METRICS = "/metrics"
PACE_S = 0.25  # between an operator's looks


def look_around(stage: Stage, seconds: float) -> None:
    """What operators and monitoring do meanwhile."""
    until = time.monotonic() + seconds
    turn = 0
    while time.monotonic() < until:
        stage.ctl(*LOOKS[turn % len(LOOKS)])
        stage.scrape()
        turn += 1
        time.sleep(PACE_S)


def blip(stage: Stage) -> None:
    """Single answers of the application fail."""
    stage.box.post("/app", region=EAST, status=503, share=0.1)
    look_around(stage, 2)
    stage.box.post("/app", region=EAST)


def lag(stage: Stage) -> None:
    """Replication falls behind, and its metric is away for a while."""
    stage.box.post("/lag", ms=4000)
    look_around(stage, 2)
    stage.box.post("/lag", ms=40, metric="missing")
    look_around(stage, 2)
    stage.box.post("/lag", metric="normal")


def aws(stage: Stage) -> None:
    """AWS throttles, has faults, and answers nonsense."""
    for effect in ("throttle", "500", "garbage", "truncated", "hang", "expired"):
        stage.box.post("/aws", effect=effect, times=5, delay_ms=300)
        look_around(stage, 1)
    stage.box.post("/aws", effect="none")


def arc(stage: Stage) -> None:
    stage.box.post("/arc", endpoint=WEST, effect="down")
    look_around(stage, 2)
    stage.box.post("/arc", endpoint=WEST, effect="none")


def names(stage: Stage) -> None:
    stage.box.post("/dns", mode="silent")
    look_around(stage, 1)
    stage.box.post("/dns", mode="ok")


def isolation(stage: Stage) -> None:
    """The bastion is cut off."""
    for place in ("references", EAST, WEST):
        stage.break_region(place, "blackhole")
    look_around(stage, 2)
    for place in ("references", EAST, WEST):
        stage.heal_region(place)


def operator(stage: Stage) -> None:
    """A pause, a reload, and a reload of what is wrong."""
    stage.ctl("pause", "--reason", "a soak")
    stage.ctl("reload")
    path = stage.directory / "apps.d" / "remittance.json"
    good = path.read_text()
    path.write_text(good.replace('"application"', '"aplication"'))
    stage.ctl("reload")
    path.write_text(good)
    stage.ctl("resume")
    look_around(stage, 1)


def outage(stage: Stage) -> None:
    """Home is lost, and comes home again by itself."""
    done = sum(event["event"] == "run-done" for event in stage.heard())
    stage.break_region()
    stage.until("failed over", lambda: sum(
        event["event"] == "run-done" for event in stage.heard()) > done, within=90)
    look_around(stage, 2)
    stage.heal_region()
    stage.until("home again", lambda: stage.application()["state"] == "home", within=120)


EVENTS: tuple[Callable[[Stage], None], ...] = (
    blip, lag, aws, arc, names, isolation, operator, outage)


def play(stage: Stage, seconds: float) -> Iterator[str]:
    """All of them once, with calm between; names each when it has passed."""
    calm = seconds / len(EVENTS)
    for event in EVENTS:
        began = time.monotonic()
        event(stage)
        yield event.__name__
        look_around(stage, max(0.0, calm - (time.monotonic() - began)))
