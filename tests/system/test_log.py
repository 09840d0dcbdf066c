# SPDX-License-Identifier: MIT
"""What failoverctl log asks of journalctl, for which a script stands in that prints it."""
from __future__ import annotations

import os
import re
import shlex
import subprocess
import tempfile
import unittest
from pathlib import Path

from .stage import BUILD, SharedCase, Stage

# Of one entry, and of that alone, it is asked what it has.
STAND_IN = """#!/bin/sh
case "$*" in
*--lines=1*--output=json*) echo '{"FAILOVERD_RUN": "r-0042", "__REALTIME_TIMESTAMP": "1795528830123456"}' ;;
*) printf '%s\\n' "$@" ;;
esac
"""
NOTHING = "#!/bin/sh\ncase $* in *--lines=1*) ;; *) printf '%s\\n' \"$@\" ;; esac\n"


class Log(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.path = Path(directory.name)

    def log(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run([BUILD / "failoverctl", "log", *arguments], text=True, check=False,
                              env={**os.environ, "PATH": str(self.path)}, capture_output=True)

    def put(self, script: str) -> None:
        stand_in = self.path / "journalctl"
        stand_in.write_text(script)
        stand_in.chmod(0o755)

    def asked(self, *arguments: str) -> list[str]:
        self.put(STAND_IN)
        done = self.log(*arguments)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout.splitlines()

    def test_alone_it_shows_all_of_the_unit_in_utc(self):
        self.assertEqual(self.asked(), [
            "--unit=failoverd.service", "--utc", "--output=short-iso"])

        self.assertIn("log: all", self.log("--help").stdout)

    def test_options_become_those_of_journalctl(self):
        for given, expected in (
                (["--since", "-2h"], "--since=-2h"),
                (["--until", "14:00"], "--until=14:00"),
                (["--errors"], "--priority=err"),
                (["--limit", "5"], "--lines=5"),
                (["--follow"], "--follow"),
                (["--explain"], "--catalog"),
                (["--json"], "--output=json")):
            with self.subTest(given):
                self.assertIn(expected, self.asked(*given))
        self.assertNotIn("--utc", self.asked("--local"))

    def test_an_application_and_a_run_are_matches_that_both_must_hold(self):
        asked = self.asked("--app", "remittance", "--run", "r-0017")
        self.assertEqual(asked[-2:], ["FAILOVERD_APP=remittance", "FAILOVERD_RUN=r-0017"])

    def test_decisions_are_matches_of_one_field(self):
        asked = [word for word in self.asked("--decisions") if "=" in word and word[0] != "-"]
        self.assertEqual({word.split("=")[0] for word in asked}, {"FAILOVERD_EVENT"})
        for event in ("blocked", "proposed", "decided", "would-move", "adopted", "run-failed"):
            self.assertIn(f"FAILOVERD_EVENT={event}", asked)
        self.assertNotIn("FAILOVERD_EVENT=probe-changed", asked)

    def test_a_name_that_no_application_can_have_is_refused(self):
        done = self.log("--app", "x" * 200)
        self.assertEqual(done.returncode, 2)
        self.assertIn("too long", done.stderr)

    def test_the_last_run_is_the_newest_that_the_journal_has(self):
        self.assertEqual(self.asked("--run", "last", "--app", "remittance")[-2:],
                         ["FAILOVERD_APP=remittance", "FAILOVERD_RUN=r-0042"])

    def test_an_incident_begins_before_the_move_was_pending(self):
        self.assertIn("--since=@1795528230", self.asked("--incident"))
        done = self.log("--incident", "--since", "today")
        self.assertEqual(done.returncode, 2)
        self.assertIn("leave out --since", done.stderr)

    def test_of_a_journal_without_a_move_none_can_be_meant(self):
        for words in (("--run", "last"), ("--incident",)):
            self.put(NOTHING)
            done = self.log(*words)
            self.assertEqual((done.returncode, done.stdout), (1, ""))
            self.assertIn("the journal has no move", done.stderr)

    def test_without_journalctl_failoverd_is_asked(self):
        done = self.log("--socket", str(self.path / "nobody.sock"))
        self.assertEqual(done.returncode, 4)
        self.assertIn("journalctl cannot be run", done.stderr)
        self.assertIn("nor does failoverd answer", done.stderr)

    def test_without_journalctl_there_is_no_time(self):
        done = self.log("--since", "today")
        self.assertEqual(done.returncode, 2)
        self.assertIn("failoverctl watch follows", done.stderr)

    def test_the_examples_of_the_manual_can_be_asked(self):
        found = re.findall(r"failoverctl log (--.*)", "".join(
            Path("daemon/man", page).read_text()
            for page in ("failoverctl.1", "failoverd-events.7")))
        self.assertGreater(len(found), 4)
        for example in found:
            self.assertIn("--unit=failoverd.service", self.asked(*shlex.split(example)), example)

    def test_an_option_of_another_verb_is_refused(self):
        done = self.log("--force")
        self.assertEqual(done.returncode, 2)
        self.assertIn("log has no use for --force", done.stderr)


class Remembered(SharedCase):
    """Where there is no journalctl, of a failoverd that runs."""

    @classmethod
    def prepare(cls, stage: Stage) -> None:
        stage.start_settled()
        stage.ctl("pause", "--reason", "lunch")
        stage.ctl("resume")
        done = stage.move("switchover", "us-west-2")
        assert done.returncode == 0, done.stderr

    def log(self, *words: str) -> list[str]:
        done = self.stage.ctl("log", *words, env={"PATH": "/nowhere"})
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("this is what failoverd remembers", done.stderr)
        return done.stdout.splitlines()

    def test_all_of_it_in_order(self):
        text = "\n".join(self.log())
        found = [text.find(f"  {event} ") for event in (
            "started", "paused", "resumed", "run-started", "run-done")]
        self.assertEqual(found, sorted(found))
        self.assertGreater(found[0], 0)

    def test_of_one_run_or_application_or_only_decisions_or_so_many(self):
        run = self.log("--run", "last")
        self.assertEqual(run, self.log("--run", "r-0001", "--app", "remittance"))
        self.assertTrue(all(" r-0001" in line for line in run), run)
        self.assertEqual(self.log("--run", "r-0001", "--limit", "2"), run[-2:])
        decided = self.log("--decisions", "--app", "remittance")
        self.assertEqual([line.split()[2] for line in decided[:2]], ["run-started", "run-done"])
        self.assertEqual(self.log("--app", "nothing"), [])
        self.assertEqual(self.log("--errors", "--run", "r-0001"), [])
