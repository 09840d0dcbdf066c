# SPDX-License-Identifier: MIT
"""What `failoverctl play` makes of scenarios: of good ones, and of those that somebody mistyped."""
from __future__ import annotations

import copy
import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
CTL = Path(os.environ.get("FAILOVERD_BUILD", HERE.parent.parent / "build/release")) / "failoverctl"
APPLICATION = HERE.parent.parent / "conf/apps.d/remittance.json"
DONE, FAILED, USAGE, CONFIG = 0, 1, 2, 3

SCENE: dict[str, Any] = {
    "format": 1, "id": "lost",
    "topology": {
        "regions": ["A", "B"], "home": "A",
        "endpoints": {"api": {"critical": True}, "page": {"critical": True}},
        "observers": {"oa": {"in": "A"}, "ob": {"in": "B"}, "oc": {"in": "elsewhere"}}},
    "initial": {"active": "A", "mode": "auto", "last_switch_age_s": None},
    "policy": {
        "floor_s": 60, "ceiling_s": 300, "hard_ratio": 0.5, "degraded_ratio": 0.05,
        "max_lag_ms": 10000, "lag_max_age_s": 180, "unknown_lag": "hold", "failback": "approve",
        "failback_stable_s": 3600, "failback_auto_stable_s": 21600, "failback_max_lag_ms": 2000,
        "failback_lag_stable_s": 300, "cooldown_s": 3600, "target_stable_s": 60,
        "client_timeout_ms": 3000, "min_observers": 2}}

SOUND = {"up": True, "anchors": 1.0, "dns": "ok", "creds": "ok", "clock": "ok"}


def signals(writer: str = "A", moving: str = "") -> dict[str, Any]:
    """What stays from line to line."""
    other = "B" if writer == "A" else "A"
    databases = {writer: {"role": "writer", "status": "available"},
                 other: {"role": "reader", "status": moving or "available"}}
    return {"lag": {f"{writer}>{other}": {"ms": 400, "age_s": 40}}, "db": databases,
            "traffic": {"A": None}, "obs": {name: SOUND for name in ("oa", "ob", "oc")},
            "api": {"*": "ok"}}


def answers(outcomes: dict[str, str]) -> list[list[Any]]:
    return [[who, where, what, outcome, 51.5 if outcome == "200" else None]
            for who in ("oa", "ob", "oc") for where, outcome in outcomes.items()
            for what in ("api", "page")]


def line(t: int, lost: bool = False, **more: Any) -> dict[str, Any]:
    """A second of a world in which A may be lost; probes answer every fifth."""
    ret: dict[str, Any] = {"t": t, "events": []}
    if t % 5 == 0:
        ret["http"] = answers({"A": "503" if lost else "200", "B": "200"})
    return {**ret, **signals(), **more}


def texts(lines: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(one, separators=(",", ":")) + "\n" for one in lines)


class PlayCase(unittest.TestCase):
    def setUp(self) -> None:
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = Path(directory.name)

    def play(self, name: str, text: str, samples: str = "") -> "subprocess.CompletedProcess[str]":
        path = self.directory / name
        path.write_text(text, encoding="utf-8")
        return subprocess.run([str(CTL), "play", str(path)], input=samples, text=True,
                              capture_output=True, timeout=60, check=False)

    def story(self, *sentences: str) -> "subprocess.CompletedProcess[str]":
        head = (f"application {APPLICATION}", 'set mode "auto"')
        return self.play("x.scenario", "\n".join((*head, *sentences)) + "\n")


class ForPrograms(PlayCase):
    def samples(self, samples: str, **changed: Any) -> "subprocess.CompletedProcess[str]":
        return self.play("x.json", json.dumps({**SCENE, **changed}), samples)

    def actions(self, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
        done = self.samples(texts(lines))
        self.assertEqual((done.returncode, done.stderr), (DONE, ""))
        return [json.loads(one) for one in done.stdout.splitlines()]

    def moves(self, lines: list[dict[str, Any]]) -> list[tuple[int, str, str]]:
        return [(a["t"], a["to"], a["method"]) for a in self.actions(lines)
                if a["action"] == "failover"]

    def test_a_lost_region_is_left_and_each_action_is_one_line(self):
        told = self.actions([line(t, lost=t >= 600) for t in range(900)])
        self.assertEqual([a["what"] for a in told if a["action"] == "alert"][:3],
                         ["grey", "failing", "loss"])
        moves = [a for a in told if a["action"] == "failover"]
        self.assertEqual(len(moves), 1)
        self.assertEqual((moves[0]["to"], moves[0]["method"], moves[0]["by"]),
                         ("B", "failover", "ob"))
        self.assertTrue(690 <= moves[0]["t"] <= 740, moves)

    def test_aws_tells_what_was_so_when_the_second_began(self):
        def world(at: int) -> list[dict[str, Any]]:
            """One in which the database fails over when that is decided."""
            return [line(t, lost=t >= 600,
                         **(signals("B") if t >= at + 90 else
                            signals(moving="failing-over") if t >= at else {}))
                    for t in range(900)]
        at = self.moves([line(t, lost=t >= 600) for t in range(900)])[0][0]
        self.assertEqual(self.moves(world(at)), [(at, "B", "failover")])
        steps = [a for a in self.actions(world(at)) if a["action"] == "step"]
        self.assertEqual([(s["op"], s["t"] >= at + 90) for s in steps],
                         [("db.failover", False), ("secret.promote@B", True),
                          ("secret.put@B", True), ("traffic.set", True)])

    def test_the_same_lines_in_another_order_of_members_mean_the_same(self):
        lines = [line(t, lost=t >= 600) for t in range(900)]
        turned = [dict(reversed(list(one.items()))) for one in lines]
        self.assertEqual(self.actions(turned), self.actions(lines))

    def test_blank_lines_and_unknown_members_are_left_alone(self):
        lines = [line(t, lost=t >= 600, weather={"a": [1, {"b": None}]}) for t in range(900)]
        done = self.samples(texts(lines).replace("\n", "\n\n"))
        plain = self.samples(texts([line(t, lost=t >= 600) for t in range(900)]))
        self.assertEqual((done.returncode, done.stdout), (DONE, plain.stdout))

    def test_each_wrong_line_is_named_with_its_place_and_what_is_wrong(self):
        good = texts([line(0)])

        def with_http(*items: Any) -> str:
            return texts([{**line(5), "http": list(items)}])
        answer = ["oa", "A", "api", "200", 1]
        cases = [
            ("garbage\n", "line 2: column 1: this is not what the format has here"),
            ('{"t":1', "line 2: it has no end"),
            ('{"t":1\n', "line 2: column 7: the line ends too soon"),
            ("[]\n", "line 2: column 1: this is not what the format has here, or no JSON: []"),
            ('{"t":1}}\n', "line 2: column 8: this is not what the format has here"),
            ('{"events":[]}\n', 'line 2: it does not say "t"'),
            ('{"t":"x"}\n', "t: write the second, a number from 0 to 1e9"),
            ('{"t":-1}\n', "t: each line is later than the one before it"),
            ('{"t":0}\n', "t: each line is later than the one before it"),
            ('{"t":2e9}\n', "t: write the second, a number from 0 to 1e9"),
            (with_http(["ox", *answer[1:]]), "http: the scenario has no such observer"),
            (with_http(["oa", "C", *answer[2:]]), "http: the scenario has no such Region"),
            (with_http(["oa", "A", "ui", "200", 1]), "http: the scenario has no such endpoint"),
            (with_http([*answer[:4], "slow"]), "http: write milliseconds, or null"),
            (with_http([*answer[:4], -3]), "http: no answer takes less than no time"),
            (with_http(*[answer] * 3000), "http: more answers than there can be"),
            (with_http(answer[:3]), "this is not what the format has here"),
            ('{"t":1,"lag":{"A":null}}\n', 'lag: name two Regions: "A>B"'),
            ('{"t":1,"lag":{"A>C":null}}\n', "lag: the scenario has no such Region"),
            ('{"t":1,"db":{"C":{}}}\n', "db: the scenario has no such Region"),
            ('{"t":1,"obs":{"ox":{}}}\n', "obs: the scenario has no such observer"),
            ('{"t":1,"obs":{"oa":{"anchors":7}}}\n', "obs: anchors is a share, from 0 to 1"),
            (texts([{**line(1), "api": {f"a{i}": "ok" for i in range(65)}}]),
             "api: too many calls"),
            (texts([{**line(1), "events": [{"event": "pause"}] * 17}]),
             "events: too many in one second"),
            ('{"t":1,"events":[{"event":"daemon_kill","instance":"' + "d" * 48 + '"}]}\n',
             "line 2: column"),
            ('{"t":1,"x":' + "[" * 40 + "]" * 40 + "}\n", "line 2: column"),
            ('{"t":1,"x":"' + "y" * (1 << 20) + '"}\n', "line 2: it is longer than 1 MiB"),
        ]
        for text, expected in cases:
            with self.subTest(text=text[:60]):
                done = self.samples(good + text)
                self.assertEqual(done.returncode, USAGE, done.stderr)
                self.assertIn("failoverctl: standard input: line 2: ", done.stderr)
                self.assertIn(expected, done.stderr)
                self.assertEqual(done.stdout, "")

    def test_no_samples_at_all_are_no_story(self):
        done = self.samples("")
        self.assertNotEqual(done.returncode, DONE)
        self.assertIn("standard input has no samples", done.stderr)

    def test_a_line_that_is_cut_anywhere_ends_it_and_nothing_worse(self):
        text = texts([line(0), line(5)])
        for at in range(7, len(text), 7):
            done = self.samples(text[:at])
            self.assertIn(done.returncode, (DONE, USAGE), text[:at])
            self.assertEqual(done.returncode == DONE, text[at - 1] == "\n")

    def test_each_wrong_description_is_named_with_its_place(self):
        def changed(*path: str, to: Any) -> str:
            scene = copy.deepcopy(SCENE)
            at: Any = scene
            for name in path[:-1]:
                at = at[name]
            at[path[-1]] = to
            return json.dumps(scene)
        many = {f"o{i}": {"in": "A"} for i in range(10)}
        cases = [
            ("{", "x.json:1: "),
            (changed("format", to=2), "format: only 1 is known"),
            (changed("id", to=""), "id: write a name of 1 to 47 bytes"),
            (changed("topology", "regions", to=["A"]), "topology: regions: name 2 to 8"),
            (changed("topology", "regions", to=list("ABCDEFGHI")), "regions: name 2 to 8"),
            (changed("topology", "regions", to=["A", 7]), "regions: write a name"),
            (changed("topology", "home", to="C"), "home: name one of the Regions"),
            (changed("topology", "endpoints", to={}), "endpoints: name 1 to 32"),
            (changed("topology", "endpoints", to={"api": {}}), "none of them is critical"),
            (changed("topology", "observers", to=many), "observers: name 1 to 9"),
            (changed("topology", "observers", to={"oa": {"in": "C"}}),
             'observers.oa.in: name a Region or "elsewhere"'),
            (changed("initial", "active", to="C"), "initial: active: name one of the Regions"),
            (changed("initial", "mode", to="manual"), 'initial: mode: write "auto" or "paused"'),
            (changed("policy", "floor_s", to=-1), "policy: floor_s: write a number, 0 or more"),
            (changed("policy", "cooldown_s", to="1h"), "policy: cooldown_s: write a number"),
            (changed("policy", "failback", to=None), "policy: failback: write a name"),
            (changed("policy", "failback", to="never"),
             "no configuration says what its policy asks for: policy:1:"),
            (changed("policy", "unknown_lag", to="guess"), "no configuration says"),
            (changed("policy", "client_timeout_ms", to=0), "no configuration says"),
            (changed("policy", "hard_ratio", to=7), "no configuration says"),
        ]
        for text, expected in cases:
            with self.subTest(expected=expected):
                done = self.play("x.json", text)
                self.assertEqual(done.returncode, CONFIG, done.stderr)
                self.assertIn(expected, done.stderr)


class ForPeople(PlayCase):
    def test_what_is_left_out_changes_nothing(self):
        """Looking only where something can have changed finds what each second's look finds."""
        for path in sorted(HERE.glob("*.scenario")):
            with self.subTest(path=path.name):
                text = path.read_text(encoding="utf-8").replace("../../conf/",
                                                                f"{APPLICATION.parent.parent}/")
                quick = self.play("x.scenario", "# \n" + text)
                whole = self.play("x.scenario", "exact\n" + text)
                self.assertEqual((quick.returncode, quick.stderr), (DONE, ""))
                self.assertEqual(quick.stdout, whole.stdout)

    def test_the_story_is_told_and_judged(self):
        done = self.story("title  Gone", "us-east-1: ok 10m, fail", "expect failover by 20m",
                          "expect never move in 0..20m", "expect at 5m state away",
                          "expect alert page drift", "expect once alert by 20m")
        self.assertEqual(done.returncode, FAILED, done.stderr)
        lines = done.stdout.splitlines()
        self.assertEqual(lines[0], "Gone")
        self.assertIn("   12m55s  failover to us-west-2: us-east-1 is down; failover to us-west-2 "
                      "is due.", lines)
        place = self.directory / "x.scenario"
        self.assertEqual(lines[-6:], [
            "ok    failover by 20m",
            f"FAIL  never move in 0..20m: it happened at 12m55s ({place}:6)",
            f"FAIL  at 5m state away: it is home ({place}:7)",
            f"FAIL  alert page drift: it never happened ({place}:8)",
            f"FAIL  once alert by 20m: it happened 3 times ({place}:9)",
            "1 passed, 4 failed"])

    def test_a_series_is_answered_as_it_is_written(self):
        done = self.story(
            "us-east-1.ui: ok x60, fail x24 (refused), ok 5m, unknown 5m (throttled), none",
            "us-east-1.api: ok 30s (4s), repeat", "us-west-2.lag: 3s 10m (age 1m), 300ms",
            "expect at 4m59s fact us-east-1.down no", "expect at 8m says is serving",
            "expect at 17m fact us-east-1.lag unknown", "expect at 8m fact us-west-2.lag no",
            "expect at 12m fact us-west-2.lag yes", "expect at 20m fact us-east-1.down no")
        self.assertEqual(done.returncode, DONE, done.stdout + done.stderr)

    expect = "expect never move"
    WRONG = [
        (["frobnicate"], '"frobnicate": write title, application, set, observer'),
        (["title only"], "nothing is expected: write expect never failover"),
        (["us-east-9: ok", expect], '"us-east-9": there is no such Region'),
        (["us-east-1.nope: ok", expect], '"nope": there is no such probe'),
        (["us-east-1 by me: ok", expect], '"by": write by and an observer, or nothing'),
        (["us-east-1: ok, fail", expect], "part 1 has no length, and something follows it"),
        (["us-east-1: ok 5m, repeat 3", expect], '"repeat": write ok, fail, unknown, none'),
        (["us-east-1: bad", expect], '"bad": write ok, fail, unknown, none, or a value'),
        (["us-east-1: fail 5x", expect], '"5x": write 5m, x20 for so many answers, or 30%'),
        (["us-east-1: fail 130%", expect], '"130%": write 5m'),
        (["us-east-1: fail (blocked)", expect], '"blocked" means unknown: write that before'),
        (["us-east-1: fail (soon)", expect], '"soon": write a reason such as timeout'),
        (["us-east-1: fail (timeout", expect], "the bracket must close"),
        (["us-east-1: ok 5m,, ok", expect], "a part is empty"),
        (["us-east-1: " + "ok 1m, " * 24 + "ok", expect], "it has more than 24 parts"),
        (["at noon pause", expect], "at: write when, and what happens: at 5m pause 1h"),
        (["at 5m explode", expect], '"explode" does not happen here; what does: pause, '),
        (["at 5m clock", expect], "clock: write an observer or a step such as +2h after it"),
        (["at 5m ledger gone", expect], 'ledger: "gone": write lost or back'),
        (["at 5m resume now", expect], 'resume: "now": write nothing after it'),
        (["at 5m call secret.get works", expect], 'call: "secret.get": write unanswered or'),
        (["at 5m call secret.put@mars works", expect], 'call: "secret.put@mars": write'),
        (["at 5m writer us-east-9", expect], 'writer: "us-east-9": write a Region or none'),
        (["moved 5m failaway", expect], "moved: write how long ago, and what"),
        (["moved 1h failover"] * 9 + [expect], "moved: no more than 8 times"),
        (["active nowhere", expect], 'active: "nowhere" is no Region of the application'),
        (["paused long", expect], 'paused: "long": write a length such as 10m'),
        (["takes ages", expect], "takes: write takes failover 3m, switchover or failback"),
        (["begins noon", expect], "begins: write a time such as 2026-11-24T14:00:00Z"),
        (["exact please", expect], "exact: nothing follows it"),
        (["observer x", expect], "observer: write its name, and where it stands"),
        (["observer x mars", expect], 'observer x: "mars": write a Region of the application'),
        ([f"observer o{i} elsewhere" for i in range(10)], "observer: no more than 9"),
        (["us-east-1: ok", 'set mode "auto"', expect], "set: write it before anything"),
        (["set guards.hold", expect], "set: write what, and the value"),
        (["set guards.hold 60s", expect], "set: guards.hold: write a value as the"),
        (["set mode.x 1", expect], "set: mode.x: there is no such place"),
        (['set guards.hold "soon"', expect], "as it is changed here: /guards/hold: "),
        (["set guards.holt 1", expect], "as it is changed here: /guards/holt: "),
        ([f"application {APPLICATION}", expect], "application: it is named already"),
        (["expect rain"], 'expect: "rain": write at, or what happens: failover, switchover'),
        (["expect at noon state home"], 'write when, after "at"'),
        (["expect at 5m mood good"], '"mood": write state, active, writer, blocked, pending'),
        (["expect at 5m state lost"], '"lost": the machine has no such state'),
        (["expect at 5m active x"], '"x": there is no such Region'),
        (["expect at 5m blocked by G99"], '"G99": write one of G01 to G23'),
        (["expect at 5m pending now"], "write nothing after it: at 5m pending"),
        (["expect at 5m fact down yes"], "write a fact and its value"),
        (["expect at 5m fact us-east-1.up maybe"], '"maybe": write yes, no or unknown'),
        (["expect failover to mars"], 'to "mars": there is no such Region'),
        (["expect failover in 5m"], 'write "by 12m" or "in 11m..14m"'),
        (["expect failover in 9m..5m"], 'write "by 12m" or "in 11m..14m"'),
        (["expect failover by 5m to us-west-2"], "the time stands at the end"),
        (["expect alert grey loss"], '"loss": one word that is in its text is enough'),
    ]

    def test_each_wrong_sentence_is_named_with_its_line_and_the_remedy(self):
        for sentences, expected in self.WRONG:
            with self.subTest(sentences=sentences[:2]):
                done = self.story(*sentences)
                self.assertEqual(done.returncode, CONFIG, done.stdout)
                self.assertRegex(done.stderr, r"^failoverctl: \S+x\.scenario:\d+: ")
                self.assertIn(expected, done.stderr)
                self.assertEqual(done.stdout, "")

    def test_the_line_of_the_fault_is_named(self):
        done = self.story("", "# nothing", "us-east-1: ok", "at 5m explode", "expect never move")
        self.assertIn("x.scenario:6: at 5m: ", done.stderr)

    def test_files_that_are_not_there_are_named(self):
        missing = self.directory / "missing"
        done = subprocess.run([str(CTL), "play", str(missing)], text=True, capture_output=True,
                              check=False)
        self.assertEqual(done.returncode, CONFIG)
        self.assertIn(str(missing), done.stderr)
        done = self.play("x.scenario", f"application {missing}\nexpect never move\n")
        self.assertEqual(done.returncode, CONFIG)
        self.assertIn(str(missing), done.stderr)
        done = self.play("x.scenario", "us-east-1: ok\n")
        self.assertIn("name the application first", done.stderr)
        done = self.play("x.scenario", "")
        self.assertIn("nothing is expected", done.stderr)


if __name__ == "__main__":
    unittest.main()
