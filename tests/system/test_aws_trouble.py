# SPDX-License-Identifier: MIT
"""AWS answers wrongly, or not at all: that is no outage, it is said, and it passes."""
from __future__ import annotations

from collections import Counter

from .stage import EAST, WEST, SharedCase, Stage

TIMEOUT = "400ms"
PROBES = ("lag", "topology", "controls")
# What AWS does, and words of what is then said of the topology.
ANSWERS = (
    ("throttle", "Rate exceeded"),
    ("500", "internal error"),
    ("expired", "; renew the AWS credentials of failoverd"),
    ("denied", "; allow it in the IAM policy of failoverd's role"),
    ("garbage", "not"),
    ("truncated", ""),
    ("empty", ""),
    ("huge", ""),
    ("endless", ""),
    ("hang", "no whole answer from"),
)


def probes(stage: Stage) -> dict[str, dict]:
    """Those that ask AWS, by name, as the Region sees them that has no writer."""
    application = stage.application()
    seen = application["regions"][1]["probes"] + application["probes"]
    return {probe["name"]: probe for probe in seen if probe["name"] in PROBES}


class WatchingGoesOn(SharedCase):
    takes_s = 35

    @classmethod
    def prepare(cls, stage: Stage) -> None:
        # Megabytes of nonsense keep the sandbox busy: whether the application is up has its time.
        ratio = {"probes": ["api"], "over": "4s"}
        stage.configure(
            guards={"hold": "3s", "newest": "2s"},
            probes={"api": {"every": "1s", "timeout": "900ms"},
                    **{name: {"every": "500ms", "timeout": TIMEOUT} for name in PROBES}},
            facts={"down": {**ratio, "fail_ratio": ">= 50%", "clear": "< 30%"},
                   "up": {**ratio, "fail_ratio": "< 30%"}})
        stage.start_settled()

    def tearDown(self) -> None:
        self.stage.box.post("/aws", effect="none")
        self.stage.until("all is well again", lambda: all(
            probe["outcome"] == "ok" for probe in probes(self.stage).values()))

    def check(self, effect: str, words: str) -> None:
        stage = self.stage
        stage.box.post("/aws", effect=effect)
        stage.until(f"{effect} is seen by every probe of AWS", lambda: all(
            probe["outcome"] == "unknown" for probe in probes(stage).values()))
        for name, probe in probes(stage).items():
            self.assertTrue(probe["detail"], name)
            if effect in ("denied", "expired", "500"):
                self.assertIn(".amazonaws.com: HTTP ", probe["detail"], name)
        self.assertIn(words, probes(stage)["topology"]["detail"])
        for region in stage.application()["regions"]:
            facts = {fact["name"]: fact["value"] for fact in region["facts"]}
            self.assertEqual((facts["down"], facts["up"]), ("no", "yes"))
        self.assertIn("unknown", stage.ctl("status").stdout)
        self.assertEqual((stage.changes(), stage.runs()), ([], []))
        self.tearDown()


def _add(effect: str, words: str) -> None:
    def test(self: WatchingGoesOn) -> None:
        self.check(effect, words)
    setattr(WatchingGoesOn, f"test_{effect}_is_no_outage", test)


for _effect, _words in ANSWERS:
    _add(_effect, _words)


class Clock(SharedCase):
    takes_s = 8

    def asked(self) -> None:
        stage = self.stage
        stage.box.post("/calls/clear")
        stage.until("each endpoint of the probes has been asked often", lambda: min(
            Counter(call["host"] for call in stage.box.get("/calls")
                    if call["service"] in ("rds", "cloudwatch")).values(), default=0) > 3)

    def test_calls_are_signed_by_the_clock_of_aws_when_ours_is_wrong(self):
        stage = self.stage
        for offset, words in ((3600.0, "behind"), (-3600.0, "ahead of")):
            with self.subTest(words):
                stage.box.post("/timings", clock_offset_s=offset)
                self.asked()
                refused = [c["host"] for c in stage.box.get("/calls") if c["status"] >= 400]
                self.assertEqual(len(refused), len(set(refused)), "each host refused once")
                self.assertEqual(stage.log().count(f"this host is 1h {words} that of "), 1)
                stage.box.post("/timings", clock_offset_s=0.0)
                self.asked()
        self.assertNotIn("SignatureDoesNotMatch", stage.log())
        # The age of a datapoint is told by our own clock: that one is for us to set.
        self.assertNotIn("probe topology of us-west-2: unknown", stage.log())


class Retries(SharedCase):
    takes_s = 6

    def test_what_passes_within_a_call_is_no_observation(self):
        stage = self.stage
        for effect, times in (("500", 2), ("lost-answer", 1), ("lost-request", 2)):
            with self.subTest(effect):
                stage.box.post("/calls/clear")
                stage.box.post("/aws", service="rds", region=WEST, effect=effect, times=times)
                stage.until("it met as many calls", lambda: len([
                    c for c in stage.box.get("/calls?service=rds") if c["effect"]]) == times)
        stage.until("it is known on", lambda: probes(stage)["topology"]["outcome"] == "ok")
        self.assertNotIn("probe topology of us-west-2: unknown", stage.log())


class OneEndpoint(SharedCase):
    takes_s = 8

    def test_one_endpoint_of_five_that_is_down_is_told_by_nobody(self):
        stage = self.stage
        stage.box.post("/arc", endpoint="eu-west-1", effect="down")
        stage.box.post("/arc", endpoint="ap-northeast-1", effect="unavailable")
        stage.box.post("/calls/clear")
        stage.until("all have been asked several times", lambda: len(
            stage.box.get("/calls?service=route53-recovery-cluster")) > 12)
        self.assertNotIn("probe controls", stage.log())
        for endpoint in ("us-east-1", "us-west-2", "ap-northeast-1", "ap-southeast-2"):
            stage.box.post("/arc", endpoint=endpoint, effect="down")
        stage.until_logged("probe controls: unknown (")
        self.assertNotIn("probe controls of ", stage.log())
        stage.box.post("/arc", endpoint="us-west-2", effect="none")
        stage.until_logged("probe controls: ok (")


class InARun(SharedCase):
    """Each call of a run is answered wrongly once; the run is done all the same, each act once."""

    takes_s = 45
    verbs = {EAST: ("switchover", WEST), WEST: ("failback", EAST)}
    acts = ("SwitchoverGlobalCluster", "PutSecretValue", "UpdateRoutingControlStates")

    @classmethod
    def prepare(cls, stage: Stage) -> None:
        stage.configure(guards={"stable": "1h"})
        stage.start_settled()

    def check(self, effect: str, taken: bool) -> None:
        stage = self.stage
        verb, to = self.verbs[stage.world()["writer"]]
        stage.until(f"a {verb} could begin", lambda: stage.ctl(verb, "--dry-run").returncode == 0)
        stage.box.post("/calls/clear")
        for action in (*self.acts, "GetSecretValue"):
            stage.box.post("/aws", action=action, effect=effect, times=1)
        done = stage.move(verb, to)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(stage.world()["serving"], to)
        for action in self.acts:
            made = [c for c in stage.changes(action=action) if c["status"] == 200]
            places = {c["region"] for c in made}
            self.assertEqual(len(made), 1 if action != "PutSecretValue" else len(places), made)
            self.assertEqual(any(c["effect"] for c in made), taken, made)

    def test_throttled(self):
        self.check("throttle", taken=False)

    def test_an_answer_that_is_not_what_the_protocol_says(self):
        self.check("garbage", taken=True)

    def test_an_answer_that_ends_in_the_middle(self):
        self.check("truncated", taken=True)

    def test_an_answer_without_a_body(self):
        self.check("empty", taken=True)

    def test_an_answer_that_is_lost(self):
        self.check("lost-answer", taken=True)

    def test_an_internal_error(self):
        self.check("500", taken=False)

    def test_three_of_the_five_endpoints_of_the_routing_controls_are_gone(self):
        for endpoint, effect in ((EAST, "down"), ("eu-west-1", "down"),
                                 ("ap-northeast-1", "unavailable")):
            self.stage.box.post("/arc", endpoint=endpoint, effect=effect)
            self.addCleanup(self.stage.box.post, "/arc", endpoint=endpoint, effect="none")
        self.check("none", taken=False)

    def test_credentials_that_have_just_expired(self):
        self.check("expired", taken=False)
