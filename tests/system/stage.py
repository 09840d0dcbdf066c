# SPDX-License-Identifier: MIT
"""A world of a test: the sandbox, a failoverd with everything of its own, and its operator."""
from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import threading
import time
import unittest
from pathlib import Path
from typing import Any, Callable, TypeVar

from demo.daemon import Daemon, Events, NoAnswer
from demo.stage import make_directory
from sandbox import Sandbox

BUILD = Path(os.environ.get("FAILOVERD_BUILD", "build/release")).resolve()
EAST, WEST = "us-east-1", "us-west-2"
PATIENCE_S = 20.0  # a machine may be busy; nothing is ever waited for in full
POLL_S = 0.02
MANY_LINES = 60

WORLD: dict[str, Any] = {"pending_s": 0.05, "promote_s": 0.3, "switchover_s": 0.2,
                         "settle_s": 0.05, "rebuild_s": 0.5, "secret_cache_s": 0.0,
                         "health_check_s": 0.1, "dns_ttl_s": 1}
GUARDS = {"hold": "1s", "hold_single": "0s", "newest": "600ms", "warm_up": "500ms",
          "target_up": "500ms", "stable": "2s", "stable_request": "500ms", "lag_for": "500ms",
          "cooldown": "1s", "failback": "auto"}
LOOK = "100ms"

Value = TypeVar("Value")


class Notices:
    """What failoverd tells systemd. Read at once: a full queue would make the teller wait."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: list[str] = []
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.sock.bind(str(path))
        self.thread = threading.Thread(target=self._read, name="notices", daemon=True)
        self.thread.start()

    def _read(self) -> None:
        while data := self.sock.recv(4096):
            self.lines += data.decode().splitlines()

    def close(self) -> None:
        self.sock.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        self.sock.close()


class Stage:
    """Everything but the daemon runs when it is made; close() leaves nothing behind."""

    def __init__(self, metadata: bool = False, **settings: Any) -> None:
        self.directory = make_directory()
        self.box = Sandbox(self.directory, **{**WORLD, **settings}).start()
        self.notices = Notices(self.directory / "notify.sock")
        self.daemon = Daemon(BUILD, self.directory, {
            **self.box.environment(metadata), "NOTIFY_SOCKET": str(self.notices.path)})
        self.events = Events(self.daemon)
        self.told: list[dict[str, Any]] = []
        self.configure()

    def close(self) -> None:
        """Ends everything; a daemon that does not end well, or a sanitizer, has the last word."""
        runs = self.daemon.process is not None and self.daemon.ended() is None
        status = self.daemon.stop()
        log = self.log()
        self.notices.close()
        self.box.stop()
        shutil.rmtree(self.directory, ignore_errors=True)
        if (runs and status != 0) or "Sanitizer" in log:
            raise AssertionError(f"failoverd ended with {status}, and said:\n{log[-8000:]}")

    # ---- the daemon ----

    def configure(self, daemon: dict[str, Any] | None = None, **application: Any) -> Path:
        """The sandbox's configuration with short times; overrides are merged into it."""
        ratio = {"probes": ["api"], "over": "1s"}
        books = self.box.configuration()["remittance"]["runbooks"]
        values: dict[str, Any] = {
            "probes": {"api": {"every": "200ms", "timeout": "190ms"},
                       "lag": {"every": "500ms"}, "topology": {"every": "250ms"},
                       "controls": {"every": "250ms"}},
            "facts": {"down": {**ratio, "fail_ratio": ">= 50%", "clear": "< 30%"},
                      "up": {**ratio, "fail_ratio": "< 30%"}},
            "guards": dict(GUARDS),
            "runbooks": {name: [{**step, "every": LOOK} for step in steps]
                         for name, steps in books.items()},
        }
        settings = {"place": WEST, "references": self.box.addresses["reference_urls"],
                    **(daemon or {})}
        for name, value in application.items():
            if isinstance(value, dict) and name in values:
                values[name] |= value
            else:
                values[name] = value
        return self.box.write_configuration(daemon=settings, **values)

    def start(self) -> None:
        """Returns when it has told systemd that it is ready, and its API answers."""
        ready = self.notices.lines.count("READY=1")
        self.events.last = 0
        self.daemon.start()

        def answers() -> bool:
            if self.daemon.ended() is not None:
                raise AssertionError(f"failoverd ended with {self.daemon.ended()} at its start")
            return bool(self.notices.lines.count("READY=1") > ready
                        and self.daemon.ask("/healthz"))
        self.until("failoverd is ready", answers)

    def start_settled(self, *codes: str) -> None:
        """Returns when a failover would be allowed, but for its hold and these guards."""
        self.start()
        self.until("the world is seen and a failover could begin",
                   lambda: self.guards_in_the_way("failover") <= {"G06", *codes})

    def kill(self) -> None:
        assert self.daemon.process is not None
        self.daemon.process.kill()
        self.daemon.process.wait()

    def log(self) -> str:
        try:
            return self.daemon.log.read_text(errors="replace")
        except OSError:
            return ""

    # ---- waiting ----

    def until(self, what: str, check: Callable[[], Value], within: float = PATIENCE_S) -> Value:
        """The first value of check() that is true; NoAnswer counts as false."""
        deadline = time.monotonic() + within
        trouble = ""
        while True:
            try:
                value = check()
                if value:
                    return value
            except NoAnswer as exc:
                trouble = f" ({exc})"
            if time.monotonic() > deadline:
                raise AssertionError(f"after {within:g} s still not so: {what}{trouble}")
            time.sleep(POLL_S)

    def until_logged(self, text: str, times: int = 1) -> None:
        self.until(f"it logs {text!r}", lambda: self.log().count(text) >= times)

    def until_told(self, event: str, times: int = 1) -> dict[str, Any]:
        """The event of the journal of this name, the newest of `times`."""
        def look() -> dict[str, Any] | None:
            found = [e for e in self.heard() if e["event"] == event]
            return found[times - 1] if len(found) >= times else None
        found = self.until(f"event {event} (number {times})", look)
        assert found is not None
        return found

    def until_state(self, state: str) -> None:
        self.until(f"state {state}", lambda: self.application()["state"] == state)

    def heard(self) -> list[dict[str, Any]]:
        """Every event so far, of every life of the daemon that was looked at."""
        self.told += self.events.news()
        return self.told

    # ---- what is ----

    def application(self) -> Any:
        return self.daemon.application()

    def explain(self) -> Any:
        return self.daemon.ask("/api/v1/applications/remittance/explain")

    def guards(self, kind: str) -> dict[str, Any]:
        """The guards of a move of that kind, by code."""
        for move in self.explain()["moves"]:
            if move["kind"] == kind:
                return {guard["code"]: guard for guard in move["guards"]}
        return {}

    def guards_in_the_way(self, kind: str) -> set[str]:
        guards = self.guards(kind)
        if not guards:
            return {"nothing is weighed"}
        return {code for code, guard in guards.items() if guard["value"] != "yes"}

    def runs(self) -> list[Any]:
        return list(self.daemon.ask("/api/v1/applications/remittance/runs")["runs"])

    def world(self) -> Any:
        return self.box.get("/world")

    def changes(self, **wanted: str) -> list[Any]:
        """The calls that changed something, or tried to, in order."""
        query = "&".join(f"{name}={value}" for name, value in wanted.items())
        return [call for call in self.box.get(f"/calls?{query}") if call["mutates"]]

    # ---- what is done ----

    def break_region(self, region: str = EAST, mode: str = "refuse") -> None:
        self.box.post("/fault", region=region, mode=mode)

    def heal_region(self, region: str = EAST) -> None:
        self.box.post("/fault", region=region, mode="none")

    def ctl(self, *words: str, **options: Any) -> "subprocess.CompletedProcess[str]":
        """failoverctl, without a terminal. Options are those of subprocess.run()."""
        environment = {**self.daemon.environment, "FAILOVERD_SOCKET": self.daemon.socket,
                       **options.pop("env", {})}
        return subprocess.run([str(BUILD / "failoverctl"), *words], capture_output=True,
                              text=True, stdin=subprocess.DEVNULL, timeout=60,
                              env=environment, check=False, **options)

    def ctl_json(self, *words: str, **options: Any) -> Any:
        return json.loads(self.ctl(*words, "--json", **options).stdout)

    def move(self, verb: str, to: str, *words: str) -> "subprocess.CompletedProcess[str]":
        return self.ctl(verb, "--to", to, "--confirm", f"remittance {to}", "--reason",
                        "a system test", *words)


class Case(unittest.TestCase):
    """Each test has a stage of its own, whose daemon it starts when it wants to."""

    settings: dict[str, Any] = {}
    metadata = False
    stage: Stage

    def setUp(self) -> None:
        self.stage = Stage(self.metadata, **self.settings)
        self.addCleanup(self.stage.close)

    def evidence(self) -> str:
        """For whoever reads that the test has failed."""
        stage = getattr(self, "stage", None)
        if stage is None:
            return ""
        return "\n".join(["failoverd's log ended with:"] + stage.log().splitlines()[-MANY_LINES:])


class SharedCase(Case):
    """The tests of the class share one stage, on which prepare() is played first."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.stage = Stage(cls.metadata, **cls.settings)
        cls.addClassCleanup(cls.stage.close)
        try:
            cls.prepare(cls.stage)
        except Exception as exc:
            raise AssertionError(f"{exc}\n{cls.evidence(cls)}") from exc  # type: ignore[arg-type]

    @classmethod
    def prepare(cls, stage: Stage) -> None:
        stage.start_settled()

    def setUp(self) -> None:
        pass
