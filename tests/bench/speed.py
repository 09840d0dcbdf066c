# SPDX-License-Identifier: MIT
"""From the last sample that completes the evidence to the first byte of the first act.

Seen from outside: all moments are the sandbox's, by one clock. The home Region's application
answers 503; ROW such answers in a row are the fact "down", which must then hold for HOLD_S. What
completes the evidence is known from the answers alone, so that a decision which comes too late
counts as late:

    the clock   the hold is over: the answer that made the row long enough, and HOLD_S more
    a sample    the application came back before the hold was over, and the daemon held back
                (G06: the newest answers must fail too); it fails again, and the first such answer
                is more of the newest than the limit allows

The first act is FailoverGlobalCluster. In between lie the decision, the record of the run, a look
at the global cluster, the intent on the disk, and the call. The runbook has no recheck in these
two. The third is the first with one, and what it adds is told apart: it waits for answers that are
newer than the decision, so that the pace of the probes is most of it.
"""
from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from sandbox import Sandbox
from sandbox.settings import HOME, STANDBY
from sandbox.shop import Tally

from .process import Child

ROW = 3
PROBE_S = 0.2
HOLD_S = 1.1  # it ends between two answers, when the sandbox has nothing else to do
LONG_OVER = 8  # answers, in which the hold passes
WATCHED = "GET /healthz"


class Scene(NamedTuple):
    name: str
    sample: bool = False
    recheck: bool = False


CLOCK = Scene("the clock completes the evidence")
SAMPLE = Scene("a sample completes the evidence", sample=True)
RECHECK = Scene("the clock completes it, then the recheck", recheck=True)


class Answers(Tally):
    """As the application counts them, with the moment of each one."""

    def __init__(self) -> None:
        super().__init__()
        self.good_ns: list[int] = []
        self.failed_ns: list[int] = []

    def count(self, status: int) -> None:
        good = self.good
        super().count(status)
        if self.good > good:
            self.good_ns.append(self.last_good_ns)
        else:
            self.failed_ns.append(self.last_failed_ns)


def overrides(standard: dict[str, Any], scene: Scene) -> dict[str, Any]:
    """For Sandbox.write_configuration(); `standard` is the application as the sandbox has it."""
    steps = [step for step in standard["runbooks"]["failover"] if "recheck" not in step]
    if scene.recheck:
        steps.insert(0, {"recheck": {}, "every": "50ms"})
    return {
        "probes": {"api": {"every": f"{PROBE_S * 1000:g}ms", "timeout": "150ms"},
                   "topology": {"every": "500ms"}, "controls": {"every": "500ms"}},
        # A share of a long window outlives good answers, so that G06 alone holds back while they
        # come; a row of failed ones is exact about its beginning.
        "facts": {"down": {"probes": ["api"], "fail_ratio": ">= 10%", "clear": "< 1%",
                           "over": "20s", "samples": 1} if scene.sample
                  else {"probes": ["api"], "fails": ROW, "passes": 100},
                  "up": {"probes": ["api"], "fail_ratio": "< 30%", "over": "2s"}},
        "guards": {"hold": f"{HOLD_S * 1000:g}ms", "hold_single": "0s",
                   "newest": f"{PROBE_S * 2100:g}ms", "warm_up": "1s",
                   "target_up": "1s", "cooldown": "0s"},
        "runbooks": {"failover": steps},
        "daemon": {"place": STANDBY},
    }


class Stage:
    """A sandbox and a daemon that watches it. A context manager."""

    def __init__(self, build: Path, directory: Path, scene: Scene, processor: set[int]) -> None:
        self.directory = directory
        self.scene = scene
        self.answers = {region: Answers() for region in (HOME, STANDBY)}
        self.box = Sandbox(directory)
        self.command = [str(build / "failoverd"), "--config", str(directory / "failoverd.json"),
                        "--state", str(directory / "state")]
        self.processor = processor

    def __enter__(self) -> "Stage":
        self.box.start()
        for region, answers in self.answers.items():
            self.box.world.shops[region].tallies[WATCHED] = answers
        self.box.write_configuration(
            **overrides(self.box.configuration()["remittance"], self.scene))
        (self.directory / "state").mkdir()
        self.child = Child(self.command, self.directory / "log", self.processor,
                           more={"HOME": str(self.directory), **self.box.environment()})
        return self

    def __exit__(self, *_: object) -> None:
        self.child.stop()
        self.box.stop()

    def settle(self) -> None:
        """Until both Regions were watched for long enough that it is allowed to act."""
        self.child.until("the application is asked",
                   lambda: min(answers.good for answers in self.answers.values()) >= 15)

    def break_home(self) -> None:
        self.box.post("/app", region=HOME, status=503)

    def mend_home(self) -> None:
        self.box.post("/app", region=HOME)

    def until_acted(self) -> int:
        """When the first byte of the first act arrived."""
        calls: list[dict[str, Any]] = []

        def acted() -> bool:
            calls.extend(self.box.get("/calls?service=rds&action=FailoverGlobalCluster"))
            return bool(calls)
        self.child.until("the database is moved", acted)
        return int(calls[0]["t_first_ns"])


def by_clock(stage: Stage) -> float:
    stage.break_home()
    act = stage.until_acted()
    return (act - stage.answers[HOME].failed_ns[ROW - 1]) / 1e9 - HOLD_S


def by_sample(stage: Stage) -> float:
    answers = stage.answers[HOME]
    stage.break_home()
    stage.child.until("the application fails", lambda: answers.failed >= ROW)
    stage.mend_home()
    before = answers.good
    stage.child.until("the hold is over", lambda: answers.good >= before + LONG_OVER)
    first = answers.failed
    stage.break_home()
    return (stage.until_acted() - answers.failed_ns[first]) / 1e9


def once(build: Path, directory: Path, scene: Scene, processor: set[int]) -> float:
    """Milliseconds."""
    with Stage(build, directory, scene, processor) as stage:
        stage.settle()
        return 1000 * (by_sample if scene.sample else by_clock)(stage)
