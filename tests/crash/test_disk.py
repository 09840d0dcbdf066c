# SPDX-License-Identifier: MIT
"""A disk that is slow, full, broken or gone under a failoverd that runs: it goes on watching, acts
no more, says why, and comes back with the disk."""
from __future__ import annotations

import subprocess

from tests.system.disk import Disk
from tests.system.stage import BUILD, WEST, Case

LONG_MS = 30_000
PATIENCE_S = 60.0


class Trouble(Case):
    takes_s = 120

    def setUp(self) -> None:
        super().setUp()
        self.disk = Disk(self.stage)
        self.state = self.stage.directory / "state"
        self.stage.start_settled()

    def samples(self) -> int:
        return len(self.stage.box.get("/calls?service=rds"))

    def is_lost(self) -> None:
        """The guard says so, nobody can move anything, and watching goes on."""
        stage = self.stage
        stage.until("G22 says no", lambda: stage.guards("failover")["G22"]["value"] == "no",
                    within=PATIENCE_S)
        self.assertIn("watching goes on", stage.log())
        seen = self.samples()
        stage.break_region()
        stage.until("it goes on watching", lambda: self.samples() > seen + 3)
        stage.until("the ledger alone is in the way", lambda: stage.guards_in_the_way(
            "failover") == {"G22"}, within=PATIENCE_S)
        refused = stage.move("failover", WEST, "--force")
        self.assertEqual(refused.returncode, 5, refused.stdout + refused.stderr)
        self.assertIn("G22 ledger", refused.stderr)
        self.assertIn("ledger LOST", stage.ctl("status").stdout)
        self.assertEqual(stage.changes(), [])

    def comes_back(self) -> None:
        stage = self.stage
        stage.until("it takes writes again",
                    lambda: "the ledger takes writes again" in stage.log(), within=PATIENCE_S)
        stage.until("it is moved after all", lambda: stage.world()["writer"] == WEST,
                    within=PATIENCE_S)
        self.proves()

    def proves(self) -> None:
        stage = self.stage
        stage.until("the run is over", lambda: stage.runs()[0]["status"] == "done")
        stage.daemon.stop()
        proved = subprocess.run([str(BUILD / "failoverctl"), "audit", "verify", "--state",
                                 str(self.state)], capture_output=True, text=True, check=False)
        self.assertEqual(proved.returncode, 0, proved.stdout + proved.stderr)

    def write(self) -> None:
        self.stage.ctl("ack", "--reason", "so that something is written")


class Slow(Trouble):
    def test_writes_that_take_half_a_minute(self):
        self.disk.order(f"slow {LONG_MS}")
        self.write()
        self.is_lost()
        self.disk.order()
        self.comes_back()


class Full(Trouble):
    def test_no_room(self):
        self.disk.order("full")
        self.write()
        self.is_lost()
        self.disk.order()
        self.comes_back()


class Broken(Trouble):
    def test_writes_that_fail(self):
        self.disk.order("broken")
        self.write()
        self.is_lost()
        self.disk.order()
        self.comes_back()


class Gone(Trouble):
    def test_a_file_that_was_moved_away_is_made_anew_of_what_is_open(self):
        path = self.state / "failoverd.db"
        path.rename(self.state / "aside.db")
        self.write()
        self.stage.until("it is there again", path.exists)
        self.stage.break_region()
        self.stage.until("it is moved", lambda: self.stage.world()["writer"] == WEST)
        self.proves()


class Removed(Trouble):
    def test_a_directory_that_is_gone(self):
        aside = self.stage.directory / "aside"
        self.state.rename(aside)
        self.write()
        self.is_lost()
        aside.rename(self.state)
        self.comes_back()
