# SPDX-License-Identifier: MIT
"""The tests of tests/system, with each failoverd in the sandbox of its unit."""
from __future__ import annotations

import os
import shutil
import sys
import tempfile
import unittest

SOURCES, BUILD = "/usr/src/failoverd", "/usr/src/build"
PLACE = "/srv/t"  # /tmp is not the service's


def main() -> None:
    os.chdir(SOURCES)
    os.makedirs(PLACE, mode=0o755)
    shutil.rmtree("/etc/failoverd")  # each has a configuration of its own
    os.environ["TMPDIR"] = tempfile.tempdir = PLACE
    os.environ["FAILOVERD_BUILD"] = BUILD
    os.environ["FAILOVERD_IN_UNIT"] = "1"
    os.environ["FAILOVERD_AT_ONCE"] = "5"  # beside them, systemd has to start and see off each
    os.umask(0)  # what a test makes while the service runs is the service's, too
    sys.dont_write_bytecode = True
    from demo import daemon
    from .unit_process import UnitProcess
    daemon.launch = UnitProcess
    sys.path.insert(0, SOURCES)
    unittest.main(None, argv=["system", "discover", "-s", "tests/system", "-t", ".", "-v"])


main()
