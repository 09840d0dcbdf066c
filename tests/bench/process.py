# SPDX-License-Identifier: MIT
"""Children on a processor of their own, and what the kernel says they have used."""
from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Callable

ENDS_WITHIN_S = 5.0
PATIENCE_S = 15.0
FOREIGN = ("AWS_", "FAILOVERD_", "NOTIFY_", "WATCHDOG_", "LISTEN_")


def processors() -> tuple[set[int], set[int]]:
    """For whoever serves, and for whoever is measured: two that are apart, if there are two."""
    free = sorted(os.sched_getaffinity(0))
    return {free[0]}, {free[-1]}


def environment() -> dict[str, str]:
    """Ours, without whatever would lead to a real account, another instance, or through a proxy."""
    return {name: value for name, value in os.environ.items()
            if not name.startswith(FOREIGN) and not name.lower().endswith("_proxy")}


class Child:
    """A process without children, in a session of its own. It never outlives us."""

    def __init__(self, command: list[str], log: Path, processor: set[int], *,
                 more: dict[str, str] | None = None, pipes: bool = False) -> None:
        leash = ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []
        self.log = log
        pipe = subprocess.PIPE if pipes else None
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                [*leash, *command], stdin=pipe or subprocess.DEVNULL, stdout=pipe or out,
                stderr=out, env={**environment(), **(more or {})}, start_new_session=True,
                text=True)
        os.sched_setaffinity(self.process.pid, processor)

    def cpu_s(self) -> float:
        """User and system time of all its threads, those that have ended too."""
        return time.clock_gettime((~self.process.pid << 3) | 2)  # its clock, as clock_getcpuclockid

    def rss_mib(self) -> float:
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise RuntimeError(f"{self.name()} has ended: {self.last_words()}")

    def name(self) -> str:
        return Path(str(self.process.args[-1])).name  # type: ignore[index]

    def require(self) -> None:
        if self.process.poll() is not None:
            raise RuntimeError(f"ended with {self.process.returncode}: {self.last_words()}")

    def until(self, what: str, holds: Callable[[], bool]) -> None:
        """While it lives."""
        deadline = time.monotonic() + PATIENCE_S
        while not holds():
            self.require()
            if time.monotonic() > deadline:
                raise RuntimeError(f"not within {PATIENCE_S:g} s: {what}; its last words: "
                                   f"{self.last_words()}")
            time.sleep(0.02)

    def last_words(self) -> str:
        return self.log.read_text(errors="replace")[-600:].strip() or "it said nothing"

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()
