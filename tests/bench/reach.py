# SPDX-License-Identifier: MIT
"""From the last failed answer to the first byte that AWS gets, both read by the responder.

The responder is the application of both Regions, over HTTP, and AWS, over HTTPS; it is no sandbox,
and what AWS answers here is nonsense, but the first byte of the first call was sent by then. That
call is the look which every step begins with; its act comes after the intent is on the disk, which
tests/bench/speed.py measures. As there, the daemon is held back (G06) until one more failed answer
completes the evidence.
"""
from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .process import Child
from .responder import Responder

HOME, STANDBY = "us-east-1", "us-west-2"
AWS, APP_HOME, APP_STANDBY = 0, 0, 1  # endpoints; of HTTPS, and of HTTP
PLAN = "arn:aws:arc-region-switch::123456789012:plan/bench:a1b2c3"
PROBE_S = 0.2
HOLD_S = 1.5
ENDPOINTS = 4  # of the responder


def configuration(responder: Responder, directory: Path) -> dict[str, Any]:
    apps = dict(zip((HOME, STANDBY), responder.ports["http"]))
    probe = {"every": f"{PROBE_S * 1000:g}ms", "timeout": "150ms"}
    probes: dict[str, Any] = {"api": {
        "http": {"urls": {region: f"http://127.0.0.1:{port}/healthz"
                          for region, port in apps.items()}}, "critical": True, **probe}}
    return {
        "failoverd": {
            "config_version": 1, "observers": "single", "place": STANDBY,
            "socket": str(directory / "failoverd.sock"),
            "aws": {"ca_file": str(responder.ca_file), "endpoints": {
                "arc-region-switch": f"https://127.0.0.1:{responder.ports['https'][AWS]}"}}},
        "bench": {
            "application": "bench", "mode": "auto", "home": HOME,
            "regions": {region: {} for region in apps},
            "probes": probes,
            "facts": {"down": {"probes": ["api"], "fail_ratio": ">= 10%", "clear": "< 1%",
                               "over": "20s", "samples": 1},
                      "up": {"probes": ["api"], "fail_ratio": "< 30%", "over": "2s"}},
            "guards": {"hold": f"{HOLD_S * 1000:g}ms", "hold_single": "0s",
                       "newest": f"{PROBE_S * 2100:g}ms", "warm_up": "1s", "target_up": "1s",
                       "cooldown": "0s"},
            "runbooks": {kind: [{"region-switch": {"plan": PLAN}}]
                         for kind in ("failover", "switchover")},
        },
    }


class Stage:
    """A daemon before the responder. A context manager."""

    def __init__(self, build: Path, directory: Path,
                 processors: tuple[set[int], set[int]]) -> None:
        self.responder = Responder(build / "tests/bench/responder", directory, ENDPOINTS,
                                   processors[0])
        for name, values in configuration(self.responder, directory).items():
            path = directory / ("apps.d" if name == "bench" else ".") / f"{name}.json"
            path.parent.mkdir(exist_ok=True)
            path.write_text(json.dumps(values))
        (directory / "state").mkdir()
        self.child = Child([str(build / "failoverd"), "--config", str(directory / "failoverd.json"),
                            "--state", str(directory / "state")], directory / "log", processors[1],
                           more={"HOME": str(directory), "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
                                 "AWS_SECRET_ACCESS_KEY": "bench"})

    def __enter__(self) -> "Stage":
        return self

    def __exit__(self, *_: object) -> None:
        self.child.stop()
        self.responder.child.stop()

    def fail(self, failing: bool = True) -> None:
        self.responder.fail(ENDPOINTS + APP_HOME, failing)

    def wait(self, answers: int) -> None:
        """For so many of the application at home."""
        self.responder.record()
        self.child.until("the application is asked", lambda: sum(
            endpoint == ENDPOINTS + APP_HOME for _, endpoint in self.responder.arrivals())
            >= answers)


def moments(stage: Stage) -> tuple[int, int]:
    """When the first failed answer was asked for, and when the first byte for AWS came after it."""
    arrivals: list[tuple[int, int]] = []

    def called() -> bool:
        arrivals[:] = stage.responder.arrivals()
        failed = [at for at, endpoint in arrivals if endpoint == ENDPOINTS + APP_HOME]
        return bool(failed) and any(
            endpoint == AWS and at > failed[0] for at, endpoint in arrivals)
    stage.responder.record()
    stage.fail()
    stage.child.until("AWS is called", called)
    failed = min(at for at, endpoint in arrivals if endpoint == ENDPOINTS + APP_HOME)
    return failed, min(at for at, endpoint in arrivals if endpoint == AWS and at > failed)


def once(build: Path, directory: Path, processors: tuple[set[int], set[int]]) -> float:
    """Milliseconds."""
    directory.mkdir(parents=True)
    with Stage(build, directory, processors) as stage:
        stage.wait(15)
        stage.fail()
        stage.wait(3)
        stage.fail(False)
        stage.wait(10)  # meanwhile the hold passes
        failed, called = moments(stage)
        return (called - failed) / 1e6
