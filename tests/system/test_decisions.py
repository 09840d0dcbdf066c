# SPDX-License-Identifier: MIT
"""What was decided, afterwards: listed, shown, explained, marked, and run again."""
from __future__ import annotations

import json
import re

from demo.daemon import NoAnswer

from .stage import EAST, WEST, Case, SharedCase, Stage

DECISIONS = "/api/v1/decisions"
DONE, FAILED, USAGE, CONFIG = range(4)


class AfterAFailover(SharedCase):
    """A Region was lost and left, and came back."""

    takes_s = 8
    decision: dict

    @classmethod
    def prepare(cls, stage: Stage) -> None:
        stage.start_settled()
        stage.break_region()
        stage.until_state("away")
        decided = stage.daemon.ask(f"{DECISIONS}?kind=move")["decisions"]
        cls.decision = decided[-1]

    def record(self):
        return self.stage.daemon.ask(f"{DECISIONS}/{self.decision['id']}")

    def test_the_move_is_in_the_list(self):
        head = self.decision
        self.assertEqual((head["verb"], head["kind"], head["from"], head["to"], head["run"]),
                         ("move", "failover", EAST, WEST, "r-0001"))
        self.assertEqual(head["application"], "remittance")
        self.assertIn(f"{EAST} is down; failover to {WEST}", head["sentence"])
        self.assertIsNone(head["mark"])

    def test_its_record_has_all_that_it_was_made_of(self):
        record = self.record()
        guards = {guard["code"]: guard["value"] for guard in record["guards"] if guard["applies"]}
        self.assertEqual(set(guards.values()), {"yes"})
        self.assertEqual(len(record["guards"]), 23)
        facts = {(fact["region"], fact["fact"]): fact for fact in record["facts"]}
        self.assertEqual(facts[EAST, "down"]["value"], "yes")
        self.assertIn("answers failed", facts[EAST, "down"]["because"])
        self.assertTrue(record["pending"][0]["holding"])
        self.assertIn("would not begin if only one were so", record["otherwise"])
        names = [file["name"] for file in record["configuration"]["files"]]
        self.assertTrue(any(name.endswith("failoverd.json") for name in names), names)
        self.assertTrue(record["inputs"]["series"][0]["samples"])

    def test_it_is_explained_as_it_was_then(self):
        page = self.stage.ctl_json("explain", "--decision", self.decision["id"])
        self.assertEqual((page["state"], page["active"]), ("home", EAST))
        self.assertEqual(page["decision"]["id"], self.decision["id"])
        self.assertEqual(page["sentence"], self.decision["sentence"])
        self.assertFalse(page["moves"][0]["hypothetical"])
        text = self.ctl("explain", "--decision", self.decision["id"]).stdout
        for words in (f"when {self.decision['id']} was decided (move):\n{EAST} is down",
                      "it had held for", "guards then of a failover", "G22 ledger",
                      "what would have had to be different"):
            self.assertIn(words, text)

    def ctl(self, *words, code=DONE):
        done = self.stage.ctl(*words)
        self.assertEqual(done.returncode, code, f"{words}: {done.stdout}{done.stderr}")
        return done

    def test_people_list_and_read_it(self):
        text = self.ctl("decisions", "--kind", "move").stdout
        self.assertIn(f"{self.decision['id']} ", text)
        self.assertIn("Next: failoverctl decisions show", text)
        text = self.ctl("decisions", "show", self.decision["id"]).stdout
        for words in (f"{self.decision['id']}: move: {EAST} is down", "run r-0001", "facts:",
                      "guards:", "G06 hold", "would not begin if only one were so",
                      "rule 1 (failing-over) had held for 1s"):
            self.assertIn(words, text)

    def test_people_mark_it_and_may_think_again(self):
        identity = self.decision["id"]
        for flag, word, message in (("--real", "real", "is marked as real"),
                                    ("--false-alarm", "false-alarm", "marked as a false alarm")):
            done = self.ctl("decisions", "mark", identity, flag, "--reason", "we looked")
            self.assertIn(message, done.stdout)
            mark = self.record()["mark"]
            self.assertEqual((mark["verdict"], mark["reason"]), (word, "we looked"))
            self.assertTrue(mark["actor"] and mark["time"])
        self.assertIn("1 as false alarm", self.ctl("decisions", "--kind", "move").stdout)
        self.assertIn("marked as false-alarm by",
                      self.ctl("decisions", "show", identity).stdout)

    def test_decided_again_it_agrees(self):
        text = self.ctl("replay", self.decision["id"]).stdout
        self.assertIn(f"{self.decision['id']} agrees: decided again it comes to the same, move",
                      text)
        answer = self.stage.ctl_json("replay", self.decision["id"])
        self.assertEqual((answer["agrees"], answer["differences"]), (True, []))

    def saved(self, change=None):
        """The file of the record, in which something was changed."""
        record = self.stage.ctl_json("decisions", "show", self.decision["id"])
        if change:
            change(record)
        path = self.stage.directory / "decision.json"
        path.write_text(json.dumps(record))
        return str(path)

    def test_saved_it_agrees_without_the_daemon(self):
        done = self.stage.ctl("replay", self.saved(), "--socket", "/nonexistent/socket")
        self.assertEqual(done.returncode, DONE, done.stderr)
        self.assertIn(" agrees", done.stdout)

    def test_what_was_changed_is_named_exactly(self):
        def verb(record):
            record["decided"] = "propose"

        def word(record):
            record["verb"] = "blocked"

        def fact(record):
            down = next(fact for fact in record["facts"]
                        if (fact["region"], fact["fact"]) == (EAST, "down"))
            down["value"] = "no"

        def guard(record):
            record["guards"][6]["text"] = "moved a minute ago"

        for change, field, recorded, made in (
                (verb, "decided", "propose", "move"),
                (word, "verb", "blocked", "move"),
                (fact, f"{EAST}.down: value", "no", "yes"),
                (guard, "G07 cooldown: text", "moved a minute ago", "no move yet")):
            with self.subTest(field):
                path = self.saved(change)
                done = self.stage.ctl("replay", path, "--json")
                answer = json.loads(done.stdout)
                self.assertEqual(done.returncode, FAILED)
                self.assertFalse(answer["agrees"])
                self.assertEqual(answer["differences"], [
                    {"field": field, "recorded": recorded, "recomputed": made}])
                text = self.ctl("replay", path, code=FAILED).stdout
                self.assertIn("does not agree: 1 difference\n", text)
                self.assertRegex(text, f"{field} +{recorded} +{made}")

    def test_other_inputs_make_another_decision(self):
        def pause(record):
            record["inputs"]["memory"]["pause"] = {
                "on": True, "until": record["inputs"]["wall"] + 60000, "owner": "ann",
                "reason": "tampered"}
        answer = self.stage.ctl_json("replay", self.saved(pause))
        fields = {item["field"]: item for item in answer["differences"]}
        self.assertEqual(fields["decided"]["recomputed"], "nothing")
        self.assertEqual(fields["G03 pause: value"]["recomputed"], "no")
        self.assertIn("blocked by G03", fields["sentence"]["recomputed"])

    def test_another_configuration_is_told(self):
        def longer(record):
            for file in record["configuration"]["files"]:
                file["text"] = file["text"].replace('"hold": "1s"', '"hold": "7s"')
        answer = self.stage.ctl_json("replay", self.saved(longer))
        fields = [item["field"] for item in answer["differences"]]
        self.assertIn("config", fields)
        self.assertIn("G06 hold: text", fields)

    def test_files_of_that_day_need_not_be_here(self):
        def elsewhere(record):
            for file in record["configuration"]["files"]:
                file["text"] = re.sub(r'/[^"]*ca.pem', "/nowhere/ca.pem", file["text"])

        done = self.stage.ctl("replay", self.saved(elsewhere), "--json")
        self.assertEqual([d["field"] for d in json.loads(done.stdout)["differences"]],
                         ["config"], done.stderr)

    def test_the_configuration_may_lie_elsewhere(self):
        def no_texts(record):
            record["configuration"] = None
        path = self.saved(no_texts)
        self.assertIn("name it with --config", self.ctl("replay", path, code=CONFIG).stderr)
        where = str(self.stage.directory)
        self.assertIn(" agrees", self.ctl("replay", path, "--config", where).stdout)
        self.assertIn("no configuration: ", self.ctl(
            "replay", path, "--config", f"{where}/none", code=CONFIG).stderr)

    def test_what_cannot_be_replayed_says_why(self):
        def no_texts(record):
            record["configuration"] = None

        def broken(record):
            record["configuration"]["files"][-1]["text"] = "{"

        def other_application(record):
            record["application"] = "shop"

        def no_samples(record):
            record["inputs"]["series"] = []

        for change, code, words in (
                (no_texts, CONFIG, "the record lacks its configuration"),
                (broken, CONFIG, "no configuration: "),
                (other_application, FAILED, 'no application "shop"'),
                (no_samples, FAILED, 'what the tick went by: "series" must be a list of')):
            with self.subTest(words):
                path = self.saved(change)
                done = self.stage.ctl("replay", path, "--json")
                self.assertEqual(done.returncode, code)
                self.assertIn(words, done.stderr)
                self.assertIn(words, json.loads(done.stdout)["detail"])
        nonsense = self.stage.directory / "nonsense.json"
        nonsense.write_text("{}")
        self.assertIn("is no decision", self.ctl("replay", str(nonsense), code=FAILED).stderr)
        nonsense.write_text("{")
        self.assertIn("line 1, column", self.ctl("replay", str(nonsense), code=FAILED).stderr)
        missing = self.ctl("replay", str(nonsense) + "x", code=FAILED).stderr
        self.assertIn("nonsense.jsonx", missing)
        self.assertNotIn("line", missing)

    def test_usage_errors_say_what_was_meant(self):
        for words, hint in (
                (("decisions", "show"), "needs the id"),
                (("decisions", "show", "17"), "needs the id"),
                (("decisions", "show", "d-1/../x"), "needs the id"),
                (("decisions", "print", "d-1"), "write decisions list"),
                (("decisions", "mark", "d-1", "--reason", "x"), "say which"),
                (("decisions", "mark", "d-1", "--real", "--false-alarm"), "say which"),
                (("decisions", "mark", "d-1", "--real"), "say why"),
                (("decisions", "--kind", "a b"), "write words"),
                (("decisions", "--kind", "mover"), "is no kind of decision"),
                (("decisions", "--limit", "x"), "write a number"),
                (("replay",), "say which"),
                (("explain", "--at", "14:61"), "write 14:02, "),
                (("explain", "--at", "2099-01-01T00:00:00Z"), "has not come yet"),
                (("explain", "--decision", "17"), "such as d-17"),
                (("explain", "--decision", "d-1", "--at", "-2h"), "contradict")):
            with self.subTest(words):
                self.assertIn(hint, self.ctl(*words, code=USAGE).stderr)
        for words in (("decisions", "show", "d-99"), ("replay", "d-99"),
                      ("decisions", "mark", "d-99", "--real", "--reason", "x"),
                      ("explain", "--decision", "d-99")):
            with self.subTest(words):
                self.assertIn("there is no decision of that id",
                              self.ctl(*words, code=FAILED).stderr)

    def test_any_moment_is_explained(self):
        decided = self.decision["time"]
        page = self.stage.until("what was explained when it was decided is written", lambda:
                                self.stage.daemon.ask("/api/v1/applications/remittance/explain"
                                                      f"?at={decided[:19]}Z"))
        self.assertEqual((page["state"], page["active"]), ("home", EAST))
        self.assertEqual(page["at"], f"{decided[:19]}.000Z")
        self.assertLessEqual(page["recorded"], page["at"])
        self.assertEqual(page["recorded"], page["now"])

        def now():
            page = self.stage.ctl_json("explain", "--at", "-0s")
            return page.get("state") == "away" and page
        self.assertEqual(self.stage.until("that it is away", now)["active"], WEST)
        text = self.ctl("explain", "--at", "-0s").stdout
        self.assertRegex(text, r"\Aat \S+, by what was recorded at \S+, when something had")
        self.assertIn(f"{WEST} is serving", text)
        self.assertIn("guards of a failback", text)

    def test_before_the_beginning_nothing_was_recorded(self):
        done = self.ctl("explain", "--at", "2026-01-02 03:04", code=FAILED)
        self.assertIn("nothing was recorded yet at 2026-01-02T03:04:00.000Z", done.stderr)
        self.assertIn("the history begins later", done.stderr)
        done = self.ctl("explain", "--at", "2026-01-02 03:04", "--json", code=FAILED)
        self.assertEqual(json.loads(done.stdout)["code"], "nothing-recorded")


class WhatCameToNothing(Case):
    """Decisions that moved nothing are kept, too."""

    takes_s = 15

    def decided(self, kind):
        return self.stage.until(f"a decision of kind {kind}", lambda: self.stage.daemon.ask(
            f"{DECISIONS}?app=remittance&kind={kind}")["decisions"])

    def test_guards_that_hold_back_and_what_held_for_nothing(self):
        self.stage.configure(guards={"hold": "60s"})
        self.stage.start_settled()
        self.stage.ctl("pause", "--for", "1h", "--reason", "a system test")
        self.stage.break_region()
        blocked = self.decided("blocked")[0]
        self.assertEqual(blocked["decided"], "nothing")
        self.assertIn("blocked by G03", blocked["sentence"])
        self.stage.heal_region()
        missed = self.decided("near-miss")[0]
        self.assertEqual(missed["kind"], "failover")
        record = self.stage.daemon.ask(f"{DECISIONS}/{missed['id']}")
        self.assertEqual(record["missed"]["go"], "failing-over")
        self.assertGreater(record["missed"]["needed_ms"], record["missed"]["held_ms"])
        self.assertEqual(self.stage.explain()["near_misses"][0]["go"], "failing-over")
        self.assertEqual(len(self.decided("blocked")), 1)

    def test_what_would_have_been_done(self):
        for mode, kind in (("observe", "would-move"), ("propose", "propose")):
            with self.subTest(mode):
                self.stage.configure(mode=mode)
                self.stage.start_settled("G01", "G17")
                self.stage.break_region()
                self.assertEqual(self.decided(kind)[0]["to"], WEST)
                self.stage.daemon.stop()
                self.stage.heal_region()

    def test_each_agrees_when_it_is_decided_again(self):
        stage = self.stage
        stage.start_settled()
        stage.box.post("/human", switchover_to=WEST, only="database")
        self.decided("drift")
        stage.box.post("/human", switchover_to=EAST, only="database")
        self.decided("mended")
        stage.box.post("/human", switchover_to=WEST)
        self.decided("adopt")
        stage.until("a failback may begin", lambda: stage.move("failback", EAST).returncode == DONE)
        decisions = stage.daemon.ask(f"{DECISIONS}?app=remittance")["decisions"]
        self.assertLessEqual({"move", "drift", "mended", "adopt"},
                             {decision["verb"] for decision in decisions})
        for decision in decisions:
            with self.subTest(decision["verb"]):
                done = stage.ctl("replay", decision["id"])
                self.assertEqual(done.returncode, DONE, done.stdout)

    def test_without_a_history_only_decisions_are_explained(self):
        self.stage.configure(daemon={"history": {"write": False}})
        self.stage.start()
        done = self.stage.ctl("explain", "--at", "-0s", "--json")
        self.assertEqual(done.returncode, FAILED)
        self.assertEqual(json.loads(done.stdout)["code"], "no-history")
        self.assertIn("no history is kept", done.stderr)
        with self.assertRaisesRegex(NoAnswer, "HTTP 400.*yesterday is no time"):
            self.stage.daemon.ask("/api/v1/applications/remittance/explain?at=yesterday")
