# SPDX-License-Identifier: MIT
"""Worlds that have more time than those of tests/system: nothing here is about how quick it is."""
from __future__ import annotations

from typing import Any

from tests.system import stage
from tests.system.calm import CALM, GUARDS

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
