# SPDX-License-Identifier: MIT
"""A local world of two Regions, to try failoverd in. See README.md."""
from .assembly import Sandbox

__all__ = ["Sandbox"]
