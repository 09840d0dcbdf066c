# SPDX-License-Identifier: MIT
"""failoverctl as people and scripts use it: every verb, its JSON, its exit codes, its refusals."""
from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
import unittest

from .stage import BUILD, EAST, WEST, Case, SharedCase, Stage

DONE, FAILED, USAGE, CONFIG, UNREACHABLE, REFUSED, WAITING, OPERATOR, DENIED, STALE = range(10)
NOBODY = 65534
ESCAPE = "\033["


class Reading(SharedCase):
    """What can be asked while nothing happens."""

    takes_s = 10

    def answer(self, *words, code=DONE):
        done = self.stage.ctl(*words)
        self.assertEqual(done.returncode, code, f"{words}: {done.stdout}{done.stderr}")
        return done

    def test_status_shows_who_serves_on_one_screen(self):
        text = self.answer("status").stdout
        self.assertTrue(text.startswith(f"remittance: {EAST} is serving; no reason to act.\n"))
        self.assertLess(len(text.splitlines()), 25)
        for word in (EAST, WEST, "WRITER", "ROUTING", "LAG", "mode auto", "ledger ok"):
            self.assertIn(word, text)

    def test_explain_shows_rules_facts_and_every_guard(self):
        text = self.answer("explain").stdout
        for word in ("active.down", "target.up", "what would have to be different"):
            self.assertIn(word, text)
        for code in ("G01", "G02", "G03", "G04", "G06", "G07", "G08", "G09", "G10", "G13", "G14",
                     "G20", "G22"):
            self.assertIn(f"{code} ", text)

    def test_runs_says_that_nothing_was_moved(self):
        self.assertIn("nothing was ever moved", self.answer("runs").stdout)
        self.assertIn("there is no run of that id", self.answer(
            "runs", "show", "r-0999", code=FAILED).stderr)

    def test_machine_can_be_drawn(self):
        self.assertIn("home", self.answer("machine").stdout)
        mermaid = self.answer("machine", "--graph").stdout
        self.assertTrue(mermaid.startswith("stateDiagram-v2"), mermaid)
        dot = self.answer("machine", "--graph=dot").stdout
        self.assertTrue(dot.startswith("digraph"), dot)
        self.assertEqual(dot.count("{"), dot.count("}"))
        self.answer("machine", "--graph=svg", code=USAGE)

    def test_version_names_both_programs(self):
        text = self.answer("version").stdout
        self.assertRegex(text, r"\Afailoverctl (\S+)\nfailoverd +\1\n\Z")

    def test_help_lists_every_verb_and_exit_code(self):
        text = self.answer("help").stdout
        for verb in ("status", "explain", "failover", "switchover", "failback", "pause", "resume",
                     "ack", "approve", "decisions", "replay", "runs", "watch", "config",
                     "machine", "reload", "version"):
            self.assertIn(f"\n  {verb}", text)
            self.assertIn(f"failoverctl {verb}", self.answer("help", verb).stdout)
        self.assertIn("8 not", text)

    def test_json_is_one_document_on_stdout_and_nothing_else(self):
        for words in (("status",), ("explain",), ("runs",), ("decisions",), ("machine",),
                      ("version",),
                      ("failover", "--dry-run"), ("switchover", "--dry-run")):
            with self.subTest(words):
                done = self.answer(*words, "--json")
                self.assertIsInstance(json.loads(done.stdout), dict)
                self.assertEqual(done.stderr, "")

    def test_refusals_are_json_too(self):
        done = self.answer("runs", "show", "r-0999", "--json", code=FAILED)
        self.assertEqual(json.loads(done.stdout)["code"], "no-such-run")

    def test_usage_errors_say_what_was_meant(self):
        for words, hint in ((("statsu",), 'did you mean "status"'),
                            (("status", "--jsn"), "did you mean --json"),
                            (("status", "--for", "2h"), "has no use for --for"),
                            (("pause", "--for", "2 hours", "--reason", "x"), "such as 90s"),
                            (("pause", "--for", "2h"), "--reason"),
                            (("pause", "--for", "25h", "--reason", "x"), "24h at most"),
                            (("ack",), "--reason"),
                            (("approve",), "say what"),
                            (("approve", "0123abcd"), "--reason"),
                            (("runs", "show"), "needs the id"),
                            (("runs", "show", "../status"), "needs the id"),
                            (("status", "twice"), "what is"),
                            (("failover", "--wait", "--no-wait"), "contradict"),
                            (("explain", "--app", "shop"), "there is remittance")):
            with self.subTest(words):
                code = FAILED if "shop" in words else USAGE
                self.assertIn(hint, self.answer(*words, code=code).stderr)
        self.assertEqual(self.stage.ctl().returncode, USAGE)

    def test_a_pipe_gets_no_colour_and_no_line_ends_with_blanks(self):
        for verb in ("status", "explain", "runs", "machine"):
            text = self.answer(verb).stdout
            self.assertNotIn(ESCAPE, text)
            self.assertNotRegex(text, r" \n")

    def test_watch_is_one_line_of_json_for_each_change(self):
        watch = subprocess.Popen(
            [str(BUILD / "failoverctl"), "--socket", self.stage.daemon.socket, "watch", "--json"],
            stdout=subprocess.PIPE, text=True, env=self.stage.daemon.environment)
        self.addCleanup(watch.wait)
        self.addCleanup(watch.terminate)
        self.addCleanup(watch.stdout.close)
        self.assertEqual(json.loads(watch.stdout.readline())["event"], "snapshot")
        self.stage.ctl("pause", "--for", "1m", "--reason", "watch me")
        self.addCleanup(self.stage.ctl, "resume")
        event = json.loads(watch.stdout.readline())
        while event["event"] != "paused":
            event = json.loads(watch.stdout.readline())
        self.assertEqual(event["actor"], "root")

    def test_watch_ends_when_it_was_told_to(self):
        done = self.answer("watch", "--timeout", "1s")
        self.assertIn(f"{EAST} is serving", done.stdout)

    def test_pause_resume_and_ack_say_what_comes_next(self):
        text = self.answer("pause", "--for", "30m", "--reason", "lunch").stdout
        self.assertIn("paused for 30m", text)
        self.assertIn("failoverctl resume", text)
        self.assertIn("paused by root until", self.answer("status").stdout)
        self.assertIn("resumed", self.answer("resume").stdout)
        self.assertIn("it was not paused", self.answer("resume").stdout)
        self.assertIn("acknowledged", self.answer("ack", "--reason", "seen to").stdout)
        for words in (("pause", "--for", "1m", "--reason", "x"), ("resume",),
                      ("ack", "--reason", "x"), ("reload",)):
            self.assertIn("message", json.loads(self.answer(*words, "--json").stdout))


class Colour(SharedCase):
    """On a terminal there is colour, unless it is not wanted."""

    takes_s = 6

    @classmethod
    def prepare(cls, stage: Stage) -> None:
        stage.start()

    def on_terminal(self, *words, typed="", **env):
        """(exit code, what was shown) of failoverctl on a terminal of its own."""
        ours, theirs = pty.openpty()
        child = subprocess.Popen([str(BUILD / "failoverctl"), *words], stdin=theirs, stdout=theirs,
                                 stderr=theirs, start_new_session=True, env={
                                     **self.stage.daemon.environment, "TERM": "xterm", **env,
                                     "FAILOVERD_SOCKET": self.stage.daemon.socket})
        os.close(theirs)
        os.write(ours, typed.encode())
        shown = b""
        while select.select([ours], [], [], 30)[0]:
            try:
                data = os.read(ours, 65536)
            except OSError:
                break
            if not data:
                break
            shown += data
        os.close(ours)
        return child.wait(), shown.decode()

    def test_a_terminal_gets_colour_and_no_color_is_obeyed(self):
        self.assertIn(ESCAPE, self.on_terminal("status")[1])
        self.assertNotIn(ESCAPE, self.on_terminal("status", NO_COLOR="1")[1])
        self.assertNotIn(ESCAPE, self.on_terminal("status", "--no-color")[1])

    def test_on_a_terminal_the_words_are_asked_for(self):
        self.stage.until("a switchover could begin",
                         lambda: not self.stage.guards_in_the_way("switchover"))
        code, shown = self.on_terminal("switchover", "--to", WEST, typed="a drill\nremittance\n")
        self.assertEqual(code, FAILED, shown)
        for words in ("point of no return", "Reason: ", f'Type "remittance {WEST}" to go on: ',
                      "not confirmed; nothing was done"):
            self.assertIn(words, shown)
        self.assertEqual(self.stage.changes(), [])


class Moving(Case):
    """Moves by command: what must be said, what is refused, and with which exit code."""

    takes_s = 35

    def start(self, **guards):
        self.stage.configure(guards={"stable": "1h", **guards})
        self.stage.start()
        self.stage.until("nothing is in the way of a switchover",
                         lambda: not self.stage.guards_in_the_way("switchover"))

    def test_without_a_terminal_the_words_must_be_given(self):
        self.start()
        stage = self.stage
        for words, hint in (
                ((), f'--confirm "remittance {WEST}"'),
                (("--confirm", f"remittance {WEST}"), "--reason are needed"),
                (("--confirm", WEST, "--reason", "x"), "is not what this would do"),
                (("--confirm", f"remittance {EAST}", "--reason", "x"), "is not what this")):
            with self.subTest(words):
                done = stage.ctl("switchover", *words)
                self.assertEqual(done.returncode, USAGE, done.stdout + done.stderr)
                self.assertIn(hint, done.stderr)
        self.assertEqual((stage.changes(), stage.runs()), ([], []))
        # What it says to type does it.
        typed = next(line for line in done.stderr.splitlines() if "--confirm" in line
                     and "--from" in line)
        self.assertIn(f"failoverctl switchover --app remittance --from {EAST} --to {WEST}", typed)

    def test_from_is_compared_before_anything_is_done(self):
        self.start()
        done = self.stage.move("switchover", WEST, "--from", WEST)
        self.assertEqual(done.returncode, STALE, done.stderr)
        self.assertIn(f"{WEST} is not serving; {EAST} is", done.stderr)
        self.assertEqual(self.stage.changes(), [])
        self.assertEqual(self.stage.ctl("switchover", "--to", "mars-1").returncode, USAGE)

    def test_there_and_back_step_by_step(self):
        self.start()
        stage = self.stage
        there = stage.move("switchover", WEST, "--from", EAST)
        self.assertEqual(there.returncode, DONE, there.stdout + there.stderr)
        self.assertEqual(there.stdout.count("  ok "), 7, there.stdout)
        self.assertIn(f"is done after", there.stdout)
        self.assertEqual(stage.world()["serving"], WEST)
        stage.until("a failback could begin",
                    lambda: stage.ctl("failback", "--dry-run").returncode == DONE)
        back = stage.move("failback", EAST, "--json")
        self.assertEqual(back.returncode, DONE, back.stdout + back.stderr)
        record = json.loads(back.stdout)
        self.assertEqual((record["kind"], record["status"]), ("failback", "done"))
        self.assertEqual(stage.world()["serving"], EAST)
        listed = stage.ctl_json("runs", "--limit", "1")["runs"]
        self.assertEqual([run["id"] for run in listed], ["r-0002"])
        self.assertIn("a system test", stage.ctl("runs").stdout)
        shown = stage.ctl("runs", "show", "r-0001")
        self.assertEqual(shown.returncode, DONE)
        self.assertIn("request ", shown.stdout)

    def test_who_does_not_wait_can_attach_later(self):
        self.start()
        stage = self.stage
        stage.box.post("/timings", switchover_s=3.0)
        begun = stage.move("switchover", WEST, "--no-wait")
        self.assertEqual(begun.returncode, DONE)
        self.assertIn("failoverctl runs watch r-0001", begun.stdout)
        impatient = stage.ctl("runs", "watch", "r-0001", "--timeout", "600ms")
        self.assertEqual(impatient.returncode, WAITING, impatient.stdout + impatient.stderr)
        self.assertIn("run r-0001 goes on", impatient.stderr)
        twice = stage.move("failover", WEST)
        self.assertEqual(twice.returncode, FAILED)
        self.assertIn("run r-0001 is active", twice.stderr)
        self.assertEqual(stage.ctl("runs", "watch", "r-0001").returncode, DONE)

    def test_who_is_interrupted_leaves_the_run_alone(self):
        self.start()
        stage = self.stage
        stage.box.post("/timings", switchover_s=2.0)
        child = subprocess.Popen(
            [str(BUILD / "failoverctl"), "--socket", stage.daemon.socket, "switchover", "--to",
             WEST, "--confirm", f"remittance {WEST}", "--reason", "x"], stderr=subprocess.PIPE,
            stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
            env=stage.daemon.environment)
        self.assertIn("r-0001: switchover of remittance", child.stdout.readline())
        child.send_signal(signal.SIGINT)
        said = child.communicate(timeout=30)[1]
        self.assertEqual(child.returncode, WAITING, said)
        self.assertIn("detached: run r-0001 goes on; failoverctl runs watch r-0001", said)
        self.assertEqual(stage.ctl("runs", "watch", "r-0001").returncode, DONE)

    def test_a_guard_refuses_with_its_number_and_its_remedy(self):
        self.start()
        stage = self.stage
        stage.ctl("pause", "--for", "5m", "--reason", "hands off")
        for verb in ("failover", "switchover"):
            done = stage.move(verb, WEST)
            self.assertEqual(done.returncode, REFUSED, done.stdout + done.stderr)
            self.assertIn("G03 pause", done.stderr)
            self.assertIn("-> failoverctl resume", done.stderr)
        problem = json.loads(stage.move("failover", WEST, "--json").stdout)
        self.assertEqual((problem["status"], problem["code"]), (412, "refused"))
        blocking = [g["code"] for g in problem["guards"]
                    if g["value"] != "yes" and not g["overridden"]]
        self.assertEqual(blocking, ["G03"])
        self.assertEqual(stage.changes(), [])

    def test_a_dry_run_does_nothing(self):
        self.start()
        done = self.stage.ctl("failover", "--dry-run")
        self.assertEqual(done.returncode, DONE, done.stderr)
        for words in ("point of no return", "loss: about", "Nothing was done",
                      f"the database writer is in {WEST} "):
            self.assertIn(words, done.stdout)
        self.assertNotIn("{", done.stdout)
        self.assertEqual((self.stage.changes(), self.stage.runs()), ([], []))

    def test_a_run_that_stops_half_way_needs_an_operator_and_says_what_is_left(self):
        self.start()
        stage = self.stage
        stage.box.post("/aws", action="UpdateRoutingControlStates", effect="denied")
        done = stage.move("failover", WEST)
        self.assertEqual(done.returncode, OPERATOR, done.stdout + done.stderr)
        self.assertIn("What is left, by hand and in this order:", done.stdout)
        self.assertIn("routing-controls", done.stdout)
        self.assertIn("AccessDenied", done.stdout)
        status = stage.ctl("status").stdout
        self.assertIn("an operator is needed", status)
        self.assertIn("failoverctl runs show r-0001", status)
        self.assertEqual(stage.ctl("runs", "watch", "r-0001").returncode, OPERATOR)
        self.assertIn("by hand", stage.until_told("manual-procedure")["message"])
        stage.box.post("/aws", effect="none")
        stage.box.post("/controls", **{EAST: "Off", WEST: "On"})
        stage.ctl("ack", "--reason", "controls moved by hand")
        stage.until_state("away")
        self.assertEqual(len(stage.changes(action="FailoverGlobalCluster")), 1)

    def test_when_the_first_act_is_refused_nothing_else_is_tried(self):
        self.start()
        stage = self.stage
        stage.box.post("/aws", action="SwitchoverGlobalCluster", effect="denied")
        done = stage.move("switchover", WEST)
        self.assertEqual(done.returncode, OPERATOR, done.stdout + done.stderr)
        self.assertIn("allow it in the IAM policy", done.stdout)
        self.assertEqual(stage.world()["serving"], EAST)
        self.assertEqual(len(stage.changes()), 1)
        stage.box.post("/aws", effect="none")
        stage.ctl("ack", "--reason", "policy mended")
        stage.until_state("home")


class Strangers(Case):
    takes_s = 8

    @unittest.skipUnless(os.geteuid() == 0, "only root can be somebody else")
    def test_a_stranger_may_read_and_not_command(self):
        stage = self.stage
        stage.start()
        for path in (stage.directory, stage.directory / "failoverd.sock"):
            path.chmod(0o777)
        as_nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        self.assertEqual(stage.ctl("status", **as_nobody).returncode, DONE)
        for words in (("pause", "--reason", "x"), ("resume",), ("ack", "--reason", "x"),
                      ("reload",), ("failover", "--dry-run"),
                      ("decisions", "mark", "d-1", "--real", "--reason", "x"),
                      ("failover", "--confirm", f"remittance {WEST}", "--reason", "x")):
            with self.subTest(words):
                done = stage.ctl(*words, **as_nobody)
                self.assertEqual(done.returncode, DENIED, done.stdout + done.stderr)
                self.assertIn("operators", done.stderr)
        self.assertIsNone(stage.application()["paused"])
        self.assertEqual(stage.changes(), [])

    @unittest.skipUnless(os.geteuid() == 0, "only root can be somebody else")
    def test_a_member_of_an_operators_group_may_command(self):
        stage = self.stage
        stage.configure(daemon={"operators": ["nogroup"]})
        stage.start()
        for path in (stage.directory, stage.directory / "failoverd.sock"):
            path.chmod(0o777)
        done = stage.ctl("pause", "--for", "1m", "--reason", "x", user=NOBODY, group=NOBODY,
                         extra_groups=[])
        self.assertEqual(done.returncode, DONE, done.stderr)
        self.assertEqual(stage.application()["paused"]["owner"], "nobody")

    @unittest.skipUnless(os.geteuid() == 0, "only root can be somebody else")
    def test_a_socket_that_may_not_be_opened_is_explained(self):
        stage = self.stage
        stage.start()
        stage.directory.chmod(0o755)
        (stage.directory / "failoverd.sock").chmod(0o600)
        done = stage.ctl("status", user=NOBODY, group=NOBODY, extra_groups=[])
        self.assertEqual(done.returncode, UNREACHABLE)
        self.assertIn("permission denied; become root, or join the socket's group", done.stderr)

    def test_without_a_daemon_it_says_what_to_look_at(self):
        stage = self.stage
        for words in (("status",), ("explain",), ("failover",), ("runs",), ("watch",)):
            done = stage.ctl(*words)
            self.assertEqual(done.returncode, UNREACHABLE, done.stderr)
            self.assertIn("there is no such socket", done.stderr)
            self.assertIn("systemctl status failoverd", done.stderr)
        self.assertEqual(stage.ctl_json("status")["code"], "unreachable")
        self.assertEqual(stage.ctl("version").returncode, DONE)
        stage.start()
        stage.kill()
        done = stage.ctl("status")
        self.assertEqual(done.returncode, UNREACHABLE)
        self.assertIn("refused", done.stderr)
