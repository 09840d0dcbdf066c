# SPDX-License-Identifier: MIT
"""What a process holds, read from the kernel from time to time; and whether that grows. Pure but
for read()."""
from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

GROWTH_MOST_KIB = 128  # a page here and there; a leak of one answer in a hundred is far above it
DESCRIPTORS_MOST = 4   # connections come and go


class Reading(NamedTuple):
    at_s: float
    rss_kib: int
    descriptors: int
    threads: int


def read(pid: int, at_s: float) -> Reading:
    """Private memory only: pages of files are the kernel's to keep or drop."""
    values = {}
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        name, _, value = line.partition(":")
        values[name] = value.split()
    return Reading(at_s, int(values["RssAnon"][0]), len(os.listdir(f"/proc/{pid}/fd")),
                   int(values["Threads"][0]))


class Growth(NamedTuple):
    rss_kib: int
    descriptors: int
    threads: int


def growth(readings: list[Reading]) -> Growth:
    """The most of the last quarter less the most of the third: in the first half caches fill."""
    quarter = len(readings) // 4
    if quarter < 1:
        raise ValueError(f"{len(readings)} readings say nothing of growth; want 4 at least")
    before, after = readings[-2 * quarter:-quarter], readings[-quarter:]

    def most(which: str) -> int:
        return int(max(getattr(r, which) for r in after) - max(getattr(r, which) for r in before))
    return Growth(most("rss_kib"), most("descriptors"), most("threads"))


def faults(grown: Growth) -> list[str]:
    """What is not flat, in words."""
    found = []
    if grown.rss_kib > GROWTH_MOST_KIB:
        found.append(f"memory grew by {grown.rss_kib} KiB; want {GROWTH_MOST_KIB} at most")
    if grown.descriptors > DESCRIPTORS_MOST:
        found.append(f"{grown.descriptors} more descriptors; want {DESCRIPTORS_MOST} at most")
    if grown.threads > 0:
        found.append(f"{grown.threads} more threads")
    return found
