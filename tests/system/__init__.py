# SPDX-License-Identifier: MIT
"""The programs as they are shipped, from FAILOVERD_BUILD, against two local Regions."""
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))  # sandbox, demo


def load_tests(loader, standard, pattern):
    """What discovery finds here is run class by class, several at a time."""
    from .parallel import Parallel
    found = loader.discover(str(HERE), pattern or "test*.py", str(HERE.parents[1]))
    return Parallel([standard, found])
