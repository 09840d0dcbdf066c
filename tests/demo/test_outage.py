# SPDX-License-Identifier: MIT
"""What customers noticed, from what they tried."""
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from demo.outage import (Attempt, Gap, Lookup, acknowledged, all_asked_at,  # noqa: E402
                         all_served_at, gaps, outage_s)

INFINITE = float("inf")


def tries(text, customer=1, region="us-east-1"):
    """One attempt a second: "+" was taken, "-" was refused; each took a tenth of a second."""
    return [Attempt(customer, f"c{customer}-{n}", float(n), n + 0.1,
                    region if mark == "+" else "", "" if mark == "+" else "refused")
            for n, mark in enumerate(text)]


class Outage(unittest.TestCase):
    def test_it_lasts_from_the_last_good_answer_to_the_next(self):
        for text, seconds in (("", 0), ("++++", 0), ("++-+", 2), ("+--++-+", 3), ("+-+--+", 3)):
            with self.subTest(text):
                self.assertAlmostEqual(outage_s(tries(text)), seconds)

    def test_it_does_not_end_while_nobody_is_served_again(self):
        self.assertEqual(outage_s(tries("++--")), INFINITE)

    def test_whoever_was_never_served_counts_from_his_first_attempt(self):
        self.assertAlmostEqual(outage_s(tries("--+")), 2.1)

    def test_the_unluckiest_customer_counts(self):
        both = tries("+-++", 1) + tries("+---+", 2)
        self.assertAlmostEqual(outage_s(both), 4)
        self.assertEqual([(g.customer, g.refused) for g in gaps(both)], [(1, 1), (2, 3)])

    def test_others_do_not_end_it(self):
        self.assertEqual(outage_s(tries("+--", 1) + tries("+++", 2)), INFINITE)

    def test_refusals_before_the_beginning_do_not_count(self):
        self.assertEqual(gaps(tries("+-+++"), begin=3), [])
        self.assertEqual(len(gaps(tries("+-++-+"), begin=3)), 1)

    def test_the_order_of_the_log_does_not_matter(self):
        self.assertEqual(gaps(reversed(tries("+--+"))), [Gap(1, 0.1, 3.1, 2)])


class Served(unittest.TestCase):
    def test_all_are_served_when_the_last_one_is(self):
        west = tries("--+", 1, "us-west-2") + tries("----+", 2, "us-west-2")
        self.assertAlmostEqual(all_served_at(west, 2, "us-west-2", 0.0), 4.1)
        self.assertIsNone(all_served_at(west, 3, "us-west-2", 0.0))
        self.assertIsNone(all_served_at(west, 2, "us-east-1", 0.0))

    def test_what_was_served_before_does_not_count(self):
        both = tries("+++++", 1) + tries("+---+", 2)
        self.assertAlmostEqual(all_served_at(both, 2, "us-east-1", 1.0), 4.1)

    def test_acknowledged_is_what_a_customer_was_told(self):
        self.assertEqual(sorted(acknowledged(tries("+-+"))), ["c1-0", "c1-2"])

    def test_all_have_asked_when_the_last_one_has(self):
        lookups = [Lookup(1, 1.0, "127.0.2.1", 3.0), Lookup(2, 1.5, "127.0.1.1", 3.5),
                   Lookup(1, 3.0, "127.0.2.1", 5.0), Lookup(2, 3.5, "127.0.2.1", 5.5)]
        self.assertEqual(all_asked_at(lookups, 2, "127.0.2.1", 0.0), 3.5)
        self.assertIsNone(all_asked_at(lookups, 3, "127.0.2.1", 0.0))


if __name__ == "__main__":
    unittest.main()
