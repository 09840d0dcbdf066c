# SPDX-License-Identifier: MIT
"""python3 tests/valgrind BUILD: failoverd under valgrind through a failover and a failback.

All is slower by some thirty times, so the probes are asked more slowly; what is looked for is
memory that is not ours, was never set, or is lost.
"""
from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("python3 tests/valgrind BUILD")
    os.environ["FAILOVERD_BUILD"] = str(Path(sys.argv[1]).resolve())
    import demo.daemon
    demo.daemon.ENDS_WITHIN_S = 60.0
    import valgrind.story  # (reads the variable when it is loaded)
    sys.exit(valgrind.story.main())
