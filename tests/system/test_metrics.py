# SPDX-License-Identifier: MIT
"""What monitoring reads: on the API's socket and, if so configured, on a port."""
from __future__ import annotations

import http.client
import re
import shutil
import socket
import subprocess
import tempfile
import unittest
from pathlib import Path

from demo.daemon import UnixConnection

from .stage import EAST, WEST, Case, Stage

OPEN = {"Accept": "application/openmetrics-text;version=1.0.0,text/plain;q=0.5"}
RULES = Path("conf/monitoring/failoverd.rules.yml").resolve()
RULES_TEST = Path("tests/metrics/failoverd.rules.test.yml").resolve()


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def ask(connection: http.client.HTTPConnection, method: str = "GET", path: str = "/metrics",
        headers: "dict[str, str] | None" = None) -> "tuple[int, str, str]":
    """Status, type, body."""
    connection.request(method, path, headers=headers or {})
    answer = connection.getresponse()
    found = answer.status, answer.getheader("Content-Type", ""), answer.read().decode()
    connection.close()
    return found


def samples(text: str) -> "dict[str, float]":
    return {name: float(value) for name, value in
            re.findall(r"^([a-z][^ ]*) (\S+)$", text, re.MULTILINE)}


class Metrics(Case):
    def read(self, stage: Stage, **headers: str) -> "tuple[str, str]":
        status, kind, text = ask(UnixConnection(stage.daemon.socket), headers=headers)
        self.assertEqual(status, 200, text)
        return kind, text

    def values(self) -> "dict[str, float]":
        return samples(self.read(self.stage)[1])

    def check_cloudwatch(self) -> None:
        """It is told, too; of one Region alone, and at once."""
        told = self.stage.until("CloudWatch is told", lambda: self.stage.box.get(
            "/calls?action=PutMetricData"))
        self.assertEqual({(call["region"], call["status"]) for call in told}, {(WEST, 200)})

    def test_they_say_where_the_application_is_and_follow_it(self):
        stage = self.stage
        stage.configure(daemon={"aws": {"publish_metrics": WEST}})
        stage.start_settled()
        self.check_cloudwatch()
        values = self.values()
        of = '{application="remittance",region="%s"}'
        for name, expected in {
                f"failoverd_region_serving{of % EAST}": 1,
                f"failoverd_region_serving{of % WEST}": 0,
                f"failoverd_region_writer{of % EAST}": 1,
                f"failoverd_routing_control_on{of % EAST}": 1,
                f"failoverd_routing_control_on{of % WEST}": 0,
                f"failoverd_region_healthy{of % WEST}": 1,
                'failoverd_state{application="remittance",state="home"}': 1,
                'failoverd_mode{application="remittance",mode="auto"}': 1,
                "failoverd_ledger_writable": 1, "failoverd_isolated": 0,
                "failoverd_config_last_reload_successful": 1,
                'failoverd_breach_seconds{application="remittance"}': 0,
                'failoverd_runs_total{result="done"}': 0,
                "failoverd_ledger_write_failures_total": 0}.items():
            self.assertEqual(values.get(name), expected, name)
        self.assertLess(values[f"failoverd_replication_lag_seconds{of % WEST}"], 5)
        self.assertNotIn(f"failoverd_replication_lag_seconds{of % EAST}", values)
        self.assertGreater(values[
            f'failoverd_aws_requests_total{{service="rds",region="{EAST}",code="200"}}'], 0)
        self.assertGreater(values[
            'failoverd_aws_request_duration_seconds_count{service="cloudwatch"}'], 0)
        self.assertGreater(values["failoverd_event_loop_lag_seconds_count"], 1)
        stage.break_region()
        stage.until_told("run-done")
        values = self.values()
        self.assertEqual(values[f"failoverd_region_serving{of % WEST}"], 1)
        self.assertEqual(values['failoverd_runs_total{result="done"}'], 1)
        self.assertEqual(values['failoverd_decisions_total{outcome="decided"}'], 1)
        check = f'{{application="remittance",region="{EAST}",check="api"}}'
        self.assertEqual(values[f"failoverd_check_up{check}"], 0)
        self.assertGreaterEqual(values[f"failoverd_probe_failures_total{check}"], 3)

    def test_a_histogram_adds_up(self):
        self.stage.start_settled()
        values = self.values()
        label = f'application="remittance",region="{EAST}",check="api"'
        buckets = [value for name, value in values.items() if name.startswith(
            f"failoverd_probe_duration_seconds_bucket{{{label},le=")]
        self.assertEqual(len(buckets), 11)
        self.assertEqual(buckets, sorted(buckets))
        self.assertEqual(buckets[-1],
                         values[f"failoverd_probe_duration_seconds_count{{{label}}}"])
        self.assertGreater(values[f"failoverd_probe_duration_seconds_sum{{{label}}}"], 0)

    def test_the_guards_are_told_while_a_move_is_wanted(self):
        stage = self.stage
        stage.configure(guards={"hold": "1h"})
        stage.start_settled()
        stage.break_region()
        stage.until_told("pending")
        values = self.values()
        self.assertEqual(values['failoverd_guard_ok{application="remittance",guard="G06"}'], 0)
        self.assertEqual(values['failoverd_guard_ok{application="remittance",guard="G01"}'], 1)

    def test_a_refused_reload_a_pause_and_a_lost_ledger_are_told(self):
        stage = self.stage
        stage.start_settled()
        self.assertEqual(stage.ctl("pause", "--reason", "lunch").returncode, 0)
        path = stage.directory / "apps.d" / "remittance.json"
        path.write_text(path.read_text().replace('"mode": "auto"', '"mode": "auto-matic"'))
        self.assertEqual(stage.ctl("reload").returncode, 3)
        values = self.values()
        self.assertEqual(values['failoverd_paused{application="remittance"}'], 1)
        self.assertEqual(values["failoverd_config_last_reload_successful"], 0)

    def test_who_asks_for_openmetrics_gets_it(self):
        self.stage.start()
        kind, text = self.read(self.stage, **OPEN)
        self.assertTrue(kind.startswith("application/openmetrics-text; version=1.0.0"))
        self.assertTrue(text.endswith("\n# EOF\n"))
        self.assertIn("# TYPE failoverd_runs counter\nfailoverd_runs_total{", text)
        kind, text = self.read(self.stage)
        self.assertTrue(kind.startswith("text/plain; version=0.0.4"))
        self.assertNotIn("# EOF", text)

    @unittest.skipUnless(shutil.which("promtool"), "promtool is not installed")
    def test_promtool_finds_nothing_amiss(self):
        self.stage.start_settled()
        text = self.read(self.stage)[1]
        done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True,
                              text=True, check=False)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))

    def test_they_are_on_a_port_where_nothing_else_is(self):
        port = free_port()
        self.stage.configure(daemon={"metrics": f"127.0.0.1:{port}"})
        self.stage.start()

        def on_port(*words: str) -> "tuple[int, str, str]":
            return ask(http.client.HTTPConnection("127.0.0.1", port, timeout=5), *words)
        status, _, text = on_port()
        self.assertEqual(status, 200)
        self.assertIn("failoverd_build_info{", text)
        self.assertEqual(on_port("POST")[0], 405)
        for path in ("/api/v1/status", "/healthz", "/api/v1/reload"):
            self.assertEqual(on_port("GET", path)[0], 404, path)

    def test_a_port_that_is_taken_keeps_nobody_from_watching(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            address = "127.0.0.1:%d" % taken.getsockname()[1]
            self.stage.configure(daemon={"metrics": address})
            self.stage.start()
            self.assertIn(f"somebody else listens at {address}",
                          self.stage.until_told("api-lost")["message"])
            self.read(self.stage)


@unittest.skipUnless(shutil.which("promtool"), "promtool is not installed")
class Rules(unittest.TestCase):
    """The alert rules that are shipped."""

    def promtool(self, *words: str) -> None:
        done = subprocess.run(["promtool", *words], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_they_are_well_formed(self):
        self.promtool("check", "rules", str(RULES))

    def test_they_tell_what_they_should_and_nothing_else(self):
        with tempfile.TemporaryDirectory() as directory:
            for path in (RULES, RULES_TEST):
                shutil.copy(path, directory)
            self.promtool("test", "rules", f"{directory}/{RULES_TEST.name}")

    def test_they_speak_of_metrics_that_there_are(self):
        told = set(re.findall(r'^\t\{ "(\w+)", "(gauge|counter|histogram)"', "".join(
            path.read_text() for path in Path("daemon").glob("metrics*.c")), re.MULTILINE))
        names = {name + ("_total" if kind == "counter" else "") for name, kind in told}
        asked = set(re.findall(r"\bfailoverd_\w+", "".join(
            line for line in RULES.read_text().splitlines() if " expr: " in line)))
        self.assertGreater(len(asked), 10)
        self.assertLessEqual(asked, names)
