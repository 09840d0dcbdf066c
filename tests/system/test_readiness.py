# SPDX-License-Identifier: MIT
"""What a planned move waits for: shown, waived, looked at by its run, and by automation before that."""
from __future__ import annotations

from demo.daemon import UnixConnection

from .stage import EAST, WEST, Case, SharedCase
from .test_metrics import ask, samples

OPEN, REFUSED = 0, 5
PATH = "/api/v1/applications/remittance/readiness"
GATES = ["member", "at-rest", "lag", "engine", "instances", "class", "parameters", "global-rpo",
         "maintenance", "blue-green", "secret", "snapshot", "probes"]
SOUND = {"standby_instances": 2, "standby_engine": "16.6", "standby_class": "db.r6g.large",
         "standby_reboot": False, "global_db_rpo": -1, "maintenance_in_s": 0.0, "blue_green": ""}


class Gates(SharedCase):
    """Nothing is broken for longer than a test, and nothing is moved."""

    takes_s = 15

    def setUp(self) -> None:
        self.addCleanup(self.mend)

    def mend(self) -> None:
        self.stage.box.post("/aws", effect="none")
        self.stage.box.post("/lag", metric="normal")
        self.stage.box.post("/timings", **SOUND)

    def gates(self, code: int) -> dict[str, dict]:
        """By name, when all that can take time has passed."""
        def look() -> dict[str, dict] | None:
            done = self.stage.ctl("readiness", "--json")
            found = {g["name"]: g for g in self.stage.daemon.ask(PATH)["gates"]}
            return found if done.returncode == code else None
        found = self.stage.until(f"readiness ends with {code}", look)
        assert found is not None
        return found

    def closed(self, name: str, *words: str, how: str = "no") -> None:
        gate = self.gates(REFUSED)[name]
        self.assertEqual(gate["counts"], how, gate)
        for word in words:
            self.assertIn(word, f"{gate['detail']} -> {gate['remedy']}")

    def test_all_are_open(self):
        gates = self.gates(OPEN)
        self.assertEqual(list(gates), GATES)
        self.assertEqual({gate["counts"] for gate in gates.values()}, {"yes"}, gates)
        status, _, text = ask(UnixConnection(self.stage.daemon.socket))
        found = {name: value for name, value in samples(text).items()
                 if name.startswith("failoverd_readiness{")}
        self.assertEqual((status, len(found), set(found.values())), (200, len(GATES), {1.0}), found)

    def test_each_says_what_is_wrong(self):
        for settings, gate, words in (
                ({"standby_engine": "16.4"}, "engine", "16.4 in us-west-2, but 16.6"),
                ({"standby_instances": 0}, "instances", "create-db-instance"),
                ({"standby_class": "db.t4g.medium"}, "class", "is smaller than"),
                ({"standby_reboot": True}, "parameters", "reboot-db-instance"),
                ({"global_db_rpo": 60}, "global-rpo", "60 s in us-west-2"),
                ({"maintenance_in_s": 600.0}, "maintenance", "system-update"),
                ({"blue_green": "AVAILABLE"}, "blue-green", "upgrade of us-east-1")):
            with self.subTest(gate):
                self.stage.box.post("/timings", **settings)
                self.closed(gate, words)
                self.mend()

    def test_what_is_not_answered_is_not_open(self):
        self.stage.box.post("/aws", service="rds", action="DescribeDBClusterParameters",
                            effect="throttle")
        self.closed("global-rpo", how="unknown")
        self.mend()
        self.stage.box.post("/aws", service="rds", action="DescribeBlueGreenDeployments",
                            effect="denied")
        self.closed("blue-green", "AccessDenied")
        self.mend()
        self.stage.box.post("/lag", metric="absent")
        self.closed("lag", "no datapoint", how="unknown")

    def test_the_words(self):
        self.stage.box.post("/timings", standby_class="db.t4g.medium")
        self.gates(REFUSED)
        done = self.stage.ctl("readiness", "switchover", "--to", WEST)
        self.assertEqual((done.returncode, done.stderr), (REFUSED, ""))
        self.assertIn(f"remittance, switchover from {EAST} to {WEST}: it waits", done.stdout)
        self.assertIn("  NO   class ", done.stdout)
        self.assertIn("    or failoverctl waive class --reason", done.stdout)

    def test_what_makes_no_sense(self):
        for words, code, said in (
                (("readiness", "failback"), 1, "it serves from there already"),
                (("readiness", "sideways"), 2, "write failback or switchover"),
                (("readiness", "failback", "--to", WEST), 2, "a failback goes home"),
                (("readiness", "switchover", "--to", "mars"), 2, "no Region of remittance"),
                (("waive",), 2, "which gate?"),
                (("waive", "class"), 2, "say why"),
                (("waive", "lag", "--reason", "late"), 2, "cannot be waived"),
                (("waive", "toll", "--reason", "late"), 2, "must name a gate"),
                (("waive", "class", "--reason", "late", "--for", "48h"), 2, "at most 24h")):
            with self.subTest(words):
                done = self.stage.ctl(*words)
                self.assertEqual(done.returncode, code, done.stderr)
                self.assertIn(said, done.stderr)


class Moves(Case):
    takes_s = 15

    def test_a_run_looks_first_and_a_person_may_waive(self):
        stage = self.stage
        stage.start_settled()
        stage.until("it could begin", lambda: stage.ctl("readiness").returncode == OPEN)
        stage.box.post("/timings", standby_class="db.t4g.medium", standby_reboot=True)
        stage.box.post("/calls/clear")
        self.assertEqual(stage.move("switchover", WEST, "--wait").returncode, 1)
        told = stage.until_told("run-abandoned")
        self.assertIn("readiness: not ready: class is closed: ", told["message"])
        self.assertIn("(and 1 more)", told["message"])
        self.assertEqual(stage.changes(), [])
        for gate in ("class", "parameters"):
            done = stage.ctl("waive", gate, "--reason", "it will do for an hour", "--for", "1h")
            self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("it will do for an hour", stage.ctl("readiness").stdout)
        # A restart forgets neither of them.
        stage.kill()
        stage.start_settled("G07")
        self.assertEqual(stage.ctl("readiness").returncode, OPEN)
        self.assertEqual(stage.move("switchover", WEST, "--wait").returncode, 0)
        step = stage.ctl_json("runs", "show", stage.runs()[0]["id"])["steps"][1]
        self.assertEqual((step["name"], step["detail"]),
                         ("readiness", "11 of 13 gates are open, 2 waived"))
        # It was for that move.
        self.assertEqual(stage.ctl("readiness", "failback").returncode, REFUSED)
        self.assertIn("waive class", stage.ctl("audit", "list").stdout + stage.log())

    def test_automation_waits_until_the_gate_is_mended(self):
        stage = self.stage
        stage.start_settled()
        stage.box.post("/timings", standby_reboot=True)
        self.assertEqual(stage.move("failover", WEST, "--wait").returncode, 0)
        stage.until("only the gates wait", lambda: stage.guards_in_the_way("failback") == {"G23"})
        guard = stage.guards("failback")["G23"]
        self.assertEqual(guard["value"], "no", guard)
        self.assertIn("parameters is closed: ", guard["text"])
        self.assertIn("G23 readiness", stage.ctl("explain").stdout)
        self.assertEqual(len(stage.runs()), 1)
        stage.box.post("/timings", standby_reboot=False)
        stage.until_state("home")
        self.assertEqual(stage.runs()[0]["kind"], "failback")
