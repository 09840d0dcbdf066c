# SPDX-License-Identifier: MIT
"""A local world of two Regions, to try failoverd in. See README.md."""
from .assembly import Sandbox

__all__ = ["Sandbox"]


def load_tests(loader, standard, pattern):
    """What discovery finds here is run class by class, several at a time."""
    from pathlib import Path

    from system.parallel import Parallel
    here = Path(__file__).resolve().parent
    return Parallel([standard, loader.discover(str(here), pattern or "test*.py",
                                               str(here.parent))])
