# SPDX-License-Identifier: MIT
"""Killed at each write of the ledger that a move makes: before it, in the midst of it, and when it
is kept. An intent that is lost with it was never acted on; one that is kept is."""
from __future__ import annotations

from .journey import Journey

WRITES_MOST = 60  # of one move


class Ledger(Journey):
    order = ""
    first = 0

    def sweep(self, start: int, step: int) -> None:
        """There and back with a death at each write in turn, until a move makes no more."""
        for n in range(self.first + start, WRITES_MOST, step):
            with self.subTest(f"{self.order} {n}"):
                met = self.there_and_back(lambda n=n: self.disk.order(f"{self.order} {n}"),
                                          self.disk.order)
            if met == 0:
                break
        else:
            self.fail(f"a move still writes after {WRITES_MOST} times")
        self.assertGreater(self.deaths, 10)


class Before(Ledger):
    takes_s = 200
    order = "before"

    def test_nothing_of_it_is_written(self):
        self.sweep(0, 1)


class Torn(Ledger):
    takes_s = 200
    order = "torn"

    def test_half_of_it_is_written(self):
        self.sweep(0, 1)


class After(Ledger):
    takes_s = 200
    order = "after"
    first = 1

    def test_it_is_kept_and_nobody_was_told(self):
        self.sweep(0, 1)
