# SPDX-License-Identifier: MIT
"""What people say to a run that is under way."""
from __future__ import annotations

from typing import Any

from .stage import EAST, Case

WAITS = [{"approval": {}, "deadline": "20s"}]


class Words(Case):
    """A failover that asks a person before it moves anything."""

    def begin(self, **more: Any) -> None:
        books = self.stage.box.configuration()["remittance"]["runbooks"]
        self.stage.configure(runbooks={**books, "failover": WAITS + books["failover"]}, **more)
        self.stage.start_settled()
        self.stage.break_region(EAST)
        told = self.stage.until_told("proposed")
        self.assertIn("failoverctl approve r-0001 --app remittance", told["message"])

    def test_a_run_goes_on_when_it_is_approved(self):
        self.begin()
        self.assertEqual(self.stage.changes(), [])
        said = self.stage.ctl("approve", "r-0001", "--reason", "seen to")
        self.assertEqual((said.returncode, said.stdout.splitlines()[0]),
                         (0, "r-0001 is approved and goes on"), said.stderr)
        self.stage.until_told("run-done")
        step = self.stage.ctl_json("runs", "show", "r-0001")["steps"][0]
        self.assertRegex(step["detail"], "^approved by ")
        late = self.stage.ctl("approve", "r-0001", "--reason", "again")
        self.assertNotEqual(late.returncode, 0)

    def test_a_run_that_has_changed_nothing_is_given_up(self):
        self.begin(guards={"cooldown": "1h"})
        self.assertEqual(self.stage.ctl("runs", "abort", "r-0001").returncode, 2)
        said = self.stage.ctl("runs", "abort", "r-0001", "--reason", "a drill")
        self.assertEqual(said.returncode, 0, said.stderr)
        self.assertEqual(said.stdout.strip(),
                         "r-0001 is abandoned; the writer and traffic were not moved")
        told = self.stage.until_told("run-abandoned")
        self.assertRegex(told["message"], "aborted by .*: a drill")
        self.assertEqual(self.stage.changes(), [])
        late = self.stage.ctl("runs", "abort", "r-0001", "--reason", "again")
        self.assertEqual(late.returncode, 1, late.stderr)
        self.assertIn("no run r-0001 is under way", late.stderr)

    def test_nobody_approves_in_time(self):
        self.stage.configure(runbooks={"failover": [
            {"approval": {}, "deadline": "2s", "every": "100ms"},
            *self.stage.box.configuration()["remittance"]["runbooks"]["failover"]]})
        self.stage.start_settled()
        self.stage.break_region(EAST)
        told = self.stage.until_told("run-abandoned")
        self.assertIn("step approval: not true after 2s; last seen: waits for a person",
                      told["message"])
        self.assertEqual(self.stage.changes(), [])


class Late(Case):
    """Past the point of no return there is only forward."""

    def test_a_run_that_has_moved_the_writer_is_not_given_up(self):
        books = self.stage.box.configuration()["remittance"]["runbooks"]
        self.stage.configure(runbooks={**books, "failover": books["failover"] + WAITS})
        self.stage.start_settled()
        self.stage.break_region(EAST)
        self.stage.until_told("proposed")
        said = self.stage.ctl("runs", "abort", "r-0001", "--reason", "too late")
        self.assertEqual(said.returncode, 1)
        self.assertIn("has passed its point of no return", said.stderr)
        self.assertEqual(self.stage.ctl("approve", "r-0001", "--reason", "fine").returncode, 0)
        self.stage.until_told("run-done")
