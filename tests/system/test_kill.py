# SPDX-License-Identifier: MIT
"""kill -9 in the middle of a run, and a restart: the run is finished, and no act is made twice."""
from __future__ import annotations

from typing import Any

from .stage import EAST, WEST, SharedCase, Stage

GUARDS = {"stable": "1h", "budget_day": 32, "budget_week": 32}  # nothing comes home by itself
AT_REST = {"G06"}  # a hold that has not begun is in nobody's way
MOVES = {"failover": "FailoverGlobalCluster", "switchover": "SwitchoverGlobalCluster"}
LONG_MS = 3000


class Killed(SharedCase):
    """The application is moved there by command and killed on the way, then brought home."""

    takes_s = 50

    @classmethod
    def prepare(cls, stage: Stage) -> None:
        stage.configure(guards=GUARDS)
        stage.start()

    def setUp(self) -> None:
        self.bring_back()
        self.accepted = len(self.stage.world()["accepted"])
        self.stage.box.post("/calls/clear")

    def bring_back(self) -> None:
        stage = self.stage
        stage.box.post("/aws", effect="none")
        stage.until("the database is at rest", lambda: stage.world()["operation"] is None and all(
            cluster["sync"] == "connected" for cluster in stage.world()["clusters"].values()))
        if stage.world()["writer"] != EAST:
            stage.until("a failback could begin",
                        lambda: stage.ctl("failback", "--dry-run").returncode == 0)
            back = stage.move("failback", EAST)
            self.assertEqual(back.returncode, 0, back.stdout + back.stderr)
        stage.until("nothing is in the way of a move from home", lambda: (
            stage.application()["state"] == "home" and AT_REST >= (
                stage.guards_in_the_way("failover") | stage.guards_in_the_way("switchover"))))

    def begin(self, verb: str) -> str:
        done = self.stage.move(verb, WEST, "--no-wait")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return str(self.stage.daemon.application()["run"]["id"])

    def kill_at(self, action: str, effect: str = "", verb: str = "failover",
                lives: int = 1) -> None:
        """Kills when the call is seen, once in each of so many lives; then all must be well."""
        stage = self.stage
        if effect:
            stage.box.post("/aws", action=action, effect=effect, times=lives, delay_ms=LONG_MS)
        seen = len(stage.box.get(f"/calls?action={action}"))
        run = self.begin(verb)
        for life in range(1, lives + 1):
            stage.until(f"{action} is called in life {life}", lambda n=seen + life: len(
                stage.box.get(f"/calls?action={action}")) >= n)
            stage.kill()
            if life < lives:
                seen = len(stage.box.get(f"/calls?action={action}")) - life
                stage.start()
        stage.start()
        self.assertIn(f"{run}: {verb} from {EAST} to {WEST} is taken up again", stage.log())
        self.finished(run, verb)

    def finished(self, run: str, verb: str) -> None:
        stage = self.stage
        stage.until(f"{run} ends", lambda: self.record(run)["status"] != "running")
        self.assertEqual(self.record(run)["status"], "done", self.record(run))
        self.assertEqual(stage.world()["serving"], WEST)
        taken = [(c["action"], c["region"]) for c in stage.changes()
                 if c["status"] == 200 and c["effect"] != "lost-request"]
        self.assertEqual(len(taken), len(set(taken)), f"an act was made twice: {taken}")
        self.assertEqual((taken[0][0], taken[-1][0]), (MOVES[verb], "UpdateRoutingControlStates"))
        self.assertEqual(len(stage.world()["accepted"]), self.accepted + 1)

    def record(self, run: str) -> Any:
        return self.stage.daemon.ask(f"/api/v1/runs/{run}")


class AtTheDatabase(Killed):
    def test_the_failover_was_just_sent(self):
        self.kill_at("FailoverGlobalCluster")

    def test_the_failover_was_done_and_its_answer_lost(self):
        self.kill_at("FailoverGlobalCluster", "lost-answer")

    def test_the_failover_never_arrived(self):
        self.kill_at("FailoverGlobalCluster", "lost-request")

    def test_the_failover_was_done_and_not_answered_yet(self):
        self.kill_at("FailoverGlobalCluster", "slow")


class AtTheSwitchover(Killed):
    def test_the_switchover_was_just_sent(self):
        self.kill_at("SwitchoverGlobalCluster", verb="switchover")

    def test_the_switchover_was_done_and_its_answer_lost(self):
        self.kill_at("SwitchoverGlobalCluster", "lost-answer", verb="switchover")

    def test_the_switchover_never_arrived(self):
        self.kill_at("SwitchoverGlobalCluster", "lost-request", verb="switchover")

    def test_the_switchover_is_half_way(self):
        self.stage.box.post("/timings", switchover_s=2.0)
        self.addCleanup(self.stage.box.post, "/timings", switchover_s=0.2)
        self.kill_at("SwitchoverGlobalCluster", verb="switchover")


class AtTheSecret(Killed):
    def test_the_secret_is_being_read(self):
        self.kill_at("GetSecretValue", "slow")

    def test_the_secret_was_just_written(self):
        self.kill_at("PutSecretValue")

    def test_the_secret_was_written_and_the_answer_lost(self):
        self.kill_at("PutSecretValue", "lost-answer")

    def test_the_new_text_of_the_secret_never_arrived(self):
        self.kill_at("PutSecretValue", "lost-request")


class AtTheTraffic(Killed):
    def test_the_controls_were_just_moved(self):
        self.kill_at("UpdateRoutingControlStates")

    def test_the_controls_were_moved_and_the_answer_lost(self):
        self.kill_at("UpdateRoutingControlStates", "lost-answer")

    def test_the_request_for_the_controls_never_arrived(self):
        self.kill_at("UpdateRoutingControlStates", "lost-request")

    def test_it_is_killed_again_when_it_takes_the_run_up(self):
        self.kill_at("UpdateRoutingControlStates", "lost-request", lives=2)


class BetweenTheSteps(Killed):
    """Not at a call, but at what the run has just said of itself. What was not durable yet when it
    was said has not happened, and has changed nothing."""

    def kill_when(self, line: str, verb: str = "failover") -> None:
        said = self.stage.log().count(line)
        run = self.begin(verb)
        self.stage.until_logged(line, said + 1)
        self.stage.kill()
        self.stage.start()
        if run in [known["id"] for known in self.stage.runs()]:
            self.finished(run, verb)
        else:
            self.assertEqual(self.stage.changes(), [])
            self.assertEqual(self.stage.application()["state"], "home")

    def test_the_run_has_just_begun(self):
        self.kill_when("step 1 of 6, recheck: make it true")

    def test_the_writer_has_just_moved(self):
        self.kill_when("step 2, aurora-writer, is done")

    def test_the_traffic_is_about_to_move(self):
        self.kill_when("step 4 of 6, routing-controls: make it true")

    def test_only_the_proof_is_left(self):
        self.kill_when("step 6 of 6, http: make it true")

