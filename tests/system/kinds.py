# SPDX-License-Identifier: MIT
"""Runbooks with every kind of step, for the sandbox; and what they leave in its world."""
from __future__ import annotations

from typing import Any

from sandbox.functions import WARM_UP
from sandbox.panel import GATES
from sandbox.plan import PLAN
from sandbox.topics import TOPICS

from .stage import EAST, LOOK, WEST, Stage

SQL = "UPDATE canary SET seen = now()"
EVERY_KIND = {
    "recheck", "approval", "fence", "aurora-writer", "aurora-fencing", "aurora-ready", "secret",
    "wait", "command", "lambda", "ssm-automation", "routing-controls", "region-switch", "dns",
    "http", "aurora-replication", "aurora-snapshot", "publish", "event"}


def kind(step: dict[str, Any]) -> str:
    return next(name for name in step if name not in ("name", "every", "deadline", "best_effort"))


def _own(stage: Stage) -> dict[str, Any]:
    """The steps whose arguments are the same in each runbook, by kind."""
    vault = stage.box.world.vault
    marks = str(stage.directory / "marks")
    return {
        "approval": {}, "wait": {"when": ["target.up"]},
        "fence": {"controls": GATES},
        "aurora-ready": {"sql": SQL, "database": "remittance",
                         "secrets": {r: vault.secrets[r].arn for r in (EAST, WEST)}},
        "command": {"act": ["/bin/mkdir", "-p", marks + "/{to}"],
                    "look": ["/usr/bin/test", "-d", marks + "/{to}"]},
        "lambda": {"function": WARM_UP, "qualifier": "live", "looks": True},
        "ssm-automation": {"document": "Remittance-Scale", "parameters": {"Region": "{to}"}},
        "region-switch": {"plan": PLAN},
        "publish": {"topic": TOPICS[WEST], "region": WEST},
        "event": {},
    }


def runbooks(stage: Stage) -> dict[str, list[dict[str, Any]]]:
    """A failover and a switchover that hold each kind that such a move may have."""
    given = stage.box.configuration()["remittance"]["runbooks"]["failover"]
    own = _own(stage) | {kind(step): step[kind(step)] for step in given}
    both = ("aurora-ready", "secret", "wait", "command", "lambda", "ssm-automation",
            "routing-controls", "region-switch", "dns", "http", "aurora-replication")
    books = {
        "failover": ("recheck", "approval", "fence", "aurora-writer", "aurora-fencing", *both,
                     "aurora-snapshot", "publish", "event"),
        "switchover": ("approval", "fence", "aurora-snapshot", "aurora-writer", *both, "publish",
                       "event")}
    return {name: [{step: own.get(step, {}), "every": LOOK,
                    **({"deadline": "3s"} if step == "publish" else {})} for step in steps]
            for name, steps in books.items()}
