# SPDX-License-Identifier: MIT
"""audit verify: the ledger is what was written into it, or the first event that is not is named."""
from __future__ import annotations

import json
import os
import shutil
import sqlite3
from pathlib import Path
from typing import Any

from demo.daemon import UnixConnection

from .stage import WEST, Case, SharedCase, Stage

DONE, FAILED, USAGE, CONFIG, UNREACHABLE = range(5)


def tamper(state: Path, *statements: str) -> None:
    """As somebody would who has the file, and knows SQL."""
    with sqlite3.connect(state / "failoverd.db") as ledger:
        ledger.execute("DROP TRIGGER IF EXISTS event_stays")
        ledger.execute("DROP TRIGGER IF EXISTS event_is_kept")
        for statement in statements:
            ledger.execute(statement)
    ledger.close()


class Live(Case):
    takes_s = 6

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        connection = UnixConnection(self.stage.daemon.socket)
        try:
            connection.request(method, path, json.dumps(body).encode() if body else None)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def test_a_whole_ledger_is_proved_piece_by_piece_while_it_grows(self):
        self.stage.start_settled()
        self.stage.move("switchover", WEST, "--wait")
        for _ in range(300):
            self.ask("PUT", "/api/v1/applications/remittance/pause",
                     {"for": "1m", "reason": "to have much to prove"})
        done = self.stage.ctl("audit", "verify")
        self.assertEqual(done.returncode, DONE, done.stderr)
        self.assertRegex(done.stdout, r"^ok: [0-9]+ events, of .* follow from each other\n"
                                      r"  newest: event [0-9]+, [0-9a-f]{64}\n$")
        found = self.stage.ctl_json("audit", "verify")
        self.assertGreater(found["events"], 300)
        noted = f"{found['last']}:{found['head']}"
        self.assertEqual(self.stage.ctl("audit", "verify", "--head", noted).returncode, DONE)
        noted = f"{found['last'] + 9999}:{found['head']}"
        done = self.stage.ctl("audit", "verify", "--head", noted)
        self.assertEqual(done.returncode, FAILED)
        self.assertIn("which was noted, is not there", done.stdout)
        self.assertEqual((found["whole"], found["bad"]), (True, None))
        piece = self.stage.daemon.ask("/api/v1/audit")
        self.assertEqual((piece["events"], piece["end"]), (256, False))

    def test_it_wants_to_be_told_what(self):
        done = self.stage.ctl("audit")
        self.assertEqual((done.returncode, done.stderr), (USAGE, "failoverctl: write audit verify\n"))
        self.assertEqual(self.stage.ctl("audit", "verify").returncode, UNREACHABLE)

    def test_a_number_is_a_number(self):
        self.stage.start()
        for after in ("", "-1", "x", "1" * 30):
            status, problem = self.ask("GET", f"/api/v1/audit?after={after}")
            self.assertEqual((status, problem["code"]), (400, "bad-request"), after)


class AtRest(SharedCase):
    """A daemon that moved the application and was stopped; each test has a copy of its files."""

    takes_s = 6

    @classmethod
    def prepare(cls, stage: Stage) -> None:
        stage.start_settled()
        stage.move("switchover", WEST, "--wait")
        cls.killed = cls.copy_of(stage, "killed")
        stage.daemon.stop()
        cls.state = stage.directory / "state"

    @staticmethod
    def copy_of(stage: Stage, name: str) -> Path:
        copy = stage.directory / name
        copy.mkdir()
        for file in ("failoverd.db", "failoverd.db-wal"):
            if (stage.directory / "state" / file).exists():
                shutil.copy(stage.directory / "state" / file, copy)
        return copy

    def setUp(self) -> None:
        self.copy = self.copy_of(self.stage, self.id().rpartition(".")[2])

    def verify(self, code: int, state: Path | None = None, *words: str) -> str:
        done = self.stage.ctl("audit", "verify", "--state", str(state or self.copy), *words)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def test_a_whole_one_is_proved_and_nothing_changes_where_it_lies(self):
        before = {path.name: path.read_bytes() for path in self.copy.iterdir()}
        self.assertIn("follow from each other", self.verify(DONE))
        self.assertEqual(before, {path.name: path.read_bytes() for path in self.copy.iterdir()})
        self.assertEqual([], [name for name in os.listdir("/tmp")
                              if name.startswith("failoverd-audit.")])

    def test_one_that_was_changed_is_named(self):
        tamper(self.copy, "UPDATE event SET body = replace(body, 'step', 'stop')"
                          " WHERE kind = 'intent'")
        with sqlite3.connect(self.copy / "failoverd.db") as ledger:
            seq, = ledger.execute("SELECT seq FROM event WHERE kind = 'intent'").fetchone()
        text = self.verify(FAILED)
        self.assertIn(f"FAIL: event {seq} (intent of ", text)
        self.assertIn(", of remittance) does not follow from the one before it", text)
        self.assertRegex(text, r"recorded digest  [0-9a-f]{64}\n  computed digest  [0-9a-f]{64}\n")
        self.assertIn(f"Before it {seq - 1} events, of ", text)
        found = self.stage.ctl_json("audit", "verify", "--state", str(self.copy))
        self.assertEqual((found["bad"]["event"], found["bad"]["fault"]), (seq, "changed"))
        self.assertNotEqual(found["bad"]["recorded"], found["bad"]["computed"])

    def test_one_that_was_removed_is_missed(self):
        tamper(self.copy, "DELETE FROM event WHERE seq = 3")
        self.assertRegex(self.verify(FAILED), r"FAIL: event 3 is missing\n  The next one there is "
                                              r"\(of ")

    def test_a_file_that_was_cut_off_is_recognised(self):
        path = self.copy / "failoverd.db"
        (self.copy / "failoverd.db-wal").unlink(missing_ok=True)
        os.truncate(path, path.stat().st_size // 4096 * 2048)
        text = self.verify(FAILED)
        self.assertRegex(text, r"The file was cut off: [0-9]+ of its [0-9]+ bytes are there")

    def test_a_transaction_that_was_not_finished_is_told_and_is_no_fault(self):
        wal = self.killed / "failoverd.db-wal"
        self.assertNotIn("not finished", self.verify(DONE, self.killed))
        os.truncate(wal, wal.stat().st_size - 1000)
        self.assertIn("The log ends in a transaction that was not finished",
                      self.verify(DONE, self.killed))

    def newest(self) -> tuple[int, str]:
        found = self.stage.ctl_json("audit", "verify", "--state", str(self.copy))
        return int(found["last"]), str(found["head"])

    def test_what_was_noted_shows_that_nothing_was_cut_off(self):
        n, digest = self.newest()
        self.assertIn(f"Event {n} is the one that was noted.",
                      self.verify(DONE, None, "--head", f"{n}:{digest}"))
        tamper(self.copy, f"DELETE FROM event WHERE seq >= {n - 1}")
        self.assertIn("follow from each other", self.verify(DONE))
        self.assertIn(f"FAIL: event {n}, which was noted, is not there: what came after event "
                      f"{n - 2} was cut off", self.verify(FAILED, None, "--head", f"{n}:{digest}"))
        text = self.verify(FAILED, None, "--head", f"{n - 2}:{digest}")
        self.assertIn(f"FAIL: event {n - 2} is not the one that was noted", text)
        self.assertIn(f"noted digest     {digest}", text)
        for odd in ("", "7", "7:", "0:" + digest, f"x:{digest}", f"7:{digest[1:]}"):
            self.assertIn("write --head N:DIGEST", self.verify(USAGE, None, "--head", odd))

    def test_what_is_no_ledger_is_said(self):
        (self.copy / "failoverd.db").write_text("dear diary")
        self.assertIn("does not begin as a ledger", self.verify(FAILED))
        done = self.stage.ctl("audit", "verify", "--state", str(self.copy / "none"), "--json")
        self.assertEqual(done.returncode, FAILED)
        self.assertIn('"code": "ledger"', done.stdout)
