# SPDX-License-Identifier: MIT
"""python3 tests/sandbox --dir DIR: runs a sandbox until interrupted."""
import argparse
import json
import signal
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from sandbox import Sandbox  # noqa: E402  (the package is found through the line above)


def setting(text: str) -> tuple[str, object]:
    name, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"want NAME=VALUE, not {text!r}")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dir", required=True, help="where everything is written")
    parser.add_argument("--port", type=int, default=0,
                        help="first of seven consecutive ports; 0: the system chooses")
    parser.add_argument("--set", metavar="NAME=VALUE", type=setting, action="append", default=[],
                        help="a setting, such as promote_s=5 or secret_replica=true")
    options = parser.parse_args()
    ends = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)  # in every thread to come: sigwait has them
    try:
        sandbox = Sandbox(options.dir, options.port, **dict(options.set)).start()
    except (OSError, ValueError, RuntimeError) as exc:
        print(f"sandbox: {exc}", file=sys.stderr)
        return 1
    print("READY " + json.dumps(sandbox.addresses), flush=True)
    signal.sigwait(ends)
    sandbox.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
