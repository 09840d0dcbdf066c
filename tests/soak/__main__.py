# SPDX-License-Identifier: MIT
"""python3 tests/soak BUILD [--minutes 60]: failoverd in the sandbox for an hour of short weeks.

A third of the time all is well, and little may be said; then each week has its troubles and one
lost Region. Memory, descriptors and threads must not grow. FAILOVERD_BUILD is BUILD.
"""
from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests/soak", description=__doc__)
    parser.add_argument("build", type=Path, metavar="BUILD")
    parser.add_argument("--minutes", type=float, default=60.0)
    return parser.parse_args()


if __name__ == "__main__":
    OPTIONS = parse()
    os.environ["FAILOVERD_BUILD"] = str(OPTIONS.build.resolve())
    from soak import run  # (reads the variable when it is loaded)
    sys.exit(run.main(OPTIONS.minutes * 60))
