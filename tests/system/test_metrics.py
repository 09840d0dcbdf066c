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

    def values_after_run(self) -> "dict[str, float] | None":
        values = self.values()
        return values if 'failoverd_last_run_recovery_seconds{application="remittance",kind=' \
                         '"failover"}' in values else None

    def check_times(self, values: "dict[str, float]") -> None:
        """As the report of the run has them."""
        report = self.stage.daemon.ask("/api/v1/runs/r-0001/report")
        of = 'application="remittance",kind="failover"'
        self.assertAlmostEqual(values[f"failoverd_last_run_recovery_seconds{{{of}}}"],
                               report["recovery"]["measured_s"])
        self.assertGreater(len(report["steps"]), 4)
        for step in report["steps"]:
            self.assertAlmostEqual(values[
                f'failoverd_run_step_duration_seconds{{{of},step="{step["name"]}"}}'],
                step["took_s"])

    def check_run(self, values: "dict[str, float]") -> None:
        self.assertEqual(values['failoverd_runs_total{kind="failover",result="done"}'], 1)
        self.assertEqual(values['failoverd_runs_total{kind="failback",result="done"}'], 0)
        self.check_times(values)

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
                f"failoverd_region_home{of % EAST}": 1,
                f"failoverd_region_home{of % WEST}": 0,
                'failoverd_runs_total{kind="failover",result="done"}': 0,
                'failoverd_notifications_total{channel="cloudwatch",result="failed"}': 0,
                "failoverd_http_connections": 1,  # which asks
                "failoverd_ledger_write_failures_total": 0}.items():
            self.assertEqual(values.get(name), expected, name)
        self.assertLess(values[f"failoverd_replication_lag_seconds{of % WEST}"], 5)
        self.assertNotIn(f"failoverd_replication_lag_seconds{of % EAST}", values)
        self.assertGreater(values[
            f'failoverd_aws_requests_total{{service="rds",region="{EAST}",code="200"}}'], 0)
        self.assertGreater(values[
            'failoverd_aws_request_duration_seconds_count{service="cloudwatch"}'], 0)
        self.assertGreater(values["failoverd_event_loop_lag_seconds_count"], 1)
        self.assertFalse([name for name in values if name.startswith("failoverd_last_run_")
                          or name.startswith("failoverd_run_step_")], "nothing was moved")
        stage.until("what a move needs was looked at", lambda: self.values().get(
            'failoverd_preflight{application="remittance",item="secret",check="secret"}') == 1)
        stage.until("CloudWatch has taken it", lambda: self.values()[
            'failoverd_notifications_total{channel="cloudwatch",result="good"}'] == 1)
        stage.break_region()
        stage.until_told("run-done")
        values = stage.until("the run is over", lambda: self.values_after_run())
        self.check_run(values)
        self.assertEqual(values[f"failoverd_region_serving{of % WEST}"], 1)
        self.assertEqual(values['failoverd_decisions_total{outcome="decided"}'], 1)
        check = f'{{application="remittance",region="{EAST}",check="api"}}'
        self.assertEqual(values[f"failoverd_check_up{check}"], 0)
        self.assertGreaterEqual(values[f"failoverd_probe_failures_total{check}"], 3)
        stage.daemon.stop()
        stage.start()
        stage.until("the ledger has been read", lambda: self.values_after_run())
        self.check_times(self.values())

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
        # Only its importer reads OpenMetrics, and it does so by the letter. It wants times.
        path = self.stage.directory / "open.metrics"
        path.write_text(re.sub(r"(?m)^([^#].*)$", r"\1 1700000000",
                               self.read(self.stage, **OPEN)[1]))
        done = subprocess.run(["promtool", "tsdb", "create-blocks-from", "openmetrics", path,
                               self.stage.directory / "blocks"], capture_output=True, text=True,
                              check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

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

    def test_each_has_a_case_in_which_it_fires(self):
        names = set(re.findall(r"alert: (\w+)", RULES.read_text()))
        fires = set(re.findall(r'alertname="(\w+)"', RULES_TEST.read_text()))
        self.assertGreater(len(names), 10)
        self.assertEqual(names, fires)

    def test_they_speak_of_metrics_that_there_are(self):
        told = set(re.findall(r'^\t\{ "(\w+)", "(gauge|counter|histogram)"', "".join(
            path.read_text() for path in Path("daemon").glob("metrics*.c")), re.MULTILINE))
        names = {name + ("_total" if kind == "counter" else "") for name, kind in told}
        asked = set(name.removesuffix("_bucket") for name in re.findall(
            r"\bfailoverd_\w+", "".join(line for line in RULES.read_text().splitlines()
                                         if " expr: " in line)))
        self.assertGreater(len(asked), 10)
        self.assertLessEqual(asked, names)
