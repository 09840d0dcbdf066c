# SPDX-License-Identifier: MIT
"""What is in the journal: identities, fields, priorities, explanations, and the story of a run."""
from __future__ import annotations

import json
import subprocess

from .guest import EAST, UNIT, WEST, Guest, ctl, run, shown

STARTED = "0c1a5f0d6b7d4a0e9d2f4e1c7a8b3f01"
NOTICE = 5


class Journal(Guest):
    def test_an_entry_has_its_id_its_fields_and_its_place_in_the_code(self):
        self.start()
        told = self.until_told("started")
        self.assertEqual(told["MESSAGE_ID"], STARTED)
        self.assertEqual((told["PRIORITY"], told["SYSLOG_IDENTIFIER"], told["_SYSTEMD_UNIT"],
                          told["_TRANSPORT"]), ("5", "failoverd", UNIT, "journal"))
        self.assertEqual(told["CODE_FILE"], "daemon/main.c")
        self.assertTrue(told["CODE_LINE"].isdigit())
        self.assertTrue(told["CODE_FUNC"])

    def test_journalctl_explains_an_entry(self):
        self.start()
        self.until_told("started")
        shown_text = run("journalctl", "-x", "-u", UNIT, f"MESSAGE_ID={STARTED}").stdout
        self.assertIn("Subject: failoverd has started", shown_text)
        self.assertIn("To do: Nothing.", shown_text)

    def test_journald_leaves_nothing_out(self):
        self.start()
        self.assertEqual(shown("LogRateLimitIntervalUSec"), "0")


class Run(Guest):
    """One failover, as the journal tells it."""

    def setUp(self) -> None:
        super().setUp()
        self.start_settled()
        self.box.post("/fault", region=EAST, mode="refuse")
        self.until_told("run-done")

    def test_it_reads_as_a_story(self):
        events = [entry["FAILOVERD_EVENT"] for entry in self.entries()
                  if "FAILOVERD_EVENT" in entry and int(entry["PRIORITY"]) <= NOTICE]
        order = ["started", "fact-changed", "pending", "decided", "run-started", "step-started",
                 "step-acted", "step-ended", "run-done"]
        at = 0
        for event in order:
            self.assertIn(event, events[at:], events)
            at = events.index(event, at)

    def test_its_entries_are_found_by_application_and_by_run(self):
        done = self.until_told("run-done")
        self.assertEqual((done["FAILOVERD_APP"], done["FAILOVERD_REGION"],
                          done["FAILOVERD_TO_REGION"], done["FAILOVERD_RUN"], done["PRIORITY"]),
                         ("remittance", EAST, WEST, "r-0001", "4"))
        found = ctl("log", "--app", "remittance", "--run", "r-0001", "--json")
        self.assertEqual(found.returncode, 0, found.stderr)
        entries = [json.loads(line) for line in found.stdout.splitlines()]
        self.assertIn("run-done", [entry["FAILOVERD_EVENT"] for entry in entries])
        self.assertEqual({entry["FAILOVERD_RUN"] for entry in entries}, {"r-0001"})

    def log(self, *words):
        found = ctl("log", "--json", *words)
        self.assertEqual(found.returncode, 0, found.stderr)
        return [json.loads(line) for line in found.stdout.splitlines()]

    def test_what_people_ask_at_night_is_answered(self):
        last = self.log("--run", "last")
        self.assertEqual({entry["FAILOVERD_RUN"] for entry in last}, {"r-0001"})
        self.assertEqual((last[0]["FAILOVERD_EVENT"], last[-1]["FAILOVERD_EVENT"]),
                         ("run-started", "run-done"))
        incident = [entry.get("FAILOVERD_EVENT") for entry in self.log("--incident")]
        for event in ("fact-changed", "pending", "decided", "run-started", "run-done"):
            self.assertIn(event, incident)
        wrong = self.log("--errors")
        self.assertIn("decided", [entry.get("FAILOVERD_EVENT") for entry in wrong])
        self.assertLessEqual({int(entry["PRIORITY"]) for entry in wrong}, {0, 1, 2, 3})
        self.assertEqual(len(self.log("--since", "-1h", "--limit", "2")), 2)
        self.assertEqual(self.log("--until", "-1d"), [])
        self.assertEqual(self.log("--app", "another"), [])

    def test_what_comes_is_followed(self):
        with subprocess.Popen(["failoverctl", "log", "--follow", "--limit", "1", "--json"],
                              stdout=subprocess.PIPE, text=True) as follower:
            assert follower.stdout is not None
            follower.stdout.readline()
            self.assertEqual(ctl("pause", "--reason", "a look").returncode, 0)
            followed = (json.loads(line).get("FAILOVERD_EVENT") for line in follower.stdout)
            self.assertIn("paused", followed)
            follower.terminate()

    def test_decisions_alone_can_be_asked_for_with_what_they_mean(self):
        found = ctl("log", "--decisions", "--explain", "--limit", "1000").stdout
        self.assertIn("Subject: failoverd has decided to move remittance to us-west-2", found)
        self.assertIn("Subject: Run r-0001 is done: remittance is in us-west-2", found)
        self.assertNotIn("probe api", found)
