# SPDX-License-Identifier: MIT
"""A configuration for worlds that have time: it bears a machine that is busy with other things."""
from __future__ import annotations

from typing import Any

_OVER = {"probes": ["api"], "over": "5s"}
CALM: dict[str, Any] = {
    "probes": {"api": {"every": "1s", "timeout": "990ms"}},
    "facts": {"down": {**_OVER, "fail_ratio": ">= 50%", "clear": "< 30%"},
              "up": {**_OVER, "fail_ratio": "< 30%"}}}
GUARDS = {"hold": "3s", "newest": "3s", "target_up": "2s", "warm_up": "2s", "stable": "4s"}
