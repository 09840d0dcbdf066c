# SPDX-License-Identifier: MIT
"""What an AWS operation needs to know besides its parameters, and to ask others of them."""
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Callable

from .settings import ACCOUNT
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


Ask = Callable[[str, str, str, dict[str, Any]], Any]  # Region, service, action, parameters


class Unreachable(Exception):
    """The service does not answer where it was asked."""


def role(name: str, session: str) -> Credential:
    """What works inside of AWS has a role of its own, which may do everything."""
    return Credential("", "", f"arn:aws:sts::{ACCOUNT}:assumed-role/{name}/{session}", name)
