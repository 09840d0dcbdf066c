# SPDX-License-Identifier: MIT
"""failoverd as a service of a real systemd, before a sandbox; runs inside, as root."""
from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import threading
import time
import unittest
from pathlib import Path
from typing import Any, Callable, TypeVar

from demo.daemon import Daemon, NoAnswer
from sandbox import Sandbox, configuration

UNIT, SOCKET_UNIT = "failoverd.service", "failoverd.socket"
SOCKET = "/run/failoverd.sock"
EAST, WEST = "us-east-1", "us-west-2"
ETC = Path("/etc/failoverd")
ENVIRONMENT = Path("/etc/default/failoverd")
STATE = Path("/var/lib/failoverd")
DROP_INS = Path("/run/systemd/system/failoverd.service.d")
PLACE = Path("/srv/failoverd-test")
PATIENCE_S = 30.0
POLL_S = 0.05
WORLD: dict[str, Any] = {"pending_s": 0.05, "promote_s": 0.3, "switchover_s": 0.2,
                         "settle_s": 0.05, "secret_cache_s": 0.0, "health_check_s": 0.1,
                         "dns_ttl_s": 1}
GUARDS = {"hold": "1s", "hold_single": "0s", "newest": "600ms", "warm_up": "500ms",
          "target_up": "500ms", "lag_for": "500ms", "cooldown": "1s", "failback": "approve"}

Value = TypeVar("Value")


def run(*command: object, **options: Any) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=90, check=False, **options)


def systemctl(*words: str) -> "subprocess.CompletedProcess[str]":
    return run("systemctl", "--no-pager", *words)


def shown(name: str, unit: str = UNIT) -> str:
    """A property of the unit."""
    return systemctl("show", "-P", name, unit).stdout.strip()


def ctl(*words: str, **options: Any) -> "subprocess.CompletedProcess[str]":
    return run("failoverctl", *words, **options)


def until(what: str, check: Callable[[], Value], within: float = PATIENCE_S) -> Value:
    deadline = time.monotonic() + within
    while True:
        try:
            value = check()
        except NoAnswer:
            value = None  # type: ignore[assignment]
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"after {within:g} s still not so: {what}")
        time.sleep(POLL_S)


class Guest(unittest.TestCase):
    """Each test begins with a stopped service, an empty ledger, and a sandbox of its own. What is
    in the journal from before is not looked at."""

    box: Sandbox

    def setUp(self) -> None:
        systemctl("stop", UNIT, SOCKET_UNIT)
        systemctl("reset-failed", UNIT, SOCKET_UNIT)
        shutil.rmtree(STATE, ignore_errors=True)
        shutil.rmtree(DROP_INS, ignore_errors=True)
        systemctl("daemon-reload")
        shutil.rmtree(PLACE, ignore_errors=True)
        PLACE.mkdir(mode=0o755)
        self.box = Sandbox(PLACE, **WORLD).start()
        self.addCleanup(self.box.stop)
        self.api = Daemon(Path("/usr/sbin"), PLACE, {})
        self.api.socket = SOCKET
        self.set_environment(self.box.environment())
        self.configure()
        self.addCleanup(systemctl, "stop", UNIT, SOCKET_UNIT)
        self.began_us = int(time.time() * 1_000_000)

    # ---- what is before the start ----

    def set_environment(self, values: dict[str, str]) -> None:
        ENVIRONMENT.write_text("".join(f"{name}={value}\n" for name, value in values.items()))

    def configure(self, **application: Any) -> None:
        ratio = {"probes": ["api"], "over": "1s"}
        values = self.box.configuration(
            daemon={"place": WEST, "socket": None, "operators": ["failoverd-admin"],
                    "references": self.box.addresses["reference_urls"]},
            **{"probes": {"api": {"every": "200ms", "timeout": "190ms"},
                          "lag": {"every": "500ms"}, "topology": {"every": "250ms"},
                          "controls": {"every": "250ms"}},
               "facts": {"down": {**ratio, "fail_ratio": ">= 50%", "clear": "< 30%"},
                         "up": {**ratio, "fail_ratio": "< 30%"}},
               "guards": GUARDS, **application})
        configuration.write(ETC, values)

    def drop_in(self, *lines: str) -> None:
        DROP_INS.mkdir(parents=True, exist_ok=True)
        (DROP_INS / "test.conf").write_text("\n".join(["[Service]", *lines, ""]))
        systemctl("daemon-reload")

    # ---- the service ----

    def start(self) -> None:
        done = systemctl("start", UNIT)
        self.assertEqual(done.returncode, 0, done.stderr + self.story())

    def start_settled(self) -> None:
        """Returns when a failover would be allowed, but for its hold."""
        self.start()
        until("a failover could begin", lambda: self.in_the_way() <= {"G06"})

    def in_the_way(self) -> set[str]:
        moves = self.api.ask("/api/v1/applications/remittance/explain")["moves"]
        guards = [move["guards"] for move in moves if move["kind"] == "failover"]
        return ({guard["code"] for guard in guards[0] if guard["value"] != "yes"}
                if guards else {"nothing is weighed"})

    def state(self) -> str:
        return str(self.api.application()["state"])

    def failover(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return ctl("failover", "--to", WEST, "--confirm", f"remittance {WEST}", "--reason",
                   "a test", *words)

    def pid(self) -> int:
        return int(shown("MainPID"))

    def kill(self, number: signal.Signals) -> None:
        os.kill(self.pid(), number)

    def until_restarted(self, times: int = 1) -> None:
        until(f"it was restarted {times} times", lambda: int(shown("NRestarts")) >= times)
        until("it is active again", lambda: shown("ActiveState") == "active")

    def check_no_command_is_lost(self, meanwhile: Callable[[], object]) -> int:
        """Each that is given meanwhile is answered, and each that says so has done it; how many."""
        thread = threading.Thread(target=meanwhile)
        thread.start()
        given, wrong = 0, []
        while thread.is_alive():
            given += 1
            done = ctl("pause", "--for", "1h", "--reason", f"number {given}.")
            if done.returncode != 0:
                wrong.append(done.stderr)
        thread.join()
        self.assertEqual(wrong, [])
        told = [entry["MESSAGE"] for entry in self.entries("FAILOVERD_EVENT=paused")]
        for number in range(1, given + 1):
            self.assertTrue(any(f"number {number}." in line for line in told), (number, told))
        return given

    # ---- the journal ----

    def entries(self, *matches: str) -> list[dict[str, Any]]:
        run("journalctl", "--sync")
        done = run("journalctl", "-q", "--all", "-o", "json", "-u", UNIT, *matches)
        entries = [json.loads(line) for line in done.stdout.splitlines()]
        return [e for e in entries if int(e["__REALTIME_TIMESTAMP"]) >= self.began_us]

    def story(self) -> str:
        return "\n".join(str(entry.get("MESSAGE")) for entry in self.entries())

    def until_told(self, event: str) -> dict[str, Any]:
        return until(f"event {event}", lambda: self.entries(f"FAILOVERD_EVENT={event}"))[-1]
