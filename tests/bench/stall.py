# SPDX-License-Identifier: MIT
"""Does the loop wait for the disk? The endpoints are asked on while each write takes seconds."""
from __future__ import annotations

import re
import subprocess
import time
from typing import NamedTuple

from demo.daemon import UnixConnection

from . import figures
from .contenders import EVERY_S, KeptConnections
from .cost import SETTLE_S, Bench

STALL_S = 2.0
WRITES = 3
ENDPOINTS = 100


class Stalled(NamedTuple):
    calm_ms: list[float]   # lateness of the questions, as the endpoints see it
    stalled_ms: list[float]
    stalls: int            # how often the disk was waited for meanwhile
    late: int              # ticks that began more than 50 ms late


class Slow(KeptConnections):
    """With tests/bench/stall.c before the C library."""

    name = "failoverd on a stalling disk"

    def environment(self) -> dict[str, str]:
        return {**super().environment(), "STALL_FILE": str(self.place.directory / "stall"),
                "STALL_MS": f"{STALL_S * 1000:.0f}",
                "LD_PRELOAD": str(self.build / "tests/bench/stall.so")}

    @property
    def socket(self) -> str:
        return str(self.place.directory / "failoverd.sock")

    def write_something(self) -> None:
        """An operator's pause is kept in the ledger."""
        verb = ["pause", "--for", "1h", "--reason", "the disk is slow"]
        subprocess.run([str(self.build / "failoverctl"), *verb], check=True, capture_output=True,
                       env={"FAILOVERD_SOCKET": self.socket}, timeout=30)

    def late_ticks(self) -> int:
        connection = UnixConnection(self.socket)
        connection.request("GET", "/metrics")
        text = connection.getresponse().read().decode()
        connection.close()

        def count(what: str) -> int:
            found = re.search(rf"^failoverd_event_loop_lag_seconds_{re.escape(what)} (\d+)$", text, re.M)
            assert found, what
            return int(found[1])
        return count("count") - count(r'bucket{le="0.05"}')


def lateness(bench: Bench, seconds: float) -> list[float]:
    bench.responder.record()
    time.sleep(seconds)
    return figures.deviations(bench.responder.arrivals(), int(EVERY_S * 1e9))


def watch(bench: Bench) -> Stalled:
    before = bench.responder.counts()["requests"]
    with Slow(bench.place(ENDPOINTS)) as slow:
        assert isinstance(slow, Slow)
        bench.wait_until_asked(slow, before, ENDPOINTS)
        time.sleep(SETTLE_S)
        calm = lateness(bench, STALL_S * WRITES)
        late = slow.late_ticks()
        stalls = slow.place.directory / "stall"
        stalls.touch()
        for _ in range(WRITES):
            slow.write_something()
        stalled = lateness(bench, STALL_S * WRITES)
        return Stalled(calm, stalled, len(stalls.read_bytes()), slow.late_ticks() - late)


def rows(stalled: Stalled) -> list[str]:
    def text(values: list[float]) -> str:
        p50, p99 = (figures.percentile(values, share) for share in (0.5, 0.99))
        return f"p50 {p50:.2f} ms, p99 {p99:.2f} ms"
    return [f"Lateness at {ENDPOINTS} endpoints while each write waits {STALL_S:g} s for the disk",
            f"  before      {text(stalled.calm_ms)}",
            f"  meanwhile   {text(stalled.stalled_ms)}; {stalled.stalls} waits for the disk, "
            f"{stalled.late} ticks over 50 ms late"]
