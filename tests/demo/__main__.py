# SPDX-License-Identifier: MIT
"""python3 tests/demo [--play] BUILD_DIR: the demonstration, or its world to play with."""
from __future__ import annotations

import argparse
import os
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from demo import checks, report  # noqa: E402  (found through the line above)
from demo.play import play  # noqa: E402
from demo.stage import Stage  # noqa: E402
from demo.story import Story, introduce  # noqa: E402
from demo.terminal import Terminal  # noqa: E402
from demo.wrong import Wrong  # noqa: E402

INTERRUPTED = 130
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def deafen() -> None:
    """From now on nothing interrupts: what was started is being ended."""
    for each in ENDING:
        signal.signal(each, signal.SIG_IGN)


def end(signo: int, frame: Any) -> None:
    """All signals that end us do it as Ctrl-C does: in order, and only once."""
    deafen()
    raise KeyboardInterrupt


def start(stage: Stage, terminal: Terminal) -> None:
    terminal.heading("The world")
    stage.start_sandbox()
    app = stage.box.addresses["app"]
    terminal.say("sandbox", ", ".join(f"{region} at {place}" for region, place in app.items())
                 + f"; name server at {stage.box.addresses['dns']}")
    stage.start_daemon()
    terminal.say("failoverd", f"runs, and writes to {stage.daemon.log}", "quiet")


def tell(build: Path, stage: Stage, terminal: Terminal) -> bool:
    record = Story(stage, terminal).play()
    values = report.as_json(record, checks.run_all(record), time.monotonic() - terminal.began)
    report.show(terminal, values)
    report.write(report.file_of(build), values)
    wrong = sum(not check["good"] for check in values["checks"])
    if wrong:
        terminal.plain(f"\nThe story went wrong: {wrong} of {len(values['checks'])} checks.", "bad")
    else:
        terminal.plain(f"\nThe story went right, in {values['took_s']:.0f} s. The same as JSON: "
                       f"{report.file_of(build)}", "good")
    return wrong == 0


def fail(stage: Stage, terminal: Terminal, exc: Wrong) -> None:
    terminal.plain()
    terminal.say("story", f"It went wrong: {exc}.", "bad")
    words = stage.daemon.last_words()
    if words:
        terminal.plain("\n  failoverd's last words:")
        for line in words:
            terminal.plain(f"    {line}", "quiet")


def run(build: Path, playing: bool, terminal: Terminal) -> int:
    with Stage(build) as stage:
        try:
            start(stage, terminal)
            if playing:
                play(build, stage, terminal)
            right = tell(build, stage, terminal)
        except Wrong as exc:
            fail(stage, terminal, exc)
            right = False
        except Exception:
            traceback.print_exc()  # a fault of ours, or a sandbox that does not answer
            right = False
        deafen()
        stage.keep = not right
        if stage.keep:
            terminal.plain(f"\nKept for you: {stage.directory}", "bad")
            terminal.paragraph("There are failoverd.log, failoverd.json and apps.d; and as *.json, "
                               "what the sandbox and the customers saw.")
    return 0 if right else 1


def prerequisites(build: Path) -> str:
    """What is missing, or ""."""
    if not os.access(build / "failoverd", os.X_OK):
        return f"there is no {build / 'failoverd'}: run make, or make demo"
    place = report.file_of(build).parent
    if not os.access(place, os.W_OK):
        return (f"{place} cannot be written, and demo.json belongs there: "
                "make B=SOME/DIRECTORY/OF/YOURS demo")
    return ""


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests/demo", description=__doc__)
    parser.add_argument("--play", action="store_true",
                        help="no story: what to type in a second terminal, until Ctrl-C")
    parser.add_argument("build", type=Path, metavar="BUILD_DIR", help="where failoverd was built")
    options = parser.parse_args()
    build = options.build.resolve()
    missing = prerequisites(build)
    if missing:
        print(f"demo: {missing}", file=sys.stderr)
        return 1
    for each in ENDING:
        signal.signal(each, end)
    terminal = Terminal(sys.stdout)
    try:
        if not options.play:
            introduce(terminal)
        return run(build, options.play, terminal)
    except KeyboardInterrupt:
        terminal.plain("\nInterrupted; everything was ended and removed.")
        return 0 if options.play else INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
