# SPDX-License-Identifier: MIT
"""The program where things go wrong, with a failoverd that does too. All paths have spaces."""
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path
from unittest import mock

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from demo import stage as stage_module  # noqa: E402
from demo.stage import Stage, make_directory  # noqa: E402
from demo.wrong import Wrong  # noqa: E402

WITHIN_S = 30
SLEEPER = """cd "$(dirname "$0")" && echo $$ >pid.new && mv pid.new pid && exec sleep 60
"""


def until(condition):
    deadline = time.monotonic() + WITHIN_S
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError("it did not happen")
        time.sleep(0.01)


def alive(pid):
    """A zombie is not; whoever inherited it may be slow to bury it."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


class Place(unittest.TestCase):
    def setUp(self):
        self.place = Path(tempfile.mkdtemp(prefix="demo test "))
        self.addCleanup(shutil.rmtree, self.place)
        self.build, self.tmp = self.place / "a build", self.place / "a tmp"
        self.build.mkdir()
        self.tmp.mkdir()

    def install(self, script):
        program = self.build / "failoverd"
        program.write_text("#!/bin/sh\n" + script)
        program.chmod(0o755)

    def pid(self):
        until((self.build / "pid").exists)
        return int((self.build / "pid").read_text())


class Program(Place):
    def start(self, *arguments):
        program = subprocess.Popen(
            [sys.executable, str(HERE), *arguments, str(self.build)], text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={**os.environ, "TMPDIR": str(self.tmp)})
        self.addCleanup(program.stderr.close)
        self.addCleanup(program.stdout.close)
        self.addCleanup(program.kill)
        return program

    def test_without_a_failoverd_it_says_how_to_get_one(self):
        program = self.start()
        _, stderr = program.communicate(timeout=WITHIN_S)
        self.assertEqual(program.returncode, 1)
        self.assertIn("run make", stderr)
        self.assertEqual(list(self.tmp.iterdir()), [])

    def test_a_failoverd_that_ends_is_quoted_and_its_log_kept(self):
        self.install('echo "<3>the configuration is not to my taste" >&2\nexit 78\n')
        program = self.start()
        stdout, stderr = program.communicate(timeout=WITHIN_S)
        self.assertEqual((program.returncode, stderr), (1, ""))
        self.assertIn("failoverd has ended with status 78", " ".join(stdout.split()))
        self.assertIn("    the configuration is not to my taste\n", stdout)
        kept = list(self.tmp.iterdir())
        self.assertEqual(len(kept), 1)
        self.assertIn(f"Kept for you: {kept[0]}", stdout)
        for name in ("failoverd.log", "world.json", "events.json", "calls.json", "orders.json"):
            self.assertTrue((kept[0] / name).exists(), name)

    def test_every_signal_ends_it_in_order(self):
        self.install(SLEEPER)
        for signo in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(signo):
                program = self.start()
                pid = self.pid()
                program.send_signal(signo)
                stdout, stderr = program.communicate(timeout=WITHIN_S)
                self.assertEqual((program.returncode, stderr), (130, ""))
                self.assertIn("Interrupted", stdout)
                self.assertFalse(alive(pid))
                self.assertEqual(list(self.tmp.iterdir()), [])
                (self.build / "pid").unlink()

    def test_playing_is_ended_by_ctrl_c_and_that_is_no_failure(self):
        self.install(SLEEPER)
        program = self.start("--play")
        self.pid()
        program.send_signal(signal.SIGINT)
        program.communicate(timeout=WITHIN_S)
        self.assertEqual(program.returncode, 0)

    def test_failoverd_does_not_outlive_it(self):
        if not shutil.which("setpriv"):
            self.skipTest("no setpriv")
        self.install(SLEEPER)
        program = self.start()
        pid = self.pid()
        program.kill()
        program.wait(WITHIN_S)
        until(lambda: not alive(pid))


class OnStage(Place):
    def test_a_failoverd_that_never_answers_is_given_up(self):
        self.install(SLEEPER)
        with mock.patch.object(tempfile, "tempdir", str(self.tmp)), \
                mock.patch.object(stage_module, "READY_WITHIN_S", 0.3):
            with Stage(self.build) as stage:
                stage.start_sandbox()
                with self.assertRaisesRegex(Wrong, "not answered within 0.3 s"):
                    stage.start_daemon()
                pid = self.pid()
        self.assertFalse(alive(pid))

    def test_a_long_tmpdir_does_not_hide_the_socket(self):
        deep = self.tmp / ("d" * 90)
        deep.mkdir()
        with mock.patch.object(tempfile, "tempdir", str(deep)):
            directory = make_directory()
        self.addCleanup(directory.rmdir)
        self.assertEqual(directory.parent, Path("/tmp").resolve())
        self.assertEqual(list(deep.iterdir()), [])

    def test_what_belongs_to_others_is_kept_from_failoverd(self):
        ours = {"AWS_PROFILE": "production", "HTTPS_PROXY": "http://proxy", "NOTIFY_SOCKET": "/n",
                "FAILOVERD_SOCKET": "/run/failoverd.sock", "LANG": "C"}
        with mock.patch.dict(os.environ, ours, clear=True), \
                mock.patch.object(tempfile, "tempdir", str(self.tmp)), \
                Stage(self.build) as stage:
            self.assertEqual(stage.daemon.environment,
                             {"LANG": "C", "HOME": str(stage.directory)})


if __name__ == "__main__":
    unittest.main()
