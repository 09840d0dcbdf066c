# SPDX-License-Identifier: MIT
"""What a running failoverd has seen is found in its history, by whoever reads it meanwhile."""
from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

from .stage import EAST, WEST, Case

A_MINUTE_S = 75.0  # after a minute of the wall clock its answers are written
FORM, ALL_GOOD = 0x0F, 0x10


def varint(data: bytes, at: int) -> tuple[int, int]:
    """A number, and where the next one begins."""
    number = shift = 0
    while data[at] & 0x80:
        number |= (data[at] & 0x7F) << shift
        shift, at = shift + 7, at + 1
    return number | data[at] << shift, at + 1


def counts(data: bytes) -> tuple[int, int]:
    """How many answers a block says it has, and how many of these were bad."""
    assert data[0] & FORM == 1, data[0]
    n, at = varint(data, 1)
    return n, 0 if data[0] & ALL_GOOD else varint(data, at)[0]


class History(Case):
    takes_s = 80

    def setUp(self) -> None:
        super().setUp()
        self.path = self.stage.directory / "state" / "history.db"

    def ask(self, text: str) -> list[Any]:
        """Read beside the daemon, which goes on writing."""
        if not self.path.exists():
            return []
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as db:
            return db.execute(text).fetchall()

    def blocks(self) -> dict[tuple[str, str], list[tuple[int, bytes]]]:
        """By probe and Region: minutes and what was seen in them."""
        found: dict[tuple[str, str], list[tuple[int, bytes]]] = {}
        for probe, region, minute, data in self.ask(
                "SELECT probe, region, minute, data FROM block JOIN series"
                " ON series.id = block.series ORDER BY minute, n"):
            found.setdefault((probe, region), []).append((minute, data))
        return found

    def places(self) -> list[str]:
        return [region for (region,) in self.ask("SELECT region FROM place ORDER BY wall")]

    def reload(self) -> None:
        done = self.stage.ctl("reload")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_what_was_seen_outlives_a_kill(self) -> None:
        stage = self.stage
        stage.start_settled()
        stage.break_region(EAST)
        stage.until("a minute was written", self.blocks, A_MINUTE_S)
        before = self.blocks()
        stage.kill()
        self.assertEqual(self.blocks(), before)
        for probe in ("api", "lag"):
            for region in (EAST, WEST):
                self.assertIn((probe, region), before)
        self.assertEqual(self.places()[:1], [EAST])
        stage.start()  # it goes on, and says where the application is
        stage.until("the place was written", lambda: len(self.places()) > 1)

    def test_a_reload_and_a_stop_write_what_there_is(self) -> None:
        stage = self.stage
        stage.start_settled()
        self.reload()
        stage.until("what was before is written", self.blocks)
        first = self.blocks()
        n, _ = counts(first["api", EAST][0][1])
        self.assertGreater(n, 1)
        stage.break_region(EAST)
        stage.until("it was seen", lambda: self.stage.log().count("probe api of us-east-1: fail"))
        stage.daemon.stop()
        last = self.blocks()["api", EAST]
        self.assertGreater(len(last), len(first["api", EAST]))
        self.assertGreater(sum(counts(data)[1] for _, data in last), 0)

    def test_a_damaged_history_is_begun_anew(self) -> None:
        stage = self.stage
        self.path.parent.mkdir()
        self.path.write_bytes(b"this is no database, and long enough to be looked at " * 9)
        stage.start()
        stage.until_told("history-renewed")
        stage.until("it is written", self.places)
        self.assertTrue(self.path.with_suffix(".db.damaged").exists())

    def test_nothing_is_written_when_nothing_is_wanted(self) -> None:
        stage = self.stage
        stage.configure(daemon={"history": {"write": False}})
        stage.start_settled()
        self.reload()
        stage.daemon.stop()
        self.assertFalse(self.path.exists())
