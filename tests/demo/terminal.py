# SPDX-License-Identifier: MIT
"""How the story is shown: one line a happening, with its second and whose word it is."""
from __future__ import annotations

import os
import shutil
import sys
import textwrap
import time
from typing import TextIO

TONES = {"good": "32", "bad": "31", "warn": "33", "quiet": "2", "strong": "1", "": ""}
SPEAKERS = {"story": "1", "sandbox": "35", "failoverd": "36", "customers": "34"}
WHO = max(map(len, SPEAKERS))
NARROW, WIDE = 60, 110


def wants_colour(out: TextIO) -> bool:
    return (out.isatty() and not os.environ.get("NO_COLOR")
            and os.environ.get("TERM", "dumb") != "dumb")


class Terminal:
    """Writes to `out`. Seconds are counted from `began`, by CLOCK_MONOTONIC."""

    def __init__(self, out: TextIO = sys.stdout, began: float | None = None) -> None:
        self.out = out
        self.began = time.monotonic() if began is None else began
        self.colour = wants_colour(out)
        columns = shutil.get_terminal_size((100, 24)).columns if out.isatty() else 100
        self.width = min(max(columns - 1, NARROW), WIDE)
        self.two_lines = 2 * (self.width - 13 - WHO) - 10  # characters that fit, however they wrap

    def say(self, who: str, text: str, tone: str = "", at: float | None = None) -> None:
        """A line of the story; too long ones go on below, indented."""
        seconds = (time.monotonic() if at is None else at) - self.began
        lines = textwrap.wrap(text, self.width - 13 - WHO, break_on_hyphens=False,
                              break_long_words=True) or [""]
        stamp = self.ink(f"{seconds:6.1f} s", "2")
        print(f"{stamp}  {self.ink(f'{who:<{WHO}}', SPEAKERS[who])}  {self.tint(lines[0], tone)}",
              file=self.out)
        for line in lines[1:]:
            print(" " * (12 + WHO) + self.tint(line, tone), file=self.out)
        self.out.flush()

    def heading(self, text: str) -> None:
        print(f"\n{self.ink(text, '1')}", file=self.out, flush=True)

    def paragraph(self, text: str) -> None:
        print(textwrap.fill(" ".join(text.split()), self.width, break_on_hyphens=False,
                            break_long_words=False), file=self.out, flush=True)

    def plain(self, text: str = "", tone: str = "") -> None:
        print(self.tint(text, tone), file=self.out, flush=True)

    def item(self, mark: str, tone: str, text: str) -> None:
        """A line of a list: its mark in colour, what does not fit below it."""
        lines = textwrap.wrap(text, self.width - 6 - len(mark), break_on_hyphens=False)
        print(f"    {self.tint(mark, tone)} {lines[0]}", file=self.out)
        for line in lines[1:]:
            print(" " * (5 + len(mark)) + line, file=self.out)
        self.out.flush()

    def tint(self, text: str, tone: str) -> str:
        return self.ink(text, TONES[tone])

    def ink(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and code else text


def one_line(text: str, most: int = 200) -> str:
    """Whatever it is, on one line and not too long."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[:most - 3].rstrip() + "..."


def seconds(value: float | None) -> str:
    """Rounded as in the file, so that a number looks the same wherever it is read."""
    return "?" if value is None else f"{round(value, 3):.2f} s"
