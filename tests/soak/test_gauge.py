# SPDX-License-Identifier: MIT
"""Growth is found, and what only goes up and down is not called that."""
from __future__ import annotations

import os
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from soak.gauge import Reading, faults, growth, read  # noqa: E402


def readings(*rss: int, descriptors: int = 20) -> list[Reading]:
    return [Reading(at, kib, descriptors, 3) for at, kib in enumerate(rss)]


class TestGauge(unittest.TestCase):
    def test_a_start_and_waves_are_not_growth(self):
        self.assertEqual(faults(growth(readings(0, 4000, 5000, 4600, 5100, 4700, 5000, 4900))), [])

    def test_what_climbs_is_told(self):
        found = faults(growth(readings(*range(1000, 3000, 100))))
        self.assertEqual(len(found), 1)
        self.assertIn("KiB", found[0])

    def test_descriptors_and_threads_too(self):
        grown = readings(1, 1, 1) + [Reading(9, 1, 30, 4)]
        self.assertEqual(len(faults(growth(grown))), 2)

    def test_too_few_say_nothing(self):
        with self.assertRaises(ValueError):
            growth(readings(1, 2, 3))

    def test_it_reads_the_kernel(self):
        mine = read(os.getpid(), 1.0)
        self.assertGreater(mine.rss_kib, 1000)
        self.assertGreater(mine.descriptors, 2)
        self.assertGreaterEqual(mine.threads, 1)


if __name__ == "__main__":
    unittest.main()
