# SPDX-License-Identifier: MIT
"""observe never acts, propose waits for a person, auto acts; and one of them must be written."""
from __future__ import annotations

from .stage import EAST, WEST, Case


class Modes(Case):
    takes_s = 25

    def start(self, mode: str) -> None:
        self.stage.configure(mode=mode)
        self.stage.start_settled("G01", "G17")

    def test_observe_says_what_it_would_do_and_changes_nothing(self):
        self.start("observe")
        self.stage.break_region()
        told = self.stage.until_told("would-move")
        self.assertIn(f"failover to {WEST} would begin now", told["message"])
        self.assertEqual(self.stage.guards_in_the_way("failover"), {"G01"})
        self.assertEqual(self.stage.changes(), [])
        self.assertEqual(self.stage.runs(), [])
        self.assertEqual(self.stage.application()["state"], "home")
        self.assertIn("observe", self.stage.ctl("status").stdout)

    def test_propose_waits_for_a_person_and_says_what_to_type(self):
        self.start("propose")
        self.stage.break_region()
        told = self.stage.until_told("proposed")
        waits = self.stage.application()["approval"]
        self.assertIn(f"failoverctl approve {waits['id']} --app remittance", told["message"])
        self.assertIn(f"failoverctl approve {waits['id']}", self.stage.ctl("status").stdout)
        self.assertEqual((self.stage.changes(), self.stage.runs()), ([], []))
        done = self.stage.move("failover", WEST)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(self.stage.world()["serving"], WEST)
        run = self.stage.ctl_json("runs", "show", "r-0001")
        self.assertEqual((run["automatic"], run["reason"]), (False, "a system test"))

    def test_what_was_proposed_goes_when_it_is_approved_and_nothing_else_does(self):
        self.start("propose")
        self.assertIn("nothing waits for an approval",
                      self.stage.ctl("approve", "0123abcd", "--reason", "early").stderr)
        self.stage.break_region()
        self.stage.until_told("proposed")
        wrong = self.stage.ctl("approve", "0123abcd", "--reason", "mistyped")
        self.assertIn("is not what waits", wrong.stderr)
        self.assertEqual(self.stage.runs(), [])
        waits = self.stage.application()["approval"]
        self.assertEqual((waits["given"], waits["silence"]), (False, "hold"))
        done = self.stage.ctl("approve", waits["id"], "--reason", "seen by two")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.stage.until_state("away")
        run = self.stage.ctl_json("runs", "show", "r-0001")
        self.assertEqual((run["automatic"], self.stage.world()["writer"]), (True, WEST))
        self.assertIsNone(self.stage.application()["approval"])

    def test_propose_says_so_once_for_each_outage(self):
        self.start("propose")
        for outage in (1, 2):
            self.stage.break_region()
            self.stage.until_told("proposed", outage)
            self.stage.heal_region()
            self.stage.until_told("pending-ended", outage)
        self.assertEqual(sum(e["event"] == "proposed" for e in self.stage.heard()), 2)

    def test_without_a_mode_the_configuration_is_wrong(self):
        self.stage.configure(mode=None)
        self.stage.daemon.start()
        self.stage.until("it ends", lambda: self.stage.daemon.ended() is not None)
        self.assertEqual(self.stage.daemon.ended(), 78)
        log = self.stage.log()
        self.assertIn("mode", log)
        self.assertIn("begin with observe", log)
        self.assertIn(f"{self.stage.directory}/apps.d/remittance.json:1:1", log)
        self.assertEqual(self.stage.box.get("/calls"), [])

    def test_a_change_of_mode_begins_every_hold_anew(self):
        self.start("observe")
        self.stage.break_region()
        self.stage.until_told("would-move")
        self.stage.configure(mode="auto", guards={"hold": "3s"})
        self.assertEqual(self.stage.ctl("reload").returncode, 0)
        self.assertEqual(self.stage.runs(), [])
        decided = self.stage.until_told("decided")
        self.assertIn("held for 3", decided["message"])
        self.stage.until_state("away")
        self.assertEqual(self.stage.world()["writer"], WEST)
        self.assertNotEqual(self.stage.world()["writer"], EAST)
