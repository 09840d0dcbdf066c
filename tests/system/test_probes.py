# SPDX-License-Identifier: MIT
"""Every kind of probe besides the database's, when all is well and when it is not."""
from __future__ import annotations

from typing import Any

from .stage import EAST, WEST, SharedCase, Stage

PLUGIN = """#!/bin/sh
case $FAILOVERD_REGION in us-east-1) read said < {directory}/plugin.says;; esac
echo "${{said:-OK}} - $FAILOVERD_APPLICATION in $FAILOVERD_REGION, $# arguments|time=${{1}}ms;50"
case $said in CRITICAL) exit 2;; UNKNOWN) exit 3;; HANGING) sleep 1000;; esac
"""
DIMENSIONS = {"ApiName": "remittance-{region}"}
EVERY = {"every": "400ms", "timeout": "350ms"}
NAMES = ("port", "name", "plugin", "errors", "alarm", "checkers", "page")


def probes_of(stage: Stage) -> dict[str, Any]:
    box = stage.box
    kinds: dict[str, Any] = {
        "port": {"tcp": {"host": "api.{region}.shop.example", "port": 443}},
        "name": {"dns": {"name": "api.{region}.shop.example", "match": "only",
                         "expect": ["127.0.1.1", "127.0.2.1"],
                         "servers": [box.addresses["dns"]]}},
        "plugin": {"command": {"argv": [f"{stage.directory}/check_it", "12", "12"],
                               "value": "time"}},
        "errors": {"cloudwatch-metric": {
            "namespace": "AWS/ApiGateway", "metric": "5XXError", "dimensions": DIMENSIONS,
            "period": "1s", "fresh": "5s"}},
        "alarm": {"cloudwatch-alarm": {"alarms": "api-{region}"}},
        "checkers": {"route53-health": {"checks": {
            EAST: "02ec8401-9879-4259-91fa-04e66d094674"}}},
        "page": {"http": {"url": "https://api.{region}.shop.example/healthz",
                          "ca_file": box.addresses["ca_file"]}},
        "named": {"secret": {}},
        "public": {"public-name": {}},
    }
    return {name: {**kind, **EVERY} for name, kind in kinds.items()}


class Probes(SharedCase):
    """All of them are asked of the Region that is well and of the one to which things happen."""

    takes_s = 25

    @classmethod
    def prepare(cls, stage: Stage) -> None:
        plugin = stage.directory / "check_it"
        plugin.write_text(PLUGIN.format(directory=stage.directory))
        plugin.chmod(0o755)
        cls.restore(stage)
        stage.configure(mode="observe", probes=probes_of(stage), facts={
            "slow": {"probes": "plugin", "value": "> 10ms"},
            "faulty": {"probes": "errors", "value": "> 0.2", "fresh": "5s"},
            "renewed": {"probes": "page", "value": "> 14"},
            "unnamed": {"probes": "public", "fails": 3}})
        stage.start()

    @staticmethod
    def restore(stage: Stage) -> None:
        box = stage.box
        box.post("/fault", region=EAST, mode="none")
        box.post("/dns", mode="ok")
        box.post("/app", region=EAST)
        for region in (EAST, WEST):
            box.post("/alarm", region=region, name=f"api-{region}", state="OK")
            box.post("/metric", region=region, namespace="AWS/ApiGateway", name="5XXError",
                     dimensions={"ApiName": f"remittance-{region}"}, value=0.25)
        box.post("/checkers", region=EAST, good=3)
        (stage.directory / "plugin.says").write_text("OK\n")

    def setUp(self) -> None:
        self.until("all is well", lambda: all(
            self.seen(region, name)["outcome"] == "ok" for region in (EAST, WEST)
            for name in NAMES if (region, name) != (WEST, "checkers")))

    def tearDown(self) -> None:
        self.restore(self.stage)

    def until(self, what: str, check: Any) -> Any:
        return self.stage.until(what, check)

    def region(self, region: str) -> Any:
        return self.stage.application()["regions"][(EAST, WEST).index(region)]

    def seen(self, region: str, name: str) -> Any:
        return next(p for p in self.region(region)["probes"] if p["name"] == name)

    def test_what_follows_a_move_is_seen(self) -> None:
        for region in (EAST, WEST):
            self.assertEqual(self.until("a secret that was read", lambda: self.seen(
                region, "named")["outcome"] == "ok" and self.seen(region, "named")["detail"]),
                f"names {EAST}")
        public = self.until("an answer of the public name", lambda: next(
            (probe for probe in self.stage.application()["probes"]
             if probe["name"] == "public" and probe["outcome"] == "ok"), None))
        self.assertEqual(public["detail"], f"answers 127.0.1.1 ({EAST})")

    def test_a_fact_of_what_is_asked_once_is_known_of_each_region(self) -> None:
        for region in (EAST, WEST):
            self.until(f"it is known of {region}", lambda: next(
                fact for fact in self.region(region)["facts"]
                if fact["name"] == "unnamed")["value"] == "no")

    def becomes(self, name: str, outcome: str, words: str, reason: str) -> None:
        """In the Region to which it happened, and only there."""
        def holds() -> bool:
            seen = self.seen(EAST, name)
            return (seen["outcome"], seen["reason"]) == (outcome, reason)
        self.until(f"{name} is {outcome}, {reason}", holds)
        self.assertIn(words, self.seen(EAST, name)["detail"])

    def test_all_is_well_and_values_make_facts(self):
        for region in (EAST, WEST):
            details = {name: self.seen(region, name)["detail"] for name in NAMES}
            self.assertIn("connected in", details["port"])
            self.assertRegex(details["name"], r"^A 127\.0\.[12]\.1$")
            self.assertEqual(details["plugin"], f"ok (0): OK - remittance in {region}, 2 arguments")
            self.assertIn("5XXError 0.25, measured", details["errors"])
            self.assertEqual(details["alarm"], f"api-{region} is OK")
            self.assertEqual(self.seen(region, "plugin")["value"], 12)
            self.assertGreater(self.seen(region, "page")["value"], 14)
        self.assertEqual(self.seen(EAST, "checkers")["detail"], "3 of 3 checkers say Success")
        self.assertEqual(self.seen(EAST, "checkers")["value"], 1)
        self.assertEqual(self.seen(WEST, "checkers")["reason"], "not-applicable")
        self.until("the values are facts", lambda: all(
            fact["value"] == "yes" for fact in self.region(EAST)["facts"]
            if fact["name"] in ("slow", "faulty", "renewed")))

    def test_a_port_that_refuses(self):
        self.stage.box.post("/fault", region=EAST, mode="refuse", only=["app"])
        self.becomes("port", "fail", "Connection refused", "refused")
        self.assertEqual(self.seen(WEST, "port")["outcome"], "ok")

    def test_a_name_server_that_fails_or_says_nothing(self):
        self.stage.box.post("/dns", mode="servfail")
        self.becomes("name", "fail", "SERVFAIL", "value")
        self.stage.box.post("/dns", mode="silent")
        self.becomes("name", "fail", "no answer from", "timeout")

    def test_a_plugin_that_complains_does_not_know_or_hangs(self):
        for says, outcome, reason, words in (
                ("CRITICAL", "fail", "value", "critical (2): CRITICAL - remittance"),
                ("UNKNOWN", "unknown", "other", "unknown (3): UNKNOWN"),
                ("HANGING", "unknown", "other", "was killed: it did not end in time")):
            with self.subTest(says):
                (self.stage.directory / "plugin.says").write_text(says + "\n")
                self.until(f"it is {says}", lambda: words in self.seen(EAST, "plugin")["detail"])
                self.becomes("plugin", outcome, words, reason)
        self.assertEqual(self.seen(WEST, "plugin")["outcome"], "ok")

    def test_a_metric_without_datapoints_is_no_value(self):
        self.stage.box.post("/metric", region=EAST, namespace="AWS/ApiGateway", name="5XXError",
                            dimensions={"ApiName": f"remittance-{EAST}"})
        self.becomes("errors", "unknown", "too old", "stale")
        self.until("the fact is unknown", lambda: {
            f["name"]: f["value"] for f in self.region(EAST)["facts"]}["faulty"] == "unknown")

    def test_an_alarm_that_rings_or_does_not_know(self):
        self.stage.box.post("/alarm", region=EAST, name=f"api-{EAST}", state="ALARM",
                            reason="5 of 5 datapoints")
        self.becomes("alarm", "fail", f"api-{EAST} is ALARM: 5 of 5 datapoints", "value")
        self.stage.box.post("/alarm", region=EAST, name=f"api-{EAST}", state="INSUFFICIENT_DATA")
        self.becomes("alarm", "unknown", "INSUFFICIENT_DATA", "no-data")

    def test_the_checkers_verdict(self):
        self.stage.box.post("/checkers", region=EAST, good=0)
        self.becomes("checkers", "fail", "0 of 3 checkers say Success", "value")
        self.stage.box.post("/checkers", region=EAST, good=3, age_s=3600)
        self.becomes("checkers", "unknown", "old ones of 3", "stale")

    def test_our_own_faults_are_local(self):
        plugin = self.stage.directory / "check_it"
        plugin.chmod(0o644)
        self.addCleanup(plugin.chmod, 0o755)
        self.becomes("plugin", "unknown", "check_it cannot be run: Permission denied", "local")
        self.assertTrue(self.seen(EAST, "plugin")["local"])
        self.assertRegex(self.stage.ctl("status").stdout, r"plugin +local local")
        self.assertFalse(self.seen(EAST, "port")["local"])

    def test_a_firewall_that_blocks_the_prober_is_no_outage(self):
        self.stage.box.post("/app", region=EAST, status=403, body="Request blocked")
        self.becomes("page", "unknown", "the prober is blocked", "blocked")
