# SPDX-License-Identifier: MIT
"""How it is told: colour, width, and when the customers' view is worth a line."""
import io
import os
import sys
import unittest
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from demo.narrator import REMIND_S, View, heading_of  # noqa: E402
from demo.outage import Attempt  # noqa: E402
from demo.terminal import Terminal, one_line, wants_colour  # noqa: E402


class Tty(io.StringIO):
    def isatty(self):
        return True


class Telling(unittest.TestCase):
    def test_colour_is_for_terminals_that_want_it(self):
        for out, environment, wanted in ((Tty(), {"TERM": "xterm"}, True),
                                         (Tty(), {"TERM": "xterm", "NO_COLOR": "1"}, False),
                                         (Tty(), {"TERM": "xterm", "NO_COLOR": ""}, True),
                                         (Tty(), {"TERM": "dumb"}, False), (Tty(), {}, False),
                                         (io.StringIO(), {"TERM": "xterm"}, False)):
            with self.subTest(environment), mock.patch.dict(os.environ, environment, clear=True):
                self.assertEqual(wants_colour(out), wanted)

    def test_a_long_line_goes_on_below_what_it_belongs_to(self):
        out = io.StringIO()
        Terminal(out, began=0.0).say("failoverd", "word " * 60, at=12.34)
        lines = out.getvalue().splitlines()
        self.assertTrue(lines[0].startswith("  12.3 s  failoverd  word"))
        self.assertTrue(lines[1].startswith(" " * 21 + "word"))
        self.assertLessEqual(max(map(len, lines)), 100)

    def test_one_line_is_one_line(self):
        self.assertEqual(one_line("a\n  b"), "a b")
        self.assertEqual(len(one_line("x" * 500, 60)), 60)
        self.assertTrue(one_line("x" * 500, 60).endswith("..."))


    def test_a_decision_begins_a_new_act(self):
        for message, heading in (
                ("decided on a failover from us-east-1 to us-west-2: held for 5s", "Failover to "
                 "us-west-2"), ("r-0001: failover from us-east-1 to us-west-2 begins", "")):
            self.assertEqual(heading_of({"message": message}), heading)


class Views(unittest.TestCase):
    def setUp(self):
        self.view = View(2)
        self.at = 0.0

    def see(self, *regions):
        """The next attempt of each customer; "" is a refusal."""
        self.at += 1
        attempts = [Attempt(n, f"c{n}", self.at - 0.1, self.at, region,
                            "" if region else "timed out") for n, region in enumerate(regions, 1)]
        return [line.text for line in self.view.news(attempts, self.at)]

    def test_only_a_change_is_told(self):
        self.assertEqual(self.see("east"), [])  # the other one was not heard of yet
        self.assertEqual(self.see("east", "east"), ["2 of 2 served by east"])
        self.assertEqual(self.see("east", "east"), [])
        self.assertEqual(self.see("east", ""),
                         ["1 of 2 served by east, 1 of 2 refused (timed out)"])
        self.assertEqual(self.see("west", "west"), ["2 of 2 served by west"])

    def test_darkness_is_told_again_and_again(self):
        self.see("", "")
        began = self.at
        self.assertEqual(self.view.news([], began + REMIND_S - 0.1), [])
        told = self.view.news([], began + REMIND_S)
        self.assertEqual(told[0].text, f"nobody has been served for {REMIND_S:.0f} s")
        self.assertEqual(self.view.news([], began + REMIND_S + 0.1), [])


if __name__ == "__main__":
    unittest.main()
