# SPDX-License-Identifier: MIT
"""What people say to a run that is under way."""
from __future__ import annotations

from typing import Any

from sandbox.panel import GATES

from .stage import EAST, WEST, Case

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

    def fenced(self, word: str = "the failover waits, and the Region is fenced") -> None:
        """Recheck, fence, and then it waits for a person."""
        books = self.stage.box.configuration()["remittance"]["runbooks"]
        first, *others = books["failover"]
        self.stage.configure(guards={"cooldown": "1h"}, runbooks={**books, "failover": [
            first, {"fence": {"controls": GATES}, "every": "100ms"}, *WAITS, *others]})
        self.stage.start_settled()
        self.stage.break_region(EAST)
        self.stage.until_told("proposed")
        self.assertEqual(self.gates(), {EAST: "Off", WEST: "On"}, word)

    def gates(self) -> dict[str, str]:
        return dict(self.stage.world()["gates"])

    def test_what_it_did_is_taken_back_even_by_one_who_was_killed_meanwhile(self):
        before = self.gates()
        self.fenced()
        stage = self.stage
        stage.box.post("/aws", action="UpdateRoutingControlStates", effect="throttle")
        said = stage.ctl("runs", "abort", "r-0001", "--reason", "a drill")
        self.assertEqual(said.returncode, 0, said.stderr)
        self.assertIn("r-0001 goes back: undo-fence is under way", said.stdout)
        again = stage.ctl("runs", "abort", "r-0001", "--reason", "a drill")
        self.assertIn("r-0001 goes back already", again.stderr)
        stage.until("it tries to", lambda: len(stage.changes(
            action="UpdateRoutingControlStates")) >= 2)
        stage.kill()
        stage.box.post("/aws", effect="none")
        stage.start()
        told = stage.until_told("run-abandoned")
        self.assertIn("what it did is taken back: aborted by", told["message"])
        self.assertEqual(self.gates(), before)
        self.assertEqual(stage.changes(action="FailoverGlobalCluster"), [])
        shown = stage.ctl("runs", "show", "r-0001").stdout
        self.assertRegex(shown, r"done +\d+ undo-fence ")
        self.assertIn("what it did is taken back", shown)

    def test_what_only_a_person_can_take_back_is_named_and_nothing_else_is_told_to_be_done(self):
        books = self.stage.box.configuration()["remittance"]["runbooks"]
        scale = {"name": "scale", "ssm-automation": {"document": "Remittance-Scale",
                                                     "parameters": {"Region": "{to}"}}}
        mark = {"name": "mark", "command": {"act": ["/bin/true"]}}
        first, *others = books["failover"]
        self.stage.configure(guards={"cooldown": "1h"}, runbooks={**books, "failover": [
            first, {**mark, "every": "100ms"}, {**scale, "every": "100ms"}, *WAITS, *others]})
        self.stage.start_settled()
        self.stage.break_region(EAST)
        self.stage.until_told("proposed")
        said = self.stage.ctl("runs", "abort", "r-0001", "--reason", "a drill")
        self.assertIn("2 steps have acted, and that is yours to undo: mark, scale", said.stdout)
        self.stage.until_told("run-failed")
        shown = self.stage.ctl_json("runs", "show", "r-0001")
        self.assertEqual([item["step"] for item in shown["manual"]], ["scale", "mark"])
        self.assertIn("stop-automation-execution", shown["manual"][0]["do"])
        by_hand = [event["message"] for event in self.stage.told if event["event"] == "manual-procedure"]
        self.assertEqual(len(by_hand), 2, by_hand)
        self.assertIn("by hand, to take back step 2, mark", by_hand[0])
        self.assertEqual(self.stage.changes(action="FailoverGlobalCluster"), [])

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
        self.assertIn("has passed its point of no return, aurora-writer", said.stderr)
        self.assertIn(f"go back with failoverctl failback --to {EAST}", said.stderr)
        self.assertEqual(self.stage.ctl("approve", "r-0001", "--reason", "fine").returncode, 0)
        self.stage.until_told("run-done")
