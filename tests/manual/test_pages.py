# SPDX-License-Identifier: MIT
"""The manual and the completion say what the programs say of themselves."""
from __future__ import annotations

import re
import shutil
import subprocess
import unittest
from pathlib import Path

from .test_catalog import BUILD, events

DOC = BUILD / "doc"
PAGES = sorted(path.name for path in Path("daemon/man").glob("*.[1-8]"))
ELSEWHERE = ("referenced manual not found", "outdated mandoc.db")  # of this machine, not of us


def run(*command: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          check=False)


def page(name: str) -> str:
    """As a terminal shows it, in one line."""
    text = run("mandoc", "-Tascii", DOC / name).stdout
    return " ".join(re.sub(r".\x08", "", text).split())


def ctl_help(*words: str) -> str:
    return run(BUILD / "failoverctl", "help", *words).stdout


def verbs() -> list[str]:
    return re.findall(r"^  ([a-z]+) ", ctl_help().partition("\nOptions")[0], re.MULTILINE)


def options(text: str) -> set[str]:
    return set(re.findall(r"^  --([a-z-]+)", text, re.MULTILINE))


class Pages(unittest.TestCase):
    @unittest.skipUnless(shutil.which("mandoc"), "mandoc is not installed")
    def test_they_are_written_as_they_should_be(self):
        for name in PAGES:
            found = [line for line in run("mandoc", "-Tlint", DOC / name).stdout.splitlines()
                     if not any(words in line for words in ELSEWHERE)]
            self.assertEqual(found, [])

    def test_none_has_a_place_that_was_not_filled_in(self):
        for name in PAGES:
            self.assertIsNone(re.search(r"^@", (DOC / name).read_text(), re.MULTILINE), name)

    @unittest.skipUnless(shutil.which("mandoc"), "mandoc is not installed")
    def test_each_option_of_the_daemon_is_described(self):
        text = page("failoverd.8")
        found = options(run(BUILD / "failoverd", "--help").stdout)
        self.assertGreaterEqual(len(found), 6)
        for name in found:
            self.assertIn(f"--{name}", text)

    @unittest.skipUnless(shutil.which("mandoc"), "mandoc is not installed")
    def test_each_verb_and_each_of_its_options_is_described(self):
        text = page("failoverctl.1")
        self.assertGreaterEqual(len(verbs()), 15)
        for verb in verbs():
            self.assertIn(f" {verb} ", text)
            for name in options(ctl_help(verb)):
                self.assertIn(f"--{name}", text)

    @unittest.skipUnless(shutil.which("mandoc"), "mandoc is not installed")
    def test_each_event_is_described_with_its_id(self):
        text = page("failoverd-events.7")
        self.assertEqual(re.findall(r" ([a-z-]+) \((\w+)\) ([0-9a-f]{32}) ", text),
                         [(name, priority[len("LOG_"):].lower(), message_id)
                          for _, name, message_id, priority in events()])

    @unittest.skipUnless(shutil.which("mandoc"), "mandoc is not installed")
    def test_each_field_of_an_event_is_described(self):
        fields = re.findall(r'X\(\w+, "(FAILOVERD_\w+)", "(\w+)"',
                            Path("daemon/log.h").read_text())
        self.assertGreater(len(fields), 10)
        self.assertEqual(re.findall(r" (FAILOVERD_\w+) \((\w+)\) ", page("failoverd-events.7")),
                         [("FAILOVERD_EVENT", "event"), *fields])

    @unittest.skipUnless(shutil.which("mandoc"), "mandoc is not installed")
    def test_each_guard_and_each_option_of_a_guard_is_described(self):
        text = page("failoverd-runbooks.7")
        codes = set(re.findall(r'"(G\d\d)"', Path("lib/core/guard.c").read_text()))
        self.assertGreaterEqual(len(codes), 23)
        for code in codes:
            self.assertIn(f" {code} (", text)
        text = page("failoverd.json.5")
        for name in ("guards.hold", "guards.max_loss", "aws.roles", "probes.NAME.http.url",
                     "regions.NAME.cluster"):
            self.assertIn(f" {name} (", text)

    def test_what_is_no_page_and_no_section_is_refused(self):
        self.assertEqual(run(BUILD / "manual").returncode, 64)
        missing = run(BUILD / "manual", "/no/such/page")
        self.assertEqual((missing.returncode, missing.stdout), (65, ""))
        self.assertIn("/no/such/page: there is no such file", missing.stderr)
        unknown = subprocess.run([str(BUILD / "manual"), "/dev/stdin"], input="", text=True,
                                 capture_output=True, check=False)
        self.assertNotEqual(unknown.returncode, 0)


class Completion(unittest.TestCase):
    def complete(self, *words: str) -> set[str]:
        script = (f'. "{DOC}/failoverctl.bash"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); '
                  '_failoverctl; printf "%s\\n" "${COMPREPLY[@]}"')
        done = run("bash", "-c", script, "bash", "failoverctl", *words)
        self.assertEqual(done.stderr, "")
        return set(done.stdout.split())

    def test_a_verb_is_completed(self):
        self.assertEqual(self.complete("sw"), {"switchover"})
        self.assertLessEqual(set(verbs()), self.complete(""))

    def test_the_options_are_those_of_the_verb(self):
        for verb in verbs():
            offered = {word.strip("-=") for word in self.complete(verb, "--")}
            self.assertEqual(offered, options(ctl_help(verb)), verb)

    def test_words_of_a_verb_are_completed(self):
        self.assertEqual(self.complete("config", "ch"), {"check"})
        self.assertLessEqual({"list", "show", "watch"}, self.complete("runs", ""))
        self.assertEqual(self.complete("help", "fail"), {"failover", "failback"})

    def test_the_verb_is_found_after_an_option_with_a_value(self):
        self.assertIn("--force", self.complete("--app", "status", "failover", "--"))
        self.assertEqual(self.complete("status", "--app", ""), set())

    @unittest.skipUnless(shutil.which("zsh"), "zsh is not installed")
    def test_zsh_takes_its_own(self):
        self.assertEqual(run("zsh", "-n", DOC / "failoverctl.zsh").stderr, "")

    def test_zsh_is_told_every_verb(self):
        text = (DOC / "failoverctl.zsh").read_text()
        for verb in verbs():
            self.assertIn(f"\t\t'{verb}:", text)
            self.assertIn(f"\t{verb})\n", text)
