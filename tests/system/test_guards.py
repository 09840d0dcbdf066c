# SPDX-License-Identifier: MIT
"""What holds a move back, one thing at a time; and that it goes on when the thing is gone."""
from __future__ import annotations

import signal
import time

from demo.daemon import wall_time

from .stage import EAST, WEST, Case

STOPPED_S = 3.0


class GuardCase(Case):
    def held_back_by(self, *codes: str, kind: str = "failover") -> None:
        """Waits until these alone are in the way: now it would have moved, but for them."""
        self.stage.until(f"a {kind} is held back by {codes} alone",
                         lambda: self.stage.guards_in_the_way(kind) == set(codes))
        self.assertEqual(self.stage.changes(), [])
        self.assertEqual(self.stage.runs(), [])

    def said_by(self, region: str) -> set[str]:
        """What the newest answers of a Region's critical probes are worth."""
        return {probe["outcome"] for known in self.stage.application()["regions"]
                if known["name"] == region for probe in known["probes"] if probe["critical"]}

    def moves(self) -> None:
        self.stage.until_told("run-done")
        self.stage.until("it is served from the other Region",
                         lambda: self.stage.world()["serving"] == WEST)


class PausesAndSwitches(GuardCase):
    takes_s = 30

    def test_a_pause_blocks_and_its_end_does_not_fire_at_once(self):
        stage = self.stage
        stage.configure(guards={"hold": "2s"})
        stage.start_settled()
        self.assertEqual(stage.ctl("pause", "--for", "5m", "--reason", "new schema").returncode, 0)
        paused = stage.application()["paused"]
        self.assertEqual((paused["owner"], paused["reason"]), ("root", "new schema"))
        self.assertGreater(paused["left_s"], 280)
        stage.break_region()
        self.held_back_by("G03")
        self.assertIn("blocked by G03 pause (paused by root",
                      stage.until_told("pending")["message"])
        self.assertIn("paused by root", stage.guards("failover")["G03"]["text"])
        self.assertIn("new schema", stage.until_told("blocked")["message"])
        self.assertEqual(stage.ctl("resume").returncode, 0)
        stage.until("the hold begins anew",
                    lambda: stage.guards_in_the_way("failover") == {"G06"})
        self.assertEqual(stage.runs(), [])
        self.moves()
        resumed = next(e for e in stage.heard() if e["event"] == "resumed")
        decided = next(e for e in stage.heard() if e["event"] == "decided")
        self.assertGreaterEqual(wall_time(decided["time"]) - wall_time(resumed["time"]), 1.9)

    def test_a_pause_ends_by_itself(self):
        stage = self.stage
        stage.start_settled()
        stage.ctl("pause", "--for", "3s", "--reason", "short")
        stage.break_region()
        stage.until_logged("the pause of root has expired")
        self.assertEqual(stage.runs(), [])
        self.moves()

    def test_a_pause_outlives_the_daemon(self):
        stage = self.stage
        stage.start_settled()
        stage.ctl("pause", "--for", "1h", "--reason", "over night")
        stage.until("the ledger has it", lambda: stage.application()["paused"])
        self.assertEqual(stage.daemon.stop(), 0)
        stage.start()
        self.assertEqual(stage.application()["paused"]["reason"], "over night")

    def test_the_kill_switch_stops_automation_while_its_file_is_there(self):
        stage = self.stage
        switch = stage.directory / "stop"
        switch.touch()
        stage.configure(guards={"kill_switch": str(switch)})
        stage.start_settled("G02")
        stage.break_region()
        self.held_back_by("G02")
        self.assertIn(str(switch), stage.guards("failover")["G02"]["text"])
        switch.unlink()
        self.moves()


class Doubts(GuardCase):
    takes_s = 30

    def test_a_lag_that_was_never_known_holds_until_a_person_accepts_the_loss(self):
        stage = self.stage
        stage.box.post("/lag", metric="absent")
        stage.start_settled("G10")
        stage.break_region()
        self.held_back_by("G10")
        refused = stage.move("failover", WEST)
        self.assertEqual(refused.returncode, 5, refused.stdout + refused.stderr)
        self.assertIn("G10 loss", refused.stderr)
        self.assertIn("--force", refused.stderr)
        self.assertEqual(stage.changes(), [])
        forced = stage.move("failover", WEST, "--force")
        self.assertEqual(forced.returncode, 0, forced.stdout + forced.stderr)
        self.moves()

    def test_a_lag_that_is_too_long_holds(self):
        stage = self.stage
        stage.box.post("/lag", ms=2500)
        stage.configure(guards={"max_loss": "2s"})
        stage.start()
        stage.until("the lag is known", lambda: stage.guards("failover")["G10"]["value"] == "no")
        stage.break_region()
        self.held_back_by("G10")

    def test_with_both_regions_down_nothing_is_moved(self):
        stage = self.stage
        stage.start_settled()
        stage.break_region(EAST)
        stage.break_region(WEST)
        stage.until("home is down", lambda: any(
            f["name"] == "down" and f["value"] == "yes"
            for f in stage.application()["regions"][0]["facts"]))
        stage.until("the target is down too", lambda: stage.guards("failover")["G13"]["value"]
                    == "no")
        self.assertEqual((stage.changes(), stage.runs()), ([], []))
        self.assertEqual(stage.application()["state"], "home")

    def test_a_blip_shorter_than_the_hold_moves_nothing(self):
        stage = self.stage
        stage.configure(guards={"hold": "30s"})
        stage.start_settled()
        stage.break_region()
        told = stage.until_told("pending")
        self.assertIn("unless it recovers", told["message"])
        stage.heal_region()
        stage.until_told("pending-ended")
        self.assertEqual((stage.changes(), stage.runs()), ([], []))

    def test_who_was_stopped_watches_before_it_acts(self):
        stage = self.stage
        stage.configure(guards={"tilt": "3s"})
        stage.start_settled()
        process = stage.daemon.process
        process.send_signal(signal.SIGSTOP)
        stage.break_region()
        time.sleep(STOPPED_S)  # this is what happens to it, and nothing is waited for
        process.send_signal(signal.SIGCONT)
        told = stage.until_told("tilt")
        self.assertIn("this process was stopped", told["message"])
        self.assertIn("G04", stage.guards_in_the_way("failover"))
        self.assertEqual(stage.runs(), [])
        self.moves()
        decided = next(e for e in stage.heard() if e["event"] == "decided")
        self.assertGreaterEqual(wall_time(decided["time"]) - wall_time(told["time"]), 2.9)

    def test_who_reaches_nothing_has_not_seen_an_outage(self):
        stage = self.stage
        stage.start_settled()
        stage.break_region("references")
        stage.until_told("isolated")
        stage.break_region()
        stage.until("what fails is no evidence", lambda: self.said_by(EAST) == {"unknown"})
        self.assertEqual((stage.changes(), stage.runs()), ([], []))
        self.assertIn("isolated", stage.guards("failover")["G04"]["text"])
        stage.heal_region("references")
        stage.until_told("isolation-ended")
        self.moves()


class Afterwards(GuardCase):
    takes_s = 30

    def fail_over(self, **guards: str) -> None:
        self.stage.configure(guards=guards)
        self.stage.start_settled()
        self.stage.break_region()
        self.moves()
        self.stage.until_state("away")
        self.stage.heal_region()
        self.stage.box.post("/calls/clear")

    def test_the_latch_waits_for_an_ack(self):
        stage = self.stage
        self.fail_over(failback="approve")
        self.stage.until("the latch alone is in the way of the failback",
                         lambda: stage.guards_in_the_way("failback") == {"G09"})
        self.assertEqual(stage.changes(), [])
        self.assertEqual(stage.ctl("ack", "--reason", "seen to").returncode, 0)
        stage.until_state("home")
        self.assertEqual(stage.world()["serving"], EAST)

    def test_the_cooldown_ends_with_an_ack(self):
        stage = self.stage
        self.fail_over(cooldown="1h")
        self.stage.until("the cooldown alone is in the way of the failback",
                         lambda: stage.guards_in_the_way("failback") == {"G07"})
        self.assertGreater(stage.guards("failback")["G07"]["clears_in_ms"], 3_000_000)
        self.assertEqual(stage.changes(), [])
        stage.ctl("ack", "--reason", "seen to")
        stage.until_state("home")

    def test_the_budget_is_for_automation_only(self):
        stage = self.stage
        self.fail_over(budget_day=1, budget_week=1, failback="auto")
        stage.until_state("home")
        stage.break_region()
        stage.until("the budget alone is in the way",
                    lambda: stage.guards_in_the_way("failover") == {"G08"})
        self.assertEqual(stage.world()["writer"], EAST)
        done = stage.move("failover", WEST)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


class OtherHands(GuardCase):
    """What people do themselves is never corrected."""

    takes_s = 25

    def test_a_move_by_hand_is_adopted(self):
        stage = self.stage
        stage.configure(guards={"stable": "1h"})
        stage.start_settled()
        stage.box.post("/human", switchover_to=WEST)
        told = stage.until_told("adopted")
        self.assertIn(f"{WEST} is serving and has the writer", told["message"])
        stage.until_state("away")
        self.assertEqual(stage.changes(), [])

    def test_a_move_that_is_half_made_is_left_alone(self):
        stage = self.stage
        stage.start_settled()
        stage.box.post("/human", switchover_to=WEST, only="database")
        told = stage.until_told("drift")
        self.assertIn("automation is stopped", told["message"])
        self.assertIn("drift", stage.ctl("status").stdout)
        stage.break_region(EAST)
        stage.until("drift is in the way",
                    lambda: stage.guards("failover")["G14"]["value"] == "no")
        self.assertEqual((stage.changes(), stage.runs()), ([], []))
        stage.heal_region(EAST)
        stage.box.post("/controls", **{EAST: "Off", WEST: "On"})
        stage.until_told("adopted")
        stage.until_state("away")

    def test_what_is_taken_back_by_hand_is_told(self):
        stage = self.stage
        stage.start_settled()
        stage.box.post("/controls", **{WEST: "On"})
        stage.until_told("drift")
        stage.box.post("/controls", **{WEST: "Off"})
        stage.until_told("drift-ended")
        self.assertEqual(stage.application()["state"], "home")

    def test_from_nobody_knows_where_nothing_is_done(self):
        stage = self.stage
        stage.configure(daemon={"place": None})
        stage.start_settled("G20")
        stage.break_region()
        self.held_back_by("G20")
        self.assertIn("nobody has said where we stand", stage.guards("failover")["G20"]["text"])

    def test_from_the_region_that_is_left_nothing_is_done(self):
        stage = self.stage
        stage.configure(daemon={"place": EAST})
        stage.start_settled("G20")
        stage.break_region()
        self.held_back_by("G20")
        refused = stage.move("failover", WEST)
        self.assertEqual(refused.returncode, 5)
        self.assertIn("another Region", refused.stderr)
