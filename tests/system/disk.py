# SPDX-License-Identifier: MIT
"""A bad disk below the daemon of a stage: tests/disk/disk.c, by LD_PRELOAD."""
from __future__ import annotations

from .stage import BUILD, Stage


class Disk:
    """Of a stage whose daemon has not been started yet. A good one, until order() is called."""

    def __init__(self, stage: Stage) -> None:
        self.file = stage.directory / "disk.order"
        stage.daemon.command[:0] = [
            "env", f"LD_PRELOAD={BUILD}/tests/disk.so", f"FAILOVERD_DISK={self.file}",
            "ASAN_OPTIONS=verify_asan_link_order=0"]

    def order(self, text: str = "well") -> None:
        """One of those that disk.c knows. It counts anew."""
        new = self.file.with_suffix(".new")
        new.write_text(text + "\n")
        new.rename(self.file)
