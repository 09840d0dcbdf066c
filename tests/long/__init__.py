# SPDX-License-Identifier: MIT
"""Whole moves that are too long, or too many, for every check: `make check-long`."""
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))  # sandbox, demo


def load_tests(loader, standard, pattern):
    """What discovery finds here is run class by class, several at a time."""
    from tests.system.parallel import Parallel

    class Few(Parallel):
        at_once = 5
    found = loader.discover(str(HERE), pattern or "test*.py", str(HERE.parents[1]))
    return Few([standard, found])
