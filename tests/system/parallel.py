# SPDX-License-Identifier: MIT
"""Runs test classes side by side, each in a process of its own: their worlds mostly wait."""
from __future__ import annotations

import concurrent.futures
import multiprocessing
import os
import unittest
from typing import Any, Iterator

# With more, a world on a loaded machine misses deadlines that are its own.
AT_ONCE = int(os.environ.get("FAILOVERD_AT_ONCE", "9"))

Told = tuple[str, int, str]  # method of TestResult, number of the test, text

_groups: list[list[unittest.TestCase]] = []  # inherited by the processes


class Elsewhere(Exception):
    """What went wrong in the other process, as it was formatted there."""


class _Record(unittest.TestResult):
    """Remembers what happened as something that fits through a pipe."""

    def __init__(self, tests: list[unittest.TestCase]) -> None:
        super().__init__()
        self.numbers = {id(test): n for n, test in enumerate(tests)}
        self.told: list[Told] = []

    def _tell(self, what: str, test: Any, text: str = "") -> None:
        number = self.numbers.get(id(test), -1)
        self.told.append((what, number, text if number >= 0 else f"{test.id()}: {text}"))

    def _text(self, err: Any, test: Any) -> str:
        evidence = getattr(test, "evidence", lambda: "")
        return f"\n{self._exc_info_to_string(err, test)}\n{evidence()}"

    def startTest(self, test: Any) -> None:
        self._tell("startTest", test)

    def stopTest(self, test: Any) -> None:
        self._tell("stopTest", test)

    def addSuccess(self, test: Any) -> None:
        self._tell("addSuccess", test)

    def addFailure(self, test: Any, err: Any) -> None:
        self._tell("addFailure", test, self._text(err, test))

    def addError(self, test: Any, err: Any) -> None:
        self._tell("addError", test, self._text(err, test))

    def addSkip(self, test: Any, reason: str) -> None:
        self._tell("addSkip", test, reason)

    def addSubTest(self, test: Any, subtest: Any, err: Any) -> None:
        if err is not None:
            self._tell("addFailure", test, f"{subtest}: {self._text(err, test)}")


def _run_group(number: int) -> list[Told]:
    record = _Record(_groups[number])
    unittest.TestSuite(_groups[number]).run(record)
    return record.told


def _tests(suite: Any) -> Iterator[unittest.TestCase]:
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from _tests(test)
        else:
            yield test


class Parallel(unittest.TestSuite):
    """A suite whose classes are run by processes; the outcomes are told as if they were not."""

    at_once = AT_ONCE

    def run(self, result: Any, debug: bool = False) -> Any:
        groups: dict[type, list[unittest.TestCase]] = {}
        for test in _tests(self):
            groups.setdefault(type(test), []).append(test)
        # The longest first, so that no process ends alone.
        _groups[:] = sorted(groups.values(), key=lambda g: -getattr(g[0], "takes_s", len(g)))
        with concurrent.futures.ProcessPoolExecutor(
                self.at_once, multiprocessing.get_context("fork")) as pool:
            runs = {pool.submit(_run_group, n): n for n in range(len(_groups))}
            for run in concurrent.futures.as_completed(runs):
                self._replay(run.result(), _groups[runs[run]], result)
        return result

    @staticmethod
    def _replay(told: list[Told], tests: list[unittest.TestCase], result: Any) -> None:
        for what, number, text in told:
            test = tests[number] if number >= 0 else unittest.suite._ErrorHolder(text[:80])
            if what in ("addFailure", "addError"):
                getattr(result, what)(test, (Elsewhere, Elsewhere(text), None))
            elif what == "addSkip":
                result.addSkip(test, text)
            else:
                getattr(result, what)(test)
