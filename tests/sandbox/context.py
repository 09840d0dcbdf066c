# SPDX-License-Identifier: MIT
"""What an AWS operation needs to know besides its parameters."""
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .sigv4 import Credential

if TYPE_CHECKING:
    from .world import World


@dataclass
class Context:
    world: "World"
    region: str  # where the request was sent to
    identity: Credential
    effect: str = ""

    @property
    def access_key(self) -> str:
        return self.identity.access_key
