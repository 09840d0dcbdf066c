# SPDX-License-Identifier: MIT
"""A Region is lost and comes home; what was asked of AWS, what customers met, what was told."""
from __future__ import annotations

import json
import re
import shutil
from typing import Any

from demo.customers import Customers
from sandbox.rds import GLOBAL
from sandbox.settings import PUBLIC_NAME
from sandbox.sts import LONG_LIVED

from .reports import Page, faults
from .stage import EAST, WEST, SharedCase, Stage

ORDERS_BEFORE = 10


def acts(stage: Stage) -> list[Any]:
    return [call for call in stage.changes() if call["status"] == 200]


def ways(customers: Customers) -> list[list[str]]:
    """For each customer the Regions that served, in order."""
    found: dict[int, list[str]] = {}
    for attempt in customers.seen():
        way = found.setdefault(attempt.customer, [])
        if attempt.region and attempt.region not in way[-1:]:
            way.append(attempt.region)
    return list(found.values())


class ThereAndBack(SharedCase):
    """Played once: home is refused, failover, home is back, failback; all of it automatic."""

    takes_s = 30
    before: dict[str, str]
    calls: list[Any]
    events: list[Any]

    @classmethod
    def prepare(cls, stage: Stage) -> None:
        vault = stage.box.world.vault
        cls.before = {region: vault.secrets[region].text for region in (EAST, WEST)}
        stage.daemon.command.append("--verbose")  # not even then
        stage.configure(objectives={"rto": "15m", "rpo": "10s"})
        stage.start_settled()
        cls.customers = Customers(PUBLIC_NAME, stage.box.addresses)
        cls.customers.start()
        cls.addClassCleanup(cls.customers.stop)
        stage.until("customers have ordered",
                    lambda: stage.box.get("/orders")["acknowledged"] >= ORDERS_BEFORE)
        stage.break_region(EAST)
        stage.until_told("run-done")
        stage.until_state("away")
        cls.away = stage.world()
        cls.away_secret = vault.secrets[WEST].text
        stage.heal_region(EAST)
        stage.until_told("run-done", 2)
        stage.until_state("home")
        stage.until("every customer is served at home again", lambda: all(
            way[-1] == EAST for way in ways(cls.customers)) and [EAST, WEST, EAST]
            in ways(cls.customers))
        cls.customers.stop()
        cls.home = stage.world()
        cls.calls = acts(stage)
        cls.secret_calls = stage.box.get(f"/calls?service=secretsmanager&region={WEST}")
        cls.events = list(stage.heard())

    def of_run(self, number: int) -> list[Any]:
        """The acts of the first or of the second run."""
        turn = next(n for n, call in enumerate(self.calls)
                    if call["action"] in ("CopyDBClusterSnapshot", "SwitchoverGlobalCluster"))
        return self.calls[:turn] if number == 1 else self.calls[turn:]

    def test_what_the_run_needs_was_looked_at_before_so_that_it_is_warm(self):
        moved = self.calls[0]["t_first_ns"]
        early = [call for call in self.secret_calls if call["t_first_ns"] < moved]
        self.assertTrue(early)
        self.assertFalse([call for call in early if call["mutates"]])

    def test_the_database_moves_first_and_traffic_last(self):
        for number, database in ((1, "FailoverGlobalCluster"), (2, "SwitchoverGlobalCluster")):
            order = [call["action"] for call in self.of_run(number)]
            if number == 2:  # first of all what was lost is kept
                self.assertEqual(order.pop(0), "CopyDBClusterSnapshot")
            self.assertEqual(order[0], database)
            self.assertEqual(order[-1], "UpdateRoutingControlStates")
            self.assertEqual(set(order[1:-1]), {"PutSecretValue"})

    def test_traffic_moves_after_the_new_writer_was_seen(self):
        told = self.stage.box.get("/events")
        promoted = [e["t_ns"] for e in told if e["event"] == "promoted"]
        switched = [e["t_ns"] for e in told if e["event"] == "control" and e["state"] == "On"]
        self.assertEqual(len(promoted), 2)
        self.assertTrue(all(p < s for p, s in zip(promoted, switched)), (promoted, switched))

    def test_one_failover_is_sent_to_the_target_and_says_what_may_be_lost(self):
        sent = [c for c in self.calls if c["action"] == "FailoverGlobalCluster"]
        self.assertEqual([c["region"] for c in sent], [WEST])
        self.assertEqual(sent[0]["params"]["AllowDataLoss"], "true")
        self.assertEqual(sent[0]["params"]["GlobalClusterIdentifier"], GLOBAL)
        self.assertIn(f":{WEST}:", sent[0]["params"]["TargetDbClusterIdentifier"])

    def test_one_switchover_is_sent_to_the_writer_that_is_left(self):
        sent = [c for c in self.calls if c["action"] == "SwitchoverGlobalCluster"]
        self.assertEqual([c["region"] for c in sent], [WEST])
        self.assertNotIn("AllowDataLoss", sent[0]["params"])
        self.assertIn(f":{EAST}:", sent[0]["params"]["TargetDbClusterIdentifier"])

    def test_of_the_secret_only_the_endpoint_changes(self):
        texts = {"away": (self.before[WEST], self.away_secret, self.away, WEST),
                 "home": (self.away_secret, self.stage.box.world.vault.secrets[WEST].text,
                          self.home, EAST)}
        for when, (old, new, world, region) in texts.items():
            with self.subTest(when):
                host = world["clusters"][region]["endpoint"]
                self.assertEqual(json.loads(new)["host"], host)
                self.assertEqual(new, old.replace(json.loads(old)["host"], host))

    def test_writes_of_the_secret_carry_a_token_of_their_own(self):
        tokens = [c["params"]["ClientRequestToken"] for c in self.calls
                  if c["action"] == "PutSecretValue"]
        self.assertGreaterEqual(len(tokens), 2)
        self.assertEqual(len(set(tokens)), len(tokens))
        for token in tokens:
            self.assertRegex(token, r"\A[A-Za-z0-9-]{32,64}\Z")

    def test_routing_controls_move_in_one_atomic_call_each_way(self):
        sent = [c["params"]["UpdateRoutingControlStateEntries"] for c in self.calls
                if c["action"] == "UpdateRoutingControlStates"]
        self.assertEqual([sorted(e["RoutingControlState"] for e in entries) for entries in sent],
                         [["Off", "On"], ["Off", "On"]])

    def test_nothing_else_was_changed(self):
        self.assertEqual(len(self.of_run(1)), 3)
        self.assertLessEqual({c["action"] for c in self.calls}, {
            "CopyDBClusterSnapshot", "FailoverGlobalCluster", "SwitchoverGlobalCluster", "PutSecretValue",
            "UpdateRoutingControlStates"})

    def test_no_order_is_lost_on_the_way_home(self):
        orders = self.stage.box.get("/orders")
        self.assertEqual(orders["lost_switchover"], 0)
        customers = sum(1 for attempt in self.customers.seen() if attempt.region)
        self.assertLessEqual(customers, orders["acknowledged"])
        self.assertEqual(orders["acknowledged"], orders["present"] + orders["lost"])

    def test_customers_were_served_from_both_regions(self):
        for way in ways(self.customers):
            self.assertEqual(way, [EAST, WEST, EAST][-len(way):])

    def test_the_journal_tells_it_in_order(self):
        run = {1: [], 2: []}
        for event in self.events:
            if event.get("run"):
                run[int(event["run"][-1])].append(event["event"])
        for number, steps in ((1, 6), (2, 8)):
            names = run[number]
            self.assertEqual((names[0], names[-1]), ("run-started", "run-done"))
            self.assertEqual(names.count("step-started"), steps)
            self.assertEqual(names.count("step-ended"), steps)
        names = [e["event"] for e in self.events]
        story = ["started", "fact-changed", "pending", "decided", "run-started", "step-acted",
                 "run-done", "state-changed", "decided", "run-done", "state-changed"]
        at = -1
        for name in story:
            self.assertIn(name, names[at + 1:], f"after {names[:at + 1]}")
            at = names.index(name, at + 1)

    def test_the_estimate_of_the_loss_is_in_the_record(self):
        run = self.stage.ctl_json("runs", "show", "r-0001")
        self.assertGreater(run["loss_estimate_ms"], 0)
        self.assertEqual(run["status"], "done")

    def test_a_report_measures_the_recovery_and_names_each_act(self):
        for run in ("r-0001", "r-0002"):
            report = self.stage.ctl_json("runs", "show", run)
            self.assertEqual(faults(report), [])
            self.assertIs(report["sealed"], True)
            # That there is no copy yet is seen before one is made.
            self.assertEqual([t for t in report["trouble"] if t["step"] != "aurora-snapshot"], [])
            self.assertIs(report["recovery"]["met"], True)
            self.assertGreater(report["recovery"]["measured_s"], 0)
            sent = {call["request_id"] for call in self.of_run(int(run[-1]))}
            self.assertEqual({call["request_id"] for call in report["calls"] if call["act"]}, sent)
        self.assertIsNone(report["recovery"]["onset"])
        self.assertEqual(report["loss"]["measured"], "none")

    def test_a_page_is_made_of_the_files_alone(self):
        copy = self.stage.directory / "copy"
        shutil.copytree(self.stage.directory / "state", copy)
        (copy / "failoverd.lock").unlink(missing_ok=True)
        out = self.stage.directory / "report.html"
        done = self.stage.ctl("runs", "show", "r-0001", "--state", str(copy), "--out", str(out))
        self.assertEqual(done.returncode, 0, done.stderr)
        page = Page(out.read_text())
        self.assertEqual(page.faults, [])
        self.assertNotIn("script", page.tags)
        for text in ("failover of remittance", "within the target", "onset", "G22",
                     "rds:FailoverGlobalCluster", "proves the chain"):
            self.assertIn(text, page.text)
        live = self.stage.ctl("runs", "show", "r-0001", "--html").stdout
        self.assertEqual(Page(live).tags, page.tags)
        lost = self.stage.ctl("runs", "show", "r-0099", "--state", str(copy))
        self.assertEqual(lost.returncode, 1)
        self.assertIn("has no run r-0099", lost.stderr)

    def test_nothing_secret_is_in_any_output_however_verbose(self):
        stage = self.stage
        self.assertIn("<7>", stage.log())
        outputs = {"the log": stage.log(),
                   "what systemd was told": "\n".join(stage.notices.lines)}
        for words in (("status",), ("explain",), ("runs",), ("runs", "show", "r-0001"),
                      ("runs", "show", "r-0002"), ("machine",)):
            for more in ((), ("--json",)):
                outputs[" ".join(words + more)] = stage.ctl(*words, *more).stdout
        for path in ("/api/v1/log?after=0", "/api/v1/status"):
            outputs[path] = json.dumps(stage.daemon.ask(path), ensure_ascii=False)
        for path in (stage.directory / "state").iterdir():
            outputs[path.name] = path.read_bytes().decode("utf-8", "replace")
        self.assertTrue(any(name.endswith(".db") for name in outputs), outputs.keys())
        for name, text in outputs.items():
            for secret in (LONG_LIVED.secret, LONG_LIVED.access_key, "Authorization",
                           "AWS4-HMAC", "p\u00e4ss", "p\\u00e4ss"):
                self.assertNotIn(secret, text, f"in {name}")

    def test_the_log_has_one_line_for_each_event(self):
        lines = self.stage.log().splitlines()
        self.assertTrue(all(re.match(r"<[0-7]>", line) for line in lines), lines)


class OtherOutages(SharedCase):
    """However the Region is lost, it is left."""

    takes_s = 40

    def setUp(self):
        self.addCleanup(self.go_home)

    def go_home(self):
        self.stage.heal_region()
        self.stage.until_state("home")
        self.stage.until("a failover could begin again",
                         lambda: self.stage.guards_in_the_way("failover") <= {"G06"})

    def check(self, mode):
        runs = len(self.stage.runs())
        self.stage.break_region(mode=mode)
        self.stage.until("the writer moves", lambda: self.stage.world()["writer"] == WEST)
        self.stage.until_state("away")
        self.assertEqual(self.stage.world()["serving"], WEST)
        self.assertEqual(len(self.stage.runs()), runs + 1)

    def test_a_region_that_swallows_every_packet_is_left(self):
        self.check("blackhole")

    def test_a_region_that_answers_with_errors_is_left(self):
        self.check("5xx")
