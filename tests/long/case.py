# SPDX-License-Identifier: MIT
"""Worlds that have more time than those of tests/system: nothing here is about how quick it is."""
from __future__ import annotations

from typing import Any

from tests.system import stage

_OVER = {"probes": ["api"], "over": "5s"}
CALM: dict[str, Any] = {
    "probes": {"api": {"every": "1s", "timeout": "990ms"}},
    "facts": {"down": {**_OVER, "fail_ratio": ">= 50%", "clear": "< 30%"},
              "up": {**_OVER, "fail_ratio": "< 30%"}}}
GUARDS = {"hold": "3s", "newest": "3s", "target_up": "2s", "warm_up": "2s", "stable": "4s"}
LONG_S = 90.0


class Case(stage.Case):
    def configure(self, **application: Any) -> None:
        guards = GUARDS | application.pop("guards", {})
        self.stage.configure(**CALM, guards=guards, **application)

    def ended(self, run: str) -> Any:
        """The record of a run that has ended, whatever came of it."""
        self.stage.until(f"{run} has ended", lambda: any(
            r["id"] == run and r["status"] != "running" for r in self.stage.runs()), LONG_S)
        return self.stage.ctl_json("runs", "show", run)

    def failed(self, run: str = "r-0001") -> str:
        """What is said of a run that has failed."""
        self.assertEqual(self.ended(run)["status"], "failed")
        return str(self.stage.until_told("run-failed")["message"])

    def done(self, run: str = "r-0001") -> Any:
        shown = self.ended(run)
        self.assertEqual(shown["status"], "done", shown["why"])
        return shown

    def command(self, verb: str, to: str) -> None:
        """As soon as the guards let it."""
        self.stage.until(f"{verb} to {to} begins", lambda: self.stage.move(
            verb, to, "--no-wait").returncode == 0, LONG_S)
