# SPDX-License-Identifier: MIT
"""One life of the daemon under valgrind, with all that a life has."""
from __future__ import annotations

from system import stage as world
from system.stage import Stage

COMMAND = ["valgrind", "-q", "--error-exitcode=99", "--leak-check=full",
           "--errors-for-leak-kinds=definite"]
SLOW = {"every": "2s"}
RATIO = {"probes": ["api"], "over": "10s"}
LOOKS = (("status",), ("explain",), ("doctor",), ("decisions", "list"), ("runs", "list"),
         ("machine",), ("export", "iam"), ("pause", "--reason", "valgrind"), ("reload",),
         ("resume",))


def prepare() -> Stage:
    world.PATIENCE_S = 240.0
    stage = Stage(metadata=True)
    stage.daemon.command[:0] = COMMAND
    stage.configure(
        probes={"api": {**SLOW, "timeout": "1900ms"}, "lag": SLOW, "topology": SLOW,
                "controls": SLOW},
        facts={"down": {**RATIO, "fail_ratio": ">= 50%", "clear": "< 30%"},
               "up": {**RATIO, "fail_ratio": "< 30%"}},
        guards={**world.GUARDS, "hold": "6s", "newest": "5s", "warm_up": "5s", "target_up": "5s",
                "lag_for": "5s"})
    return stage


def live(stage: Stage) -> None:
    """Asked for everything, lost its Region, and came home."""
    def home() -> bool:
        return bool(stage.application()["state"] == "home")
    stage.start_settled()
    for look in LOOKS:
        stage.ctl(*look)
    stage.break_region()
    stage.until("failed over", lambda: stage.application()["state"] == "away", within=240)
    stage.heal_region()
    stage.until("home again", home, within=240)


def main() -> int:
    stage = prepare()
    try:
        try:
            live(stage)
        except AssertionError as exc:
            raise AssertionError(f"{exc}\n{stage.log()[-4000:]}") from None
        status = stage.daemon.stop()
        found = [line for line in stage.log().splitlines() if line.startswith("==")]
    finally:
        stage.close()
    print("\n".join(found))
    good = status == 0 and not found
    print(f"{int(good)} passed, {int(not good)} failed")
    return 0 if good else 1
