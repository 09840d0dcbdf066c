# SPDX-License-Identifier: MIT
"""What `failoverctl export` writes, read as AWS would read it."""
from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from sandbox.settings import ACCOUNT

from .stage import BUILD

EVERY_KIND = Path(__file__).resolve().parents[1] / "data" / "every-kind"
PURPOSES = ("read", "failover", "failback")
ROLES = {name: f"arn:aws:iam::{ACCOUNT}:role/failoverd-{name}" for name in PURPOSES}


def export(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([str(BUILD / "failoverctl"), "export", *words], capture_output=True,
                          text=True, timeout=30, check=False)


def exported(*words: str) -> Any:
    done = export(*words)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return json.loads(done.stdout)


def listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def actions(policy: Any) -> set[str]:
    return {action for statement in policy["Statement"] for action in listed(statement["Action"])}
