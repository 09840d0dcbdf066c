# SPDX-License-Identifier: MIT
"""The disk and the socket of failoverd fail: it goes on watching, says so, and recovers."""
from __future__ import annotations

import os
import socket
import subprocess
import unittest
from pathlib import Path

from demo.daemon import Daemon

from .stage import BUILD, WEST, Case

ROOT = os.geteuid() == 0
SMALL = "4m"


def mount(*words: str) -> bool:
    return subprocess.run(["mount", *words], capture_output=True, check=False).returncode == 0


class Disk(Case):
    """Without a ledger nothing is moved, whoever asks; all else goes on."""

    takes_s = 45

    def place(self, path: Path) -> None:
        self.stage.daemon.command[-1] = str(path)

    def mounted(self, *words: str) -> Path:
        path = self.stage.directory / "disk"
        path.mkdir()
        if not mount(*words, str(path)):
            self.skipTest("nothing can be mounted here")
        self.addCleanup(subprocess.run, ["umount", str(path)], check=True)
        self.addCleanup(self.stage.daemon.stop)
        self.place(path)
        return path

    def watches_only(self, *words: str) -> None:
        """It watches, its trouble is told with these words, and nobody can move anything."""
        stage = self.stage
        stage.until("the ledger alone is in the way", lambda: stage.guards_in_the_way("failover")
                    in ({"G22"}, {"G22", "G06"}))
        log = stage.log()
        for word in words:
            self.assertIn(word, log)
        self.assertIn("watching goes on", log)
        status = stage.ctl("status").stdout
        self.assertIn("ledger LOST", status)
        self.assertIn(words[0], status)
        stage.break_region()
        stage.until("the ledger alone is in the way now",
                    lambda: stage.guards_in_the_way("failover") == {"G22"})
        refused = stage.move("failover", WEST, "--force")
        self.assertEqual(refused.returncode, 5, refused.stdout + refused.stderr)
        self.assertIn("G22 ledger", refused.stderr)
        self.assertEqual(stage.changes(), [])

    def recovers(self) -> None:
        stage = self.stage
        stage.until_logged("the ledger takes writes again")
        stage.until("it is moved after all", lambda: stage.world()["writer"] == WEST)

    def test_a_state_directory_that_is_not_there(self):
        missing = self.stage.directory / "nowhere" / "state"
        self.place(missing)
        self.stage.start()
        self.watches_only(str(missing), "no such directory; make it: mkdir -p")
        missing.mkdir(parents=True)
        self.recovers()

    def test_a_file_in_the_place_of_the_state_directory(self):
        path = self.stage.directory / "a-file"
        path.touch()
        self.place(path)
        self.stage.start()
        self.watches_only(str(path))

    def test_a_database_that_is_none(self):
        state = self.stage.directory / "state"
        state.mkdir()
        (state / "failoverd.db").write_bytes(b"this is no database, and was never one\n" * 200)
        self.stage.start()
        self.watches_only(f"{state}/failoverd.db is damaged or not a ledger", "move it aside")
        self.assertIn(b"never one", (state / "failoverd.db").read_bytes())
        (state / "failoverd.db").rename(state / "aside")
        self.recovers()

    def test_a_state_directory_of_another_failoverd(self):
        self.stage.start()
        other = Daemon(BUILD, self.stage.directory, self.stage.box.environment())
        other.log = self.stage.directory / "other.log"
        other.start()
        self.addCleanup(other.stop)
        self.stage.until("the other says whose it is", lambda: other.log.exists() and (
            f"is in use by another failoverd (process {self.stage.daemon.process.pid})"
            in other.log.read_text()))
        self.stage.until("and that it has no API", lambda: (
            "another failoverd is listening" in other.log.read_text()))
        self.assertIsNone(other.ended())
        self.assertEqual(self.stage.ctl("status").returncode, 0)

    @unittest.skipUnless(ROOT, "only root can mount")
    def test_a_full_disk_and_room_again(self):
        disk = self.mounted("-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs")
        self.stage.start_settled()
        ballast = disk / "ballast"
        with self.assertRaises(OSError), ballast.open("wb", buffering=0) as file:
            while True:
                file.write(b"\0" * 4096)
        self.fill()
        self.stage.until_told("ledger-lost")
        self.watches_only("no space left on the disk of")
        ballast.unlink()
        self.recovers()

    def fill(self) -> None:
        """Has something written, until there is no room for it."""
        def write() -> bool:
            self.stage.ctl("ack", "--reason", "write something " + "x" * 90)
            return not self.stage.daemon.ask("/api/v1/status")["ledger"]["ok"]
        self.stage.until("a write fails", write)

    @unittest.skipUnless(ROOT, "only root can mount")
    def test_a_read_only_disk_and_writable_again(self):
        disk = self.mounted("-t", "tmpfs", "-o", "size=4m", "tmpfs")
        self.stage.start_settled()
        self.stage.daemon.stop()
        self.assertTrue(mount("-o", "remount,ro", str(disk)))
        self.stage.start()
        self.watches_only(str(disk), "read-only file system")
        self.assertTrue(mount("-o", "remount,rw", str(disk)))
        self.stage.heal_region()
        self.stage.daemon.stop()
        self.stage.start_settled()


class Socket(Case):
    """Without an API it watches and acts, and tries again until it can be had."""

    takes_s = 30

    def start_without_api(self) -> None:
        self.stage.daemon.start()
        self.stage.until("failoverd is ready", lambda: "READY=1" in self.stage.notices.lines)

    def test_a_socket_that_a_killed_one_has_left_is_taken(self):
        self.stage.start()
        self.stage.kill()
        self.assertTrue(Path(self.stage.daemon.socket).is_socket())
        self.stage.start()
        self.assertEqual(self.stage.ctl("status").returncode, 0)

    def test_a_file_in_its_place_is_left_alone_and_moves_go_on(self):
        path = Path(self.stage.daemon.socket)
        path.write_text("precious\n")
        self.start_without_api()
        self.stage.until_logged(f"{path} is there and is no socket, so it was left")
        self.assertIn("watching goes on", self.stage.log())
        self.assertEqual(path.read_text(), "precious\n")
        self.stage.until("a failover would find its target", lambda: len(
            self.stage.box.get("/calls?service=cloudwatch")) > 3)
        self.stage.break_region()
        self.stage.until("it is moved without an API",
                         lambda: self.stage.world()["serving"] == WEST)
        path.unlink()
        self.stage.until("the API is had after all", lambda: self.stage.daemon.ask("/healthz"))

    def test_a_socket_of_somebody_else_is_not_taken_away(self):
        path = self.stage.daemon.socket
        theirs = socket.socket(socket.AF_UNIX)
        self.addCleanup(theirs.close)
        theirs.bind(path)
        theirs.listen()
        self.start_without_api()
        self.stage.until_logged(f"another failoverd is listening at {path}")
        self.assertIn("stop that one first", self.stage.log())

    def test_a_directory_that_is_not_there_is_named(self):
        self.stage.configure(daemon={"socket": str(self.stage.directory / "run" / "f.sock")})
        self.start_without_api()
        self.stage.until_logged("/run/f.sock: no such directory; make it: mkdir -p")
