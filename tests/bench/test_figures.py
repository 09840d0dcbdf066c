# SPDX-License-Identifier: MIT
"""What becomes of the numbers."""
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import figures  # noqa: E402
from bench.figures import Cost, Target  # noqa: E402

SECOND = 10**9


class Figures(unittest.TestCase):
    def test_a_percentile_is_a_value_that_was_seen(self):
        values = [5.0, 1.0, 4.0, 2.0, 3.0]
        for share, expected in ((0.0, 1.0), (0.2, 1.0), (0.21, 2.0), (0.5, 3.0), (0.99, 5.0),
                                (1.0, 5.0)):
            with self.subTest(share=share):
                self.assertEqual(figures.percentile(values, share), expected)

    def test_small_ratios_are_shown_as_parts(self):
        for value, expected in ((0.125, "1/8.0"), (0.49, "1/2.0"), (0.5, "0.50"), (2.5, "2.50"),
                                (0.0, "0.00")):
            with self.subTest(value=value):
                self.assertEqual(figures.ratio(value), expected)

    def test_lateness_is_the_distance_from_the_endpoints_own_grid(self):
        late = 3_000_000
        times = [0, SECOND, 2 * SECOND + late, 3 * SECOND, 4 * SECOND]
        arrivals = [(7 * SECOND + at, 1) for at in times]
        self.assertEqual(sorted(figures.deviations(arrivals, SECOND)), [0, 0, 0, 0, 3.0])

    def test_an_endpoint_whose_first_arrival_was_late_is_not_late_ever_after(self):
        arrivals = [(400_000_000, 1)] + [(n * SECOND, 1) for n in range(1, 5)]
        self.assertEqual(sorted(figures.deviations(arrivals, SECOND)), [0, 0, 0, 0, 400.0])

    def test_endpoints_have_phases_of_their_own(self):
        arrivals = [(n * SECOND + endpoint * 1234, endpoint)
                    for n in range(3) for endpoint in range(4)]
        self.assertEqual(figures.deviations(arrivals, SECOND), [0.0] * 12)

    def test_two_arrivals_make_no_grid(self):
        self.assertEqual(figures.deviations([(0, 1), (SECOND + 5, 1)], SECOND), [])

    def test_each_figure_has_its_own_median(self):
        rounds = [Cost(600, 100.0, us, 1.0, 0.0, 1.0, mib)
                  for us, mib in ((200.0, 15.0), (100.0, 17.0), (150.0, 16.0))]
        self.assertEqual(figures.middle(rounds), Cost(600, 100.0, 150.0, 1.0, 0.0, 1.0, 16.0))

    def test_whoever_falls_behind_is_told(self):
        cost = Cost(600, 100.0, 1.0, 0.0, 0.0, 0.0, 1.0)
        self.assertTrue(figures.kept_pace(cost, 100))
        self.assertFalse(figures.kept_pace(cost, 110))

    def test_a_target_is_met_up_to_its_limit(self):
        for measured, word in ((15.9, "ok"), (16.0, "ok"), (16.1, "MISSED")):
            with self.subTest(measured=measured):
                target = Target("memory", measured, f"{measured} MiB", 16.0, "at most 16 MiB",
                                "it is much")
                told = figures.lines([target])
                self.assertEqual(told[0].split()[0], word)
                self.assertEqual("it is much" in " ".join(told), word == "MISSED")
