# SPDX-License-Identifier: MIT
"""What would have been done: with what a daemon kept, and with tables of others."""
from __future__ import annotations

import datetime
import json
import os
import shutil
import subprocess
import unittest
from pathlib import Path
from typing import Any

from demo.stage import make_directory

from .stage import BUILD, EAST, WEST, SharedCase, Stage

DONE, FAILED, USAGE, CONFIG = range(4)
START = 1795528800  # 2026-11-24T14:00:00Z
EVERY_S = 5


def seconds(text: str) -> float:
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


class OfADaemon(SharedCase):
    """A Region was lost and left, came back, and the decision was marked."""

    takes_s = 12
    decision: dict[str, Any]

    @classmethod
    def prepare(cls, stage: Stage) -> None:
        stage.start_settled()
        stage.break_region()
        stage.until_state("away")
        stage.heal_region()
        cls.decision = stage.daemon.ask("/api/v1/decisions?kind=move")["decisions"][-1]
        done = stage.ctl("decisions", "mark", cls.decision["id"], "--real", "--reason", "it was")
        assert done.returncode == 0, done.stderr
        stage.daemon.stop()  # what it keeps in memory is written with that
        stage.start()

    def backtest(self, *words: str, code: int = DONE, **options: Any) -> str:
        stage = self.stage
        done = stage.ctl("backtest", "--since", "1h", "--state", str(stage.directory / "state"),
                         "--config", str(stage.directory / "failoverd.json"), *words, **options)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout if code == DONE else done.stderr

    def test_the_same_is_decided_at_the_same_time(self) -> None:
        found = json.loads(self.backtest("--json"))
        variant = found["variants"][0]
        move = next(d for d in variant["decisions"] if d["verb"] == "move")
        self.assertEqual((move["move"], move["from"], move["to"]), ("failover", EAST, WEST))
        self.assertAlmostEqual(seconds(move["at"]), seconds(self.decision["time"]), delta=1.0)
        self.assertEqual(move["decision"], {"id": self.decision["id"], "verb": "move",
                                            "mark": "real"})
        self.assertIn(f"{EAST}.down: ", move["evidence"])
        self.assertLess(move["detect_s"], 10)
        self.assertEqual((found["application"], found["marks_known"], variant["real"]),
                         ("remittance", True, 1))
        self.assertGreater(found["samples"], 20)

    def test_a_sweep_says_what_another_hold_would_have_done(self) -> None:
        found = json.loads(self.backtest("--json", "--sweep", "guards.hold=1s,10m"))
        rows = [(v["value"], v["current"], v["would_act"], v["real"], v["missed_real"])
                for v in found["variants"]]
        self.assertEqual(rows, [("1s", True, 1, 1, 0), ("10m", False, 0, 0, 1)])
        text = self.backtest("--sweep", "guards.hold=1s,10m")
        self.assertRegex(text, r"(?m)^> 1s \(current\) +1 +1 +0 +0 ")
        self.assertRegex(text, r"(?m)^  10m +0 +0 +0 +1 ")
        self.assertIn("failoverctl decisions mark ID", text)

    def test_people_read_what_would_have_been_done(self) -> None:
        text = self.backtest()
        for words in (f"it would move: failover {EAST} -> {WEST}, ", " after the onset",
                      f"near {self.decision['id']} (move), marked real", "1 would act",
                      "marked decisions nearby: 1 real, 0 false alarms", "Assumed:",
                      "recorded moves are followed as somebody else's",
                      "as the last ones did (median), and succeeds"):
            self.assertIn(words, text)

    def test_without_the_daemon_the_marks_are_missing(self) -> None:
        environment = {"FAILOVERD_SOCKET": str(self.stage.directory / "nobody")}
        text = self.backtest(env=environment)
        self.assertIn("it would move: failover", text)
        self.assertIn("The marks of decisions were not at hand", text)
        self.assertIn("a move takes 3m, and succeeds", text)
        found = json.loads(self.backtest("--json", env=environment))
        self.assertEqual((found["marks_known"], found["variants"][0]["real"]), (False, None))

    def test_another_span_has_no_samples(self) -> None:
        said = self.backtest("--since", "2020-01-01", "--until", "2020-01-02 12:00", code=FAILED)
        self.assertIn("there are no samples of remittance in that time", said)


class TableCase(unittest.TestCase):
    """Without a daemon, and without its history."""

    def setUp(self) -> None:
        self.directory: Path = make_directory()
        self.addCleanup(shutil.rmtree, self.directory)
        self.config = self.directory / "shop.json"
        panel = "arn:aws:route53-recovery-control::111122223333:controlpanel/0123"
        self.config.write_text(json.dumps({
            "application": "shop", "mode": "auto", "home": EAST,
            "regions": {region: {"routing_control": f"{panel}/routingcontrol/{region}"}
                        for region in (EAST, WEST)},
            "routing": {"panel": panel, "endpoints": {WEST: "https://arc.example/v1"}},
            "probes": {"api": {"http": {"url": "https://{region}.shop.example/"},
                               "every": "5s", "critical": True},
                       "controls": {"routing-controls": {}, "every": "30s"}}}, indent=1))

    def run_it(self, *words: str, code: int = DONE) -> str:
        environment = {**os.environ, "FAILOVERD_SOCKET": str(self.directory / "nobody")}
        done = subprocess.run([str(BUILD / "failoverctl"), "backtest", *words],
                              capture_output=True, text=True, stdin=subprocess.DEVNULL,
                              timeout=60, check=False, env=environment)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout if code == DONE else done.stderr

    def backtest(self, *words: str, code: int = DONE) -> str:
        return self.run_it("--config", str(self.config), *words, code=code)

    def table(self, name: str, text: str) -> str:
        path = self.directory / name
        path.write_text(text)
        return str(path)

    def outage(self, minutes: float = 10, step: int = EVERY_S) -> str:
        """Half an hour of peace, then the home Region fails for so long."""
        rows = [f"time,{EAST}.api,{WEST}.api"]
        for at in range(0, 5400, step):
            lost = 1800 <= at < 1800 + 60 * minutes
            rows.append(f"{START + at},{503 if lost else 200},1")
        return self.table(f"outage-{step}.csv", "\n".join(rows) + "\n")


class OfTables(TableCase):
    """They have what a daemon would have asked."""

    def test_an_outage_would_have_been_left(self) -> None:
        found = json.loads(self.backtest("--csv", self.outage(), "--json"))
        (variant,) = found["variants"]
        move = variant["decisions"][0]
        self.assertEqual((move["verb"], move["move"], move["to"]), ("move", "failover", WEST))
        self.assertEqual(variant["detect_s"], move["detect_s"])
        self.assertGreater(move["held_s"], 149)  # hold and hold_single
        self.assertLess(move["detect_s"], 200)
        self.assertEqual(seconds(found["since"]), START)
        self.assertEqual(found["from"], "1 table")

    def test_a_short_one_is_a_near_miss(self) -> None:
        text = self.backtest("--csv", self.outage(minutes=2))
        self.assertIn(f"nearly: failover {EAST} -> {WEST}, held ", text)
        self.assertIn("0 would act, 0 proposals, 0 held back, 1 near misses", text)

    def test_a_value_that_is_not_in_the_configuration_yet_is_put_in(self) -> None:
        text = self.backtest("--csv", self.outage(minutes=2), "--sweep",
                             "guards.hold=30s,60s,90s,5m")
        self.assertRegex(text, r"(?m)^  30s +1 ")
        self.assertRegex(text, r"(?m)^> 90s \(current\) +0 +\?")
        self.assertRegex(text, r"(?m)^  5m +0 +\?")
        self.assertIn("the marks were not at hand", text)
        text = self.backtest("--csv", self.outage(minutes=2), "--sweep",
                             "facts.down.fail_ratio=>= 40%,>= 60%")
        self.assertRegex(text, r"(?m)^> as it is \(current\) +0 ")
        self.assertRegex(text, r"(?m)^  >= 40% +[01] ")

    def test_columns_may_have_other_names(self) -> None:
        path = self.table("named.csv", "time,east=up,west,other\n"
                          f"{START},1,1,x\n{START + 5},1,1,y\n")
        text = self.backtest("--csv", path, "--column", f"east=up={EAST}.api", "--column",
                             f"west={WEST}.api", "--column", "other=-")
        self.assertIn("4 samples of 2 series from 1 table", text)

    def test_several_tables_are_one_history(self) -> None:
        east = self.table("east.csv", f"time,{EAST}.api\n{START},1\n")
        west = self.table("west.csv", "timestamp,metric,region,value\n"
                          f"2026-11-24T14:00:05Z,api,{WEST},0\n")
        text = self.backtest("--csv", east, "--csv", west)
        self.assertIn("2 samples of 2 series from 2 tables", text)

    def test_what_is_missing_is_said(self) -> None:
        path = self.table("rare.csv", f"time,{EAST}.api\n" + "".join(
            f"{START + 60 * minute},1\n" for minute in range(30)))
        text = self.backtest("--csv", path, "--as-is")
        self.assertIn(f"api of {WEST}: nothing was recorded, so it is unknown throughout", text)
        self.assertIn(f"api of {EAST}: 30 samples where every 5s makes 348", text)

    def test_what_is_wrong_is_said_with_its_place(self) -> None:
        good = self.outage()
        bad = self.table("bad.csv", f"time,{EAST}.api\n{START},0.97\n")
        other = self.table("other.json", "{}")
        cases = [
            (["--csv", bad], FAILED, f"{bad}: line 2, column 2: \"0.97\" is neither 1, 0 nor"),
            (["--csv", str(self.directory / "none")], FAILED, "none: there is no such file"),
            (["--csv", good, "--column", "x"], FAILED, "--column x: write the column's name"),
            (["--column", "a=b"], USAGE, "--column is about a table: name it with --csv"),
            (["--csv", good, "--app", "pawn"], USAGE, "--app pawn: the configuration has no"),
            (["--csv", good, "--since", "soon"], USAGE, "--since soon: write how long ago"),
            (["--csv", good, "--since", "1h", "--until", "2h"], USAGE,
             "--since must be before --until"),
            (["--csv", good, "--sweep", "guards.hold"], USAGE, "write a name and its values"),
            (["--csv", good, "--sweep", "guards.hold=1m,,2m"], USAGE, "between two commas"),
            (["--csv", good, "--sweep", "guards..hold=1m"], USAGE, "is no name of a value"),
            (["--csv", good, "--sweep", "guards.hodl=1m"], CONFIG, 'did you mean "hold"?'),
            (["--csv", good, "--sweep", "guards.hold=fast"], CONFIG,
             'with "guards.hold" as fast the configuration is wrong'),
            (["--as-is"], USAGE, "--as-is is about a table: name it with --csv"),
            (["--state", str(self.directory)], FAILED,
             f"{self.directory}/history.db: there is no such file; say where failoverd keeps its "
             "state: --state DIR"),
        ]
        for words, code, says in cases:
            with self.subTest(words=words):
                self.assertIn(says, self.backtest(*words, code=code))
        self.assertIn("error[", self.run_it("--config", other, "--csv", good, code=CONFIG))

    @unittest.skipIf(Path("/etc/failoverd").exists(), "this machine has a configuration")
    def test_where_the_configuration_is_can_be_said(self) -> None:
        self.assertIn("/etc/failoverd: there is no such file; say where the configuration is: "
                      "--config PATH", self.run_it("--csv", self.outage(), code=CONFIG))


class OfRareTables(TableCase):
    """They have a probe less often than it would be asked."""

    def write(self, **parts: Any) -> None:
        self.config.write_text(json.dumps({**json.loads(self.config.read_text()), **parts}))

    def test_an_outage_is_found_once(self) -> None:
        # Half of the twelve answers, then hold and hold_single, and a step more.
        for step, hold in ((15, 150), (60, 180)):
            with self.subTest(step=step):
                table = self.outage(minutes=25, step=step)
                (variant,) = json.loads(self.backtest("--csv", table, "--json"))["variants"]
                (move,) = (d for d in variant["decisions"] if d["verb"] == "move")
                self.assertEqual((variant["would_act"], move["move"], move["to"]),
                                 (1, "failover", WEST))
                self.assertGreaterEqual(move["detect_s"], 5 * step + hold)
                self.assertLessEqual(move["detect_s"], 6 * step + hold + step)
                self.assertAlmostEqual(seconds(move["at"]) - move["detect_s"], START + 1800,
                                       delta=step)

    def test_each_change_is_told(self) -> None:
        self.write(facts={"web": {"fail_ratio": ">= 50%", "probes": ["api"]},
                          "old": {"fails": 3, "probes": ["api"]}})
        cases = [
            (15, ["api: every 15s as the table has it, instead of 5s",
                  "facts.web.over: 3m instead of 1m, to go with that",
                  "facts.down.over: 3m instead of 1m, to go with that",
                  "facts.up.over: 3m instead of 1m, to go with that"]),
            (60, ["api: every 1m as the table has it, instead of 5s",
                  "facts.web.over: 12m instead of 1m, to go with that",
                  "facts.down.over: 12m instead of 1m, to go with that",
                  "facts.up.over: 12m instead of 1m, to go with that",
                  "facts.degraded.over: 12m instead of 5m, to go with that",
                  "facts.slow.over: 12m instead of 5m, to go with that",
                  "guards.hold: 2m instead of 1m 30s, to go with that",
                  "guards.newest: 1m instead of 15s, to go with that"]),
        ]
        for step, lines in cases:
            with self.subTest(step=step):
                found = json.loads(self.backtest("--csv", self.outage(step=step), "--json"))
                changes = [line for line in found["assumed"] if " instead of " in line]
                self.assertEqual(sorted(changes), sorted(lines))
        found = json.loads(self.backtest("--csv", self.outage(step=300), "--json"))
        self.assertIn("facts.old.fresh: 10m instead of 3m, to go with that", found["assumed"])

    def test_nothing_changes_where_the_pace_is_the_same(self) -> None:
        for words in ([self.outage()], [self.outage(step=60), "--as-is"]):
            text = self.backtest("--csv", *words)
            self.assertNotIn(" instead of ", text)
        self.assertIn("0 would act, 0 proposals, 0 held back, 0 near misses", text)
        self.assertIn(f"api of {EAST}: 90 samples where every 5s makes ", text)

    def test_a_sweep_begins_with_what_was_changed(self) -> None:
        text = self.backtest("--csv", self.outage(minutes=25, step=60), "--sweep",
                             "guards.hold=2m,30m")
        self.assertRegex(text, r"(?m)^> 2m \(current\) +1 ")
        self.assertRegex(text, r"(?m)^  30m +0 ")
        said = self.backtest("--csv", self.outage(step=60), "--sweep", "guards.hold=2m,30s",
                             code=CONFIG)
        self.assertIn('with "guards.hold" as 30s the configuration is wrong', said)
        self.assertIn("give --sweep guards.hold=120s, or --config", said)

    def test_the_value_that_is_in_the_way_is_named(self) -> None:
        table = self.outage(minutes=25, step=60)
        down = {"down": {"fail_ratio": ">= 50%", "over": "50s", "probes": ["api"]}}
        cases: list[tuple[dict[str, Any], str, str]] = [
            ({"guards": {"hold": "90s"}}, "guards.hold=120s", "E130"),
            ({"guards": {"newest": "15s"}}, "guards.newest=60s", "E131"),
            ({"facts": down}, "facts.down.over=600s", "E123"),
        ]
        for parts, remedy, code in cases:
            with self.subTest(remedy=remedy):
                self.write(**{"facts": {}, "guards": {}, **parts})
                said = self.backtest("--csv", table, code=CONFIG)
                self.assertIn(f"error[{code}]", said)
                self.assertIn("the table has api every 1m, not 5s; what is written does not go "
                              f"with that\ngive --sweep {remedy}, or --config with a file that "
                              "has it; --as-is keeps the configuration as it is\n", said)
                self.backtest("--csv", table, "--as-is")
                found = json.loads(self.backtest("--csv", table, "--sweep", remedy, "--json"))
                self.assertEqual([(v["current"], v["would_act"]) for v in found["variants"]],
                                 [(False, 1)])
                self.assertIn("api: every 1m as the table has it, instead of 5s",
                              found["assumed"])
                self.assertNotIn(remedy.partition("=")[0], " ".join(found["assumed"]))

    def test_several_values_in_the_way_are_all_named(self) -> None:
        self.write(guards={"hold": "90s", "newest": "15s"})
        for more in ([], ["--sweep", "guards.budget_day=1,2"]):
            said = self.backtest("--csv", self.outage(step=60), *more, code=CONFIG)
            self.assertIn("give --config with a file that has guards.hold=120s, "
                          "guards.newest=60s, for --sweep sets only one; --as-is keeps", said)
        said = self.backtest("--csv", self.outage(step=60), "--sweep", "guards.hold=2m",
                             code=CONFIG)
        self.assertIn("give --sweep guards.newest=60s, or --config", said)
