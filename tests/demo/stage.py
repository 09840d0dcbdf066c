# SPDX-License-Identifier: MIT
"""Where the story is played: a directory, the sandbox, failoverd, customers; then all is gone."""
from __future__ import annotations

import json
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from sandbox import Sandbox
from sandbox.settings import PUBLIC_NAME

from . import conditions
from .customers import Customers
from .daemon import Daemon, Events, NoAnswer
from .wrong import Wrong

READY_WITHIN_S = 10.0
SOCKET_PATH_MOST = 107  # of sockaddr_un


def make_directory() -> Path:
    """Below $TMPDIR, unless the name of failoverd's socket would be too long there."""
    directory = Path(tempfile.mkdtemp(prefix="failoverd-demo-")).resolve()
    if len(bytes(directory / "failoverd.sock")) <= SOCKET_PATH_MOST:
        return directory
    directory.rmdir()
    return Path(tempfile.mkdtemp(prefix="failoverd-demo-", dir="/tmp")).resolve()


class Stage:
    """A context manager. `keep` says whether the directory stays when it is left."""

    def __init__(self, build: Path) -> None:
        self.keep = False
        self.directory = make_directory()
        self.box = Sandbox(self.directory, **conditions.SANDBOX)
        self.daemon = Daemon(build, self.directory, {})
        self.events = Events(self.daemon)
        self.customers: Customers | None = None

    def __enter__(self) -> "Stage":
        return self

    def __exit__(self, *_: object) -> None:
        if self.customers:
            self.customers.stop()
        self.daemon.stop()
        if self.keep:
            self._leave_records()
        self.box.stop()
        if not self.keep:
            shutil.rmtree(self.directory, ignore_errors=True)

    def start_sandbox(self) -> None:
        try:
            self.box.start()
        except (OSError, RuntimeError) as exc:
            raise Wrong(f"the sandbox does not start: {exc}") from None
        standard = self.box.configuration()["remittance"]
        self.box.write_configuration(**conditions.overrides(standard, self.box.addresses))
        self.daemon.environment.update(self.box.environment())

    def start_daemon(self) -> None:
        """Returns when its API answers."""
        try:
            self.daemon.start()
        except OSError as exc:
            raise Wrong(f"failoverd does not start: {exc}; has it been built? run make") from None
        deadline = time.monotonic() + READY_WITHIN_S
        while True:
            self.require_daemon()
            try:
                self.daemon.ask("/healthz")
                return
            except NoAnswer as exc:
                if time.monotonic() > deadline:
                    raise Wrong(f"failoverd has not answered within {READY_WITHIN_S:g} s: {exc}"
                                ) from None
            time.sleep(0.02)

    def start_customers(self) -> Customers:
        self.customers = Customers(PUBLIC_NAME, self.box.addresses)
        self.customers.start()
        return self.customers

    def require_daemon(self) -> None:
        status = self.daemon.ended()
        if status is not None:
            how = f"by signal {-status}" if status < 0 else f"with status {status}"
            raise Wrong(f"failoverd has ended {how}")

    def _leave_records(self) -> None:
        """What the sandbox knows, for whoever wants to find out what went wrong."""
        for name in ("world", "events", "calls", "orders"):
            try:
                self._leave(name, self.box.get(f"/{name}"))
            except (OSError, KeyError, ValueError):
                continue  # the sandbox itself may be what is broken
        if self.customers:
            self._leave("customers", [a._asdict() for a in self.customers.seen()])

    def _leave(self, name: str, what: Any) -> None:
        (self.directory / f"{name}.json").write_text(json.dumps(what, indent=1) + "\n")
