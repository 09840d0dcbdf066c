# SPDX-License-Identifier: MIT
"""The same world without the story: says what to type in a second terminal."""
from __future__ import annotations

import shlex
import time
from pathlib import Path

from . import conditions
from .conditions import HOME, STANDBY
from .daemon import NoAnswer
from .narrator import Narrator
from .stage import Stage
from .terminal import Terminal
from .wrong import Wrong

LOOK_S = 0.2


def post(control: str, path: str, body: str) -> str:
    return f"curl -s {control}{path} -d {shlex.quote(body)}"


def instructions(build: Path, stage: Stage) -> list[tuple[str, list[str]]]:
    """What for, and the commands."""
    control = stage.box.addresses["control"]
    quoted = shlex.quote
    return [
        ("In a second terminal, first:", [
            f"export FAILOVERD_SOCKET={quoted(stage.daemon.socket)}",
            f"export PATH={quoted(str(build))}:\"$PATH\""]),
        ("Look:", ["failoverctl status", "failoverctl explain", "failoverctl watch",
                   "failoverctl runs", f"curl -s {control}/world"]),
        (f"Lose {HOME}; failoverd takes the application away after {conditions.HOLD_S:g} s:",
         [post(control, "/fault", f'{{"region": "{HOME}", "mode": "blackhole"}}')]),
        (f"Heal it; failoverd brings the application home when it was sound for "
         f"{conditions.STABLE_S:g} s:",
         [post(control, "/fault", f'{{"region": "{HOME}", "mode": "none"}}')]),
        ("Or command it yourself:", [
            f"failoverctl switchover --to {STANDBY} --reason \"to see it\"",
            "failoverctl failback --reason \"enough\"",
            "failoverctl pause --for 10m --reason \"let me break things\"",
            "failoverctl resume"]),
        ("Make it harder:", [
            post(control, "/lag", '{"metric": "missing"}'),
            post(control, "/aws", '{"effect": "throttle", "service": "rds"}'),
            post(control, "/fault", '{"region": "references", "mode": "refuse"}'),
            post(control, "/rule", '{"barred": true}') + "   # a safety rule says no",
            f"curl -s {control}/calls   # every call that failoverd made"]),
        ("What it writes, and how it was configured; tests/sandbox/README.md has all the rest:", [
            f"tail -f {quoted(str(stage.daemon.log))}",
            f"less {quoted(str(stage.directory / 'apps.d' / 'remittance.json'))}"]),
    ]


def play(build: Path, stage: Stage, terminal: Terminal) -> None:
    """Returns never; Ctrl-C ends it."""
    stage.start_customers()
    for what, commands in instructions(build, stage):
        terminal.plain(f"\n{what}", "strong")
        for command in commands:
            terminal.plain(f"    {command}")
    terminal.heading("Ctrl-C ends it. Meanwhile, this happens:")
    narrator = Narrator(stage, terminal)
    while True:
        stage.require_daemon()
        try:
            narrator.tell()
        except NoAnswer as exc:
            stage.require_daemon()
            raise Wrong(f"failoverd does not answer any more: {exc}") from None
        time.sleep(LOOK_S)
