# SPDX-License-Identifier: MIT
"""The arithmetic of the report, and the checks, on a story that was made up."""
import io
import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from demo import checks, conditions, report, timing  # noqa: E402
from demo.outage import Attempt, Lookup  # noqa: E402
from demo.record import Record  # noqa: E402
from demo.story import introduce  # noqa: E402
from demo.terminal import Terminal  # noqa: E402

HOME, STANDBY = "us-east-1", "us-west-2"
ADDRESSES = {HOME: "127.0.1.1", STANDBY: "127.0.2.1"}
HOSTS = {HOME: "remittance-1.cluster.example", STANDBY: "remittance-2.cluster.example"}
DECIDED = 11.5 + conditions.HOLD_S


def event(at, name, **details):
    return {"t_ns": int(at * 1e9), "event": name, **details}


def move(at, kind, source, target):
    """What the sandbox notes of one; promotion takes 2 s, health checks 0.4 s."""
    return [event(at, "accepted", kind=kind, target=target),
            event(at + 1.8, "promoted", writer=target, kind=kind),
            event(at + 2.0, "status", status="available"),
            event(at + 2.1, "secret", region=target),
            event(at + 2.2, "control", region=source, state="Off"),
            event(at + 2.2, "control", region=target, state="On"),
            event(at + 2.6, "dns", region=target)]


def world(region):
    other = STANDBY if region == HOME else HOME
    return {"writer": region, "serving": region, "controls": {region: "On", other: "Off"},
            "secrets": {HOME: HOSTS[region], STANDBY: HOSTS[region]},
            "clusters": {r: {"endpoint": HOSTS[r]} for r in (HOME, STANDBY)}}


def run(name, estimate):
    return {"id": name, "loss_estimate_ms": estimate, "steps": [
        {"name": "aurora-writer", "status": "done", "took_s": 2.05, "detail": "the writer moved"}]}


def good_story():
    """Home is lost at 10, called down at 11.5; served again at DECIDED + 4.9."""
    back = DECIDED + 4.9
    orders = [("c1-1", 9.0, HOME), ("c1-2", 9.9, HOME), ("c1-3", 10.1, ""),
              ("c1-4", back - 0.1, STANDBY), ("c1-5", 40.0, HOME)]
    call = {"service": "rds", "region": STANDBY}
    return Record(
        HOME, STANDBY, 1, 2.0, broken=10.0, down=11.5, decided=DECIDED, taken=DECIDED + 3.0,
        healed=30.0, returning=35.0, home_again=40.1, failover=run("r-0001", 8200.0),
        failback=run("r-0002", None), away=world(STANDBY), end=world(HOME),
        away_address=ADDRESSES[STANDBY], end_address=ADDRESSES[HOME], end_state="home",
        exit_status=0, addresses=ADDRESSES,
        orders={"acknowledged": 4, "present": 3, "lost": 1, "moves": [
            {"kind": "failover", "lost": ["c1-2"]}, {"kind": "switchover", "lost": []}]},
        events=(move(DECIDED + 0.3, "failover", HOME, STANDBY)
                + move(35.2, "switchover", STANDBY, HOME)),
        changes=[{**call, "action": "FailoverGlobalCluster"},
                 {**call, "action": "SwitchoverGlobalCluster"}],
        attempts=[Attempt(1, order, at, at + 0.1, region) for order, at, region in orders],
        lookups=[Lookup(1, 9.0, ADDRESSES[HOME], 11.0),
                 Lookup(1, back - 0.2, ADDRESSES[STANDBY], back + 1.8)])


class Numbers(unittest.TestCase):
    def test_the_two_sums_make_up_the_whole(self):
        record = good_story()
        self.assertAlmostEqual(record.aws_s + record.overhead_s,
                               record.served_again - record.decided)
        self.assertAlmostEqual(record.aws_s, 2.0 + 0.4 + 1.8)
        self.assertAlmostEqual(record.overhead_s, 0.3 + 0.2 + 0.2)

    def test_waiting_beyond_the_time_to_live_is_not_put_to_aws(self):
        record = good_story()
        late = record.lookups[-1]._replace(at=DECIDED + 6.0)
        record.lookups[-1] = late
        record.attempts[3] = record.attempts[3]._replace(ended=DECIDED + 6.1)
        self.assertAlmostEqual(record.aws_s, 2.0 + 0.4 + 2.0)
        self.assertAlmostEqual(record.overhead_s, 0.3 + 0.2 + 1.2)

    def test_a_run_that_ends_after_the_customers_are_served_counts_to_its_end(self):
        record = good_story()
        record.taken = record.served_again + 0.5
        self.assertAlmostEqual(record.overhead_s, 0.3 + 0.2 + 0.2 + 0.5)

    def test_what_the_sandbox_has_not_noted_is_missed(self):
        record = good_story()
        record.events = [e for e in record.events if e["event"] != "promoted"]
        with self.assertRaisesRegex(timing.Missing, "promoted"):
            self.assertIsNone(record.aws_s)

    def test_outages_are_kept_apart(self):
        record = good_story()
        self.assertAlmostEqual(record.outage_s, record.served_again - 10.0)
        self.assertEqual(record.failback_outage_s, 0)
        record.attempts.insert(4, Attempt(1, "c1-x", 36.0, 36.1, "", "read-only"))
        self.assertAlmostEqual(record.failback_outage_s, 40.1 - record.served_again)

    def test_losses_are_counted_by_the_move_that_lost_them(self):
        record = good_story()
        self.assertEqual(record.lost("failover"), ["c1-2"])
        self.assertEqual(record.lost("switchover"), [])
        self.assertAlmostEqual(record.loss_reach_s, DECIDED - 10.0)
        self.assertAlmostEqual(record.loss_estimate_s, 8.2)


class Checks(unittest.TestCase):
    def failed(self, record):
        return [check.claim for check in checks.run_all(record) if not check.good]

    def test_a_good_story_passes_all(self):
        self.assertEqual(self.failed(good_story()), [])

    def spoil(self, record, what):
        other = {
            "late": lambda: setattr(record, "down", 10.5 + conditions.WINDOW_S + 1),
            "early": lambda: setattr(record, "down", DECIDED - conditions.HOLD_S + 0.5),
            "traffic first": lambda: record.events.insert(
                0, event(DECIDED + 0.1, "control", region=STANDBY, state="On")),
            "twice": lambda: record.changes.append(dict(record.changes[0])),
            "controls": lambda: record.away["controls"].update({HOME: "On"}),
            "secret": lambda: record.end["secrets"].update({STANDBY: HOSTS[STANDBY]}),
            "dns": lambda: setattr(record, "away_address", ADDRESSES[HOME]),
            "unserved": lambda: record.attempts.pop(3),
            "vanished": lambda: record.orders.update(present=2),
            "beyond": lambda: record.failover.update(loss_estimate_ms=100.0),
            "unknown": lambda: record.failover.update(loss_estimate_ms=None),
            "failback lost": lambda: record.orders["moves"][1]["lost"].append("c1-4"),
            "away": lambda: setattr(record, "end_state", "away"),
            "killed": lambda: setattr(record, "exit_status", None),
            "crashed": lambda: setattr(record, "exit_status", -11),
            "slow": lambda: setattr(record, "taken", DECIDED + 9.0),
        }
        other[what]()

    def test_each_fault_fails_its_check(self):
        for what, words in (("late", "called down"), ("early", "hold"),
                            ("traffic first", "failover: the writer"), ("twice", "asked for once"),
                            ("controls", "routing controls"), ("secret", "the secret"),
                            ("dns", "public name"), ("unserved", "served"),
                            ("vanished", "every acknowledged write"), ("beyond", "estimate"),
                            ("unknown", "estimate"), ("failback lost", "failback lost no write"),
                            ("away", "home again"),
                            ("killed", "ends in order"), ("crashed", "ends in order"),
                            ("slow", "adds at most")):
            with self.subTest(what):
                record = good_story()
                self.spoil(record, what)
                self.assertTrue([c for c in self.failed(record) if words in c],
                                self.failed(record))


class Shown(unittest.TestCase):
    def values(self, record):
        return report.as_json(record, checks.run_all(record), 61.2345)

    def test_the_file_has_what_was_promised(self):
        values = self.values(good_story())
        for name in ("detection_s", "outage_s", "steps", "aws_s", "overhead_s",
                     "writes_acknowledged", "writes_lost_failover", "loss_estimate_s",
                     "writes_lost_failback"):
            self.assertIsNotNone(values[name], name)
        self.assertTrue(values["right"])
        self.assertEqual(values["detection_s"], 1.5)
        self.assertEqual([s["move"] for s in values["steps"]], ["failover", "failback"])
        self.assertEqual(values["took_s"], 61.234)

    def test_what_cannot_be_told_is_null_and_the_story_wrong(self):
        record = good_story()
        record.events = []
        values = self.values(record)
        self.assertIsNone(values["aws_s"])
        self.assertFalse(values["right"])
        json.dumps(values, allow_nan=False)

    def test_an_outage_without_end_is_null(self):
        record = good_story()
        record.attempts = record.attempts[:3]
        self.assertIsNone(self.values(record)["outage_s"])

    def test_people_read_the_same(self):
        out = io.StringIO()
        report.show(Terminal(out), self.values(good_story()))
        text = out.getvalue()
        for words in ("detection               1.50 s", "AWS itself (simulated)", "4.20 s",
                      "0.70 s", "lost in the failback    0", "aurora-writer"):
            self.assertIn(words, text)
        self.assertNotIn("\x1b", text)

    def test_it_fits_a_terminal_of_80_columns(self):
        out = io.StringIO()
        terminal = Terminal(out)
        terminal.width = 79
        report.show(terminal, self.values(good_story()))
        introduce(terminal)
        self.assertEqual([line for line in out.getvalue().splitlines() if len(line) > 79], [])

    def test_it_is_written_whole_beside_the_variants(self):
        with tempfile.TemporaryDirectory(prefix="with a space ") as place:
            build = Path(place) / "build" / "release"
            build.mkdir(parents=True)
            path = report.file_of(build)
            self.assertEqual(path, Path(place) / "build" / "demo.json")
            report.write(path, {"right": True})
            self.assertEqual(json.loads(path.read_text()), {"right": True})
            self.assertEqual([p.name for p in path.parent.glob("*demo*")], ["demo.json"])
        self.assertEqual(report.file_of(Path("/x/own")), Path("/x/own/demo.json"))


if __name__ == "__main__":
    unittest.main()
