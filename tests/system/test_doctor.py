# SPDX-License-Identifier: MIT
"""What the next move needs is tried before it is needed: told, shown, and, if asked for, waited for."""
from __future__ import annotations

import os
import unittest

from .stage import EAST, WEST, Case, SharedCase

OK, WARN, FAIL = 0, 1, 2
NOBODY = 65534
PATH = "/api/v1/applications/remittance/doctor"


class Found(SharedCase):
    """Nothing is broken for longer than a test."""

    takes_s = 30

    def setUp(self) -> None:
        self.addCleanup(self.mend)

    def mend(self) -> None:
        self.stage.box.post("/aws", effect="none")
        self.stage.box.post("/dns", mode="ok", ttl_s=1)
        for region in (EAST, WEST, "eu-west-1", "ap-northeast-1", "ap-southeast-2"):
            self.stage.box.post("/arc", endpoint=region, effect="none")
        self.stage.box.post("/timings", standby_instances=2, standby_engine="16.6",
                            clock_offset_s=0.0)

    def doctor(self, code: int) -> dict[str, dict]:
        """The checks by name."""
        done = self.stage.ctl_json("doctor")
        self.assertEqual(self.stage.ctl("doctor").returncode, code, done)
        return {check["name"]: check for check in done["checks"]}

    def one(self, name: str, result: str, *words: str) -> None:
        check = self.doctor({"warn": WARN, "unknown": WARN, "fail": FAIL}[result])[name]
        self.assertEqual(check["result"], result, check)
        for word in words:
            self.assertIn(word, f"{check['detail']} -> {check['remedy']}")

    def test_all_is_well(self):
        checks = self.doctor(OK)
        self.assertEqual({check["result"] for check in checks.values()}, {"ok"}, checks)
        self.assertEqual(list(checks), [
            "identity", "identity-read", "clock", "ledger", "lease", "static-stability",
            "arc-endpoints", "aurora-global", "aurora-cluster", "aurora-instances", "aurora-lag", "secret",
            "secret-replica", "public-name", "zone"])
        self.assertIn("all 5 answer", checks["arc-endpoints"]["detail"])
        self.assertIn("no dry run", checks["aurora-global"]["unproved"])
        self.assertIsNone(checks["ledger"]["took_ms"])
        self.assertEqual(self.stage.application()["preflight"]["good"], "yes")

    def test_it_reads_like_this(self):
        self.stage.box.post("/arc", endpoint="eu-west-1", effect="unavailable")
        done = self.stage.ctl("doctor")
        self.assertEqual((done.returncode, done.stderr), (WARN, ""))
        lines = done.stdout.splitlines()
        self.assertEqual(lines[0], f"remittance, from {EAST} to {WEST}: warn")
        self.assertRegex(lines[1], r"^  14 ok, 1 warn, 0 unknown, 0 FAIL; tried at .*, in .*s$")
        self.assertRegex(done.stdout, r"  warn +arc-endpoints .*4 of 5 answer, not eu-west-1 ")
        self.assertIn("    -> one is enough", done.stdout)
        self.assertIn("Not proved", done.stdout)

    def test_nothing_is_changed(self):
        self.stage.box.post("/calls/clear")
        self.doctor(OK)
        self.assertEqual(self.stage.changes(), [])

    def test_a_permission_that_a_move_needs(self):
        self.stage.box.post("/aws", service="rds", action="DescribeDBClusters", region=WEST,
                            effect="denied")
        self.one("aurora-cluster", "fail", "AccessDenied", "IAM policy")

    def test_a_permission_that_only_the_doctor_needs(self):
        self.stage.box.post("/aws", service="rds", action="DescribeDBInstances",
                            effect="denied")
        self.one("aurora-instances", "warn", "only failoverctl doctor")

    def test_what_is_not_answered_is_not_known(self):
        for effect in ("throttle", "500", "garbage", "empty", "truncated"):
            with self.subTest(effect):
                self.stage.box.post("/aws", service="rds", action="DescribeGlobalClusters",
                                    region=WEST, effect=effect)
                self.one("aurora-global", "unknown")
                self.mend()

    def test_the_region_that_is_left_need_not_answer(self):
        self.stage.box.post("/aws", service="secretsmanager", action="GetSecretValue",
                            region=EAST, effect="denied")
        self.one("secret", "warn", EAST)

    def test_no_endpoint_of_the_controls_answers(self):
        for region in (EAST, WEST, "eu-west-1", "ap-northeast-1", "ap-southeast-2"):
            self.stage.box.post("/arc", endpoint=region, effect="unavailable")
        self.one("arc-endpoints", "fail", "EndpointTemporarilyUnavailable")

    def test_a_secondary_without_instances(self):
        self.stage.box.post("/timings", standby_instances=0)
        self.one("aurora-cluster", "fail", "no instance", "create-db-instance")
        self.one("aurora-instances", "fail", "0 of 0")

    def test_a_secondary_with_another_engine(self):
        self.stage.box.post("/timings", standby_engine="16.4")
        self.one("aurora-cluster", "warn", f"16.4 in {WEST}, and 16.6 in {EAST}")

    def test_a_lag_that_is_not_measured(self):
        self.stage.box.post("/lag", metric="absent")
        self.addCleanup(self.stage.box.post, "/lag", metric="normal")
        self.one("aurora-lag", "warn", "G10")

    def test_a_name_that_is_kept_for_long(self):
        self.stage.box.post("/dns", mode="ok", ttl_s=300)
        self.one("public-name", "warn", "kept for 300 s", "60 s or less")

    def test_servers_that_are_silent(self):
        self.stage.box.post("/dns", mode="servfail")
        self.one("public-name", "unknown", "code 2")

    def test_credentials_that_have_expired(self):
        self.stage.box.post("/aws", service="sts", effect="expired")
        self.one("identity", "fail", "ExpiredToken", "renew the AWS credentials")

    def test_a_clock_that_is_wrong(self):
        self.stage.box.post("/timings", clock_offset_s=90.0)
        self.one("clock", "warn", " behind AWS", "chronyc")

    def test_the_api(self):
        before = self.stage.daemon.ask(PATH)
        self.assertEqual((before["from"], before["to"]), (EAST, WEST))
        self.assertFalse(before["running"])
        self.doctor(OK)
        after = self.stage.daemon.ask(PATH)
        self.assertGreater(after["round"], before["round"])
        self.assertEqual((after["application"], after["result"]), ("remittance", "ok"))
        self.assertEqual(after["preflight"]["good"], "yes")


class Told(Case):
    takes_s = 20

    @unittest.skipUnless(os.geteuid() == 0, "only root can be somebody else")
    def test_who_may_not_command_sees_what_was_found(self):
        stage = self.stage
        stage.start()
        for path in (stage.directory, stage.directory / "failoverd.sock"):
            path.chmod(0o777)
        stage.until("the first look", lambda: stage.application()["preflight"]["good"] == "yes")
        round_before = stage.daemon.ask(PATH)["round"]
        done = stage.ctl("doctor", user=NOBODY, group=NOBODY, extra_groups=[])
        self.assertEqual(done.returncode, OK, done.stdout + done.stderr)
        self.assertIn("this was found before", done.stderr)
        self.assertIn("all 5 answer", done.stdout)
        self.assertEqual(stage.daemon.ask(PATH)["round"], round_before)

    def test_it_asks_as_those_who_will_act_and_as_those_who_watch(self):
        stage = self.stage
        roles = {name: f"arn:aws:iam::123456789012:role/failoverd-{name}"
                 for name in ("read", "failover")}
        stage.configure(daemon={"aws": {"roles": roles}})
        stage.start_settled()
        done = stage.ctl_json("doctor")
        checks = {check["name"]: check for check in done["checks"]}
        self.assertEqual(done["result"], "ok", done)
        self.assertIn(":assumed-role/failoverd-failover/", checks["identity"]["detail"])
        self.assertIn(":assumed-role/failoverd-read/", checks["identity-read"]["detail"])
        stage.box.post("/calls/clear")
        stage.ctl("doctor")
        for action, role in (("DescribeDBClusters", "failover"), ("GetSecretValue", "failover")):
            arns = {call["arn"] for call in stage.box.get(f"/calls?action={action}")}
            self.assertEqual(len(arns), 1, action)
            self.assertIn(f"failoverd-{role}/", arns.pop())

    def test_nothing_is_tried_during_a_run(self):
        stage = self.stage
        stage.start_settled()
        stage.box.post("/timings", promote_s=3.0)
        self.assertEqual(stage.move("failover", WEST).returncode, 0)
        stage.until("it runs", lambda: stage.application()["run"])
        done = stage.ctl("doctor")
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn("while a run is under way", done.stderr)
        stage.until_told("run-done")

    def test_what_fails_is_told_once_and_its_end(self):
        stage = self.stage
        stage.start_settled()
        stage.until("the first look", lambda: stage.application()["preflight"]["good"] == "yes")
        stage.box.post("/timings", standby_instances=0)
        for _ in range(3):
            stage.ctl("doctor")
        told = stage.until_told("preflight-bad")
        self.assertIn(f"remittance could not leave {EAST} now: aurora-cluster: ", told["message"])
        stage.box.post("/aws", service="rds", effect="throttle")
        stage.ctl("doctor")  # not known is no news
        self.assertEqual(stage.application()["preflight"]["good"], "no")
        stage.box.post("/aws", service="rds", effect="none")
        stage.ctl("reload")
        stage.ctl("doctor")
        stage.box.post("/timings", standby_instances=2)
        stage.ctl("doctor")
        stage.until_told("preflight-good")
        events = [e["event"] for e in stage.heard() if e["event"].startswith("preflight-")]
        self.assertEqual(events, ["preflight-bad", "preflight-good"])

    def test_it_tries_in_observe_too_and_changes_nothing(self):
        stage = self.stage
        stage.configure(mode="observe")
        stage.start()
        stage.until("the first look", lambda: stage.application()["preflight"]["good"] == "yes")
        self.assertEqual(stage.changes(), [])


class Guarded(Case):
    """G12 by what was really found."""

    takes_s = 30

    def test_what_is_bad_holds_a_failover_until_it_is_mended(self):
        stage = self.stage
        stage.configure(guards={"preflight": "3s"})
        stage.box.post("/timings", standby_instances=0)
        stage.start_settled("G12")
        stage.until("G12 has heard of it", lambda: stage.guards("failover")["G12"]["value"] == "no")
        stage.break_region()
        stage.until("it is held back by G12 alone",
                    lambda: stage.guards_in_the_way("failover") == {"G12"})
        self.assertIn("no instance", stage.guards("failover")["G12"]["text"])
        self.assertIn("aurora-cluster", stage.until_told("blocked")["message"])
        self.assertIn("! a move would fail: aurora-cluster: ", stage.ctl("status").stdout)
        self.assertIn("what a move needs: failed ", stage.ctl("explain").stdout)
        self.assertEqual((stage.changes(), stage.runs()), ([], []))
        stage.box.post("/timings", standby_instances=2)
        stage.until_told("run-done")

    def test_what_is_not_known_holds_it_only_when_it_is_old(self):
        stage = self.stage
        stage.configure(guards={"preflight": "3s"})
        stage.start_settled()
        stage.box.post("/aws", service="sts", effect="throttle")
        stage.until("the proof is old", lambda: stage.guards("failover")["G12"]["value"]
                    == "unknown")
        self.assertIn("3s at most", stage.guards("failover")["G12"]["text"])
        self.assertRegex(stage.ctl("status").stdout,
                         r"! whether a move could be made was proved \d+s ago, 3s at most")
        stage.break_region()
        stage.until("it is held back by G12 alone",
                    lambda: stage.guards_in_the_way("failover") == {"G12"})
        stage.box.post("/aws", service="sts", effect="none")
        stage.until_told("run-done")

    def test_without_being_asked_for_it_holds_nothing(self):
        stage = self.stage
        stage.box.post("/aws", service="secretsmanager", action="DescribeSecret", effect="expired")
        stage.start_settled()
        stage.until("something is bad", lambda: stage.application()["preflight"]["good"] == "no")
        self.assertEqual(stage.guards("failover")["G12"]["text"], "not asked for")
        stage.break_region()
        stage.until_told("run-done")

    def test_an_outage_of_the_region_takes_no_proof_away(self):
        stage = self.stage
        stage.configure(guards={"preflight": "4s", "hold": "5s"})
        stage.start_settled()
        stage.break_region()  # with all that lives in it
        stage.until_told("run-done")
        self.assertEqual(stage.world()["serving"], WEST)
        stage.until("the way back is looked at", lambda: stage.daemon.ask(PATH)["from"] == WEST)
        back = stage.daemon.ask(PATH)
        self.assertEqual((back["to"], back["result"]), (EAST, "unknown"))
        self.assertEqual(stage.application()["preflight"]["good"], "unknown")
        stage.heal_region()
        stage.until("it could go home", lambda: stage.ctl("doctor").returncode == OK)
