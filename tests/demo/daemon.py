# SPDX-License-Identifier: MIT
"""failoverd as a child process, and its API on the unix socket."""
from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import subprocess
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Callable

from .terminal import one_line

ENDS_WITHIN_S = 5.0
launch: Callable[..., Any] = subprocess.Popen  # who starts it: a test may have systemd do so
FOREIGN = ("AWS_", "FAILOVERD_", "NOTIFY_", "WATCHDOG_", "LISTEN_")


class NoAnswer(Exception):
    """The API cannot be reached, or does not answer as it should."""


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: str) -> None:
        super().__init__("failoverd", timeout=5)
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


def environment(directory: Path, more: dict[str, str]) -> dict[str, str]:
    """Ours, without whatever would lead to a real account, another instance, or through a proxy."""
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(FOREIGN) and not name.lower().endswith("_proxy")}
    return {**kept, "HOME": str(directory), **more}


def wall_time(time: str) -> float:
    """A time of the API as seconds of the wall clock."""
    when = datetime.strptime(time, "%Y-%m-%dT%H:%M:%S.%fZ")
    return when.replace(tzinfo=timezone.utc).timestamp()


class Daemon:
    """Its files are in `directory`: failoverd.json, apps.d, state, failoverd.log, its socket."""

    def __init__(self, build: Path, directory: Path, more: dict[str, str]) -> None:
        self.directory = directory
        self.log = directory / "failoverd.log"
        self.socket = str(directory / "failoverd.sock")
        self.environment = environment(directory, more)
        self.command = [str(build / "failoverd"), "--config", str(directory / "failoverd.json"),
                        "--state", str(directory / "state")]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        (self.directory / "state").mkdir(exist_ok=True)
        # A session of its own: Ctrl-C is ours, and we end it in order. It never outlives us.
        leash = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
        with self.log.open("ab") as log:
            self.process = launch(
                [*leash, *self.command], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env=self.environment, cwd=self.directory, start_new_session=True)

    def stop(self) -> int | None:
        """Ends it; its exit status, or None when it had to be killed or never ran."""
        if self.process is None:
            return None
        self.process.terminate()
        try:
            return self.process.wait(ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return None

    def ended(self) -> int | None:
        """Its exit status, if it is not running."""
        return self.process.poll() if self.process else None

    def last_words(self, count: int = 8) -> list[str]:
        try:
            lines = self.log.read_text(errors="replace").splitlines()
        except OSError:
            return []
        return [one_line(line.partition(">")[2] if line.startswith("<") else line)
                for line in lines[-count:]]

    def ask(self, path: str) -> Any:
        connection = UnixConnection(self.socket)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            body = json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError) as exc:
            raise NoAnswer(f"{path}: {exc}") from None
        finally:
            connection.close()
        if answer.status != 200:
            raise NoAnswer(f"{path}: HTTP {answer.status}: {one_line(json.dumps(body))}")
        return body

    def application(self) -> Any:
        return self.ask("/api/v1/status")["applications"][0]


class Events:
    """What failoverd tells, in order; each is handed out once."""

    def __init__(self, daemon: Daemon) -> None:
        self.daemon = daemon
        self.last = 0

    def news(self) -> list[dict[str, Any]]:
        answer = self.daemon.ask(f"/api/v1/log?after={self.last}")
        self.last = answer["last"]
        return list(answer["events"])
