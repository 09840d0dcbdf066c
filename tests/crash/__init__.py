# SPDX-License-Identifier: MIT
"""kill -9 of the real programs at each write of the ledger and each call of a move: `make
check-crash`."""
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))  # sandbox, demo


def load_tests(loader, standard, pattern):
    """What discovery finds here is run class by class, several at a time."""
    from tests.system.parallel import Parallel
    found = loader.discover(str(HERE), pattern or "test*.py", str(HERE.parents[1]))
    return Parallel([standard, found])
