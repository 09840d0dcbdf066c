# SPDX-License-Identifier: MIT
"""A failoverd of a test that systemd starts, as the shipped unit says: its sandbox, its user, its
limits. To whoever started it, it is like a subprocess.Popen."""
from __future__ import annotations

import itertools
import os
import select
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any, IO

UNIT = Path("/usr/lib/systemd/system/failoverd.service")
UNITS = Path("/run/systemd/system")
PROGRAM = "/usr/sbin/failoverd"
USER = "failoverd"
# What a test has of its own: its command, its files, its end. All else is the unit's.
REPLACED = ("Type", "NotifyAccess", "EnvironmentFile", "ExecStart", "ExecReload", "Restart",
            "RestartSec", "WatchdogSec", "SyslogIdentifier", "ConfigurationDirectory",
            "RuntimeDirectory", "RuntimeDirectoryPreserve")  # which goes with the first that ends
# Where the unit would have a system call fail, which a library may hide, it ends the test.
STRICTER = ("SystemCallErrorNumber=kill",)
EXITED = "1"  # what became of a child: CLD_EXITED, and not killed
REAPED_WITHIN_S = 10.0

_numbers = itertools.count(1)


def shipped() -> list[str]:
    """The lines of the unit's [Service] but for those that are replaced."""
    lines = UNIT.read_text().split("[Service]\n")[1].split("\n[")[0].splitlines()
    return [line for line in lines if line.partition("=")[0] not in REPLACED]


def quoted(text: str) -> str:
    return '"' + "".join("\\" + c if c in '"\\$`' else c for c in text) + '"'


def systemctl(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(["systemctl", "--no-pager", *words], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=60, check=False)


class UnitProcess:
    """Of a command as a test would start it: [leash...,] program, arguments."""

    def __init__(self, command: list[str], *, stdout: IO[bytes], env: dict[str, str],
                 cwd: Path, **_: Any) -> None:
        self.returncode: int | None = None
        self.name = f"failoverd-{os.getpid()}-{next(_numbers)}.service"
        at = next(n for n, word in enumerate(command) if Path(word).name == "failoverd")
        self._hand_over(cwd)
        environment = cwd / "unit.environment"
        environment.write_text("".join(f"{name}={quoted(value)}\n"
                                       for name, value in env.items()))
        log = os.readlink(f"/proc/self/fd/{stdout.fileno()}")
        arguments = " ".join(quoted(word) for word in command[at + 1:])
        unit = UNITS / self.name
        unit.touch(mode=0o644)
        unit.write_text("\n".join([
            "[Service]", *shipped(), *STRICTER, "Type=exec", "Restart=no", "RemainAfterExit=yes",
            f"EnvironmentFile={environment}", f"ExecStart={PROGRAM} {arguments}",
            f"WorkingDirectory={cwd}", f"ReadWritePaths={cwd}",
            f"StandardOutput=append:{log}", f"StandardError=append:{log}", ""]))
        done = systemctl("start", self.name)
        if done.returncode != 0:
            raise AssertionError(f"{self.name}: {done.stderr}")
        self.pid = int(self._show("MainPID"))
        self.pidfd = os.pidfd_open(self.pid) if self.pid else -1
        self._look_at_filter()

    def _look_at_filter(self) -> None:
        """That nothing is tested without it. What has ended already had it, too."""
        try:
            status = Path(f"/proc/{self.pid}/status").read_text()
        except OSError:
            return
        if self._gone(0) or "\nSeccomp:\t2\n" in status:
            return
        raise AssertionError(f"{self.name}: its system calls are not filtered")

    @staticmethod
    def _hand_over(directory: Path) -> None:
        """The service's user is not the tests': what they share belongs to that."""
        for path in [directory, *directory.rglob("*")]:
            if not os.statvfs(path).f_flag & os.ST_RDONLY:
                shutil.chown(path, USER, USER)

    def _show(self, name: str) -> str:
        return systemctl("show", "-P", name, self.name).stdout.strip()

    def _ended(self) -> int | None:
        """systemd knows a moment later than we do."""
        deadline = time.monotonic() + REAPED_WITHIN_S
        while self._show("MainPID") != "0":
            if time.monotonic() > deadline:
                return None
            time.sleep(0.01)
        code, status = self._show("ExecMainCode"), int(self._show("ExecMainStatus"))
        systemctl("stop", self.name)
        systemctl("reset-failed", self.name)
        (UNITS / self.name).unlink(missing_ok=True)
        if self.pidfd >= 0:
            os.close(self.pidfd)
        return status if code == EXITED else -status

    def _gone(self, timeout: float | None) -> bool:
        if self.pidfd < 0:
            return True
        poll = select.poll()
        poll.register(self.pidfd, select.POLLIN)
        return bool(poll.poll(None if timeout is None else timeout * 1000))

    def poll(self) -> int | None:
        if self.returncode is None and self._gone(0):
            self.returncode = self._ended()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            if not self._gone(timeout):
                raise subprocess.TimeoutExpired([self.name], timeout or 0)
            self.returncode = self._ended()
        assert self.returncode is not None, f"{self.name} ended, and systemd does not say how"
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.returncode is None and not self._gone(0):
            signal.pidfd_send_signal(self.pidfd, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)
