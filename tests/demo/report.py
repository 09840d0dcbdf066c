# SPDX-License-Identifier: MIT
"""The report at the end: for people, and the same as JSON for whatever reads build/demo.json."""
from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Iterator

from .checks import Check
from .record import Record
from .terminal import Terminal, one_line, seconds
from .timing import Missing


def _rounded(value: float | None) -> float | None:
    return None if value is None or value == float("inf") else round(value, 3)


def _steps(record: Record) -> Iterator[dict[str, Any]]:
    for move, run in (("failover", record.failover), ("failback", record.failback)):
        for step in run.get("steps", []):
            yield {"move": move, "run": run["id"], "step": step["name"],
                   "status": step["status"], "took_s": step["took_s"], "detail": step["detail"]}


def file_of(build: Path) -> Path:
    """build/demo.json, whatever the variant below build/ that is shown."""
    return (build.parent if build.parent.name == "build" else build) / "demo.json"


def as_json(record: Record, checks: list[Check], took_s: float) -> dict[str, Any]:
    try:
        pieces = record.pieces
        shares = {"aws_s": _rounded(record.aws_s), "overhead_s": _rounded(record.overhead_s)}
    except Missing:
        pieces, shares = [], {"aws_s": None, "overhead_s": None}
    return {
        "right": all(check.good for check in checks),
        "detection_s": _rounded(record.detection_s),
        "hold_s": _rounded(record.hold_s),
        "outage_s": _rounded(record.outage_s),
        **shares,
        "pieces": [{"what": p.name, "whose": p.whose, "took_s": _rounded(p.seconds)}
                   for p in pieces],
        "steps": list(_steps(record)),
        "writes_acknowledged": len(record.acknowledged),
        "writes_lost_failover": len(record.lost("failover")),
        "loss_estimate_s": _rounded(record.loss_estimate_s),
        "writes_lost_failback": len(record.lost("switchover")),
        "failback_outage_s": _rounded(record.failback_outage_s),
        "checks": [check._asdict() for check in checks],
        "took_s": _rounded(took_s),
    }


def write(path: Path, values: dict[str, Any]) -> None:
    """Whole or not at all, and two at the same time do not mix."""
    new = path.with_name(f".{path.name}.{os.getpid()}")
    new.write_text(json.dumps(values, indent=2) + "\n")
    new.replace(path)


def _show_steps(terminal: Terminal, steps: list[dict[str, Any]]) -> None:
    for move in ("failover", "failback"):
        terminal.plain(f"\n  {move}, step by step:")
        for step in steps:
            if step["move"] == move:
                head = f"    {step['step']:<20} {seconds(step['took_s']):>8}  {step['status']:<8}"
                detail = one_line(step["detail"] or "", terminal.width - len(head) - 1)
                terminal.plain(f"{head} {detail}")


def _show_shares(terminal: Terminal, values: dict[str, Any]) -> None:
    terminal.plain("\n  the failover, from the decision until every customer is served, cut where "
                   "the\n  sandbox's own records say that something happened:")
    for piece in values["pieces"]:
        terminal.plain(f"    {piece['what']:<53} {seconds(piece['took_s']):>8}  {piece['whose']}")
    terminal.plain(f"    {'AWS itself (simulated), the sum of its pieces':<53} "
                   f"{seconds(values['aws_s']):>8}", "strong")
    terminal.plain(f"    {'added by failoverd, the sum of all others':<53} "
                   f"{seconds(values['overhead_s']):>8}", "strong")


def _show_numbers(terminal: Terminal, values: dict[str, Any]) -> None:
    estimate = values["loss_estimate_s"]
    covered = "unknown" if estimate is None else f"writes of the last {seconds(estimate)}"
    for name, value in (
            ("detection", f"{seconds(values['detection_s'])} until home was called down"),
            ("hold", f"{seconds(values['hold_s'])} from then until the decision"),
            ("outage", f"{seconds(values['outage_s'])} as the unluckiest customer met it"),
            ("outage in the failback", f"{seconds(values['failback_outage_s'])} likewise"),
            ("writes acknowledged", str(values["writes_acknowledged"])),
            ("lost in the failover", f"{values['writes_lost_failover']}; the estimate beforehand: "
                                     f"{covered}"),
            ("lost in the failback", str(values["writes_lost_failback"]))):
        terminal.plain(f"  {name:<22}  {value}")


def show(terminal: Terminal, values: dict[str, Any]) -> None:
    terminal.heading("Report")
    _show_numbers(terminal, values)
    _show_steps(terminal, values["steps"])
    _show_shares(terminal, values)
    terminal.plain("\n  checked:")
    for check in values["checks"]:
        mark, tone = ("ok   ", "good") if check["good"] else ("WRONG", "bad")
        terminal.item(mark, tone, f"{check['claim']}: {check['seen']}")
