# SPDX-License-Identifier: MIT
"""The story: calm, the loss of home, the failover, a stay away, and the way home."""
from __future__ import annotations

import time
from typing import Any, Callable, TypeVar

from . import conditions
from .conditions import HOME, STANDBY
from .customers import lookup
from .daemon import NoAnswer, wall_time
from .narrator import Narrator
from .outage import all_served_at
from .record import Record
from .stage import Stage
from .terminal import Terminal
from .wrong import Wrong

T = TypeVar("T")

LOOK_S = 0.05
END_S = 80.0  # whatever happens, no wait goes on after that
CALM_S = 5.0
AWAY_S = 6.0
SETTLE_S = 3.0
ENDED_BADLY = ("run-failed", "run-abandoned")


def introduce(terminal: Terminal) -> None:
    terminal.paragraph("""An application loses its home Region, is taken to the other one, and
        comes home. All of it is on this machine: two small Regions with real TLS, signatures and
        DNS, failoverd as it was just built, and three customers who know nothing but the public
        name. Waits are shorter here than where it matters:""")
    terminal.plain()
    terminal.plain(f"  {'':<51} {'here':>9}  {'in production':>13}", "quiet")
    for what, here, there in conditions.table():
        terminal.plain(f"  {what:<51} {here:>9}  {there:>13}")


class Story:
    def __init__(self, stage: Stage, terminal: Terminal) -> None:
        self.stage = stage
        self.terminal = terminal
        self.narrator = Narrator(stage, terminal)
        addresses = {region: place.partition(":")[0]
                     for region, place in self._addresses(stage).items()}
        self.record = Record(HOME, STANDBY, 3, stage.box.settings.dns_ttl_s, addresses=addresses)

    @staticmethod
    def _addresses(stage: Stage) -> dict[str, str]:
        return dict(stage.box.addresses["app"])

    # ---- waiting ----

    def until(self, what: str, condition: Callable[[], T | None], within: float) -> T:
        """Tells what happens until `condition` has a result; Wrong when that takes too long."""
        deadline, end = time.monotonic() + within, self.terminal.began + END_S
        while True:
            self._hear()
            found = condition()
            if found:
                return found
            if time.monotonic() > deadline:
                raise Wrong(f"{what} was expected within {within:g} s, and did not happen")
            if time.monotonic() > end:
                raise Wrong(f"it takes too long: after {END_S:g} s still no {what}")
            time.sleep(LOOK_S)

    def _hear(self) -> None:
        self.stage.require_daemon()
        try:
            self.narrator.tell()
        except NoAnswer as exc:
            self.stage.require_daemon()
            raise Wrong(f"failoverd does not answer any more: {exc}") from None
        for event in self.narrator.heard:
            if event["event"] in ENDED_BADLY:
                raise Wrong(f"a run did not succeed: {event['message']}")

    def rest(self, how_long: float) -> None:
        end = time.monotonic() + how_long
        self.until("a moment of rest", lambda: time.monotonic() >= end or None, how_long + 5)

    def event(self, name: str, since: float, text: str = "") -> dict[str, Any] | None:
        """The first that failoverd told after `since`, with these words in its message."""
        return next((e for e in self.narrator.heard if e["event"] == name and e["at"] >= since
                     and text in e["message"]), None)

    def say(self, text: str, tone: str = "strong") -> None:
        self.terminal.say("story", text, tone)

    # ---- the acts ----

    def play(self) -> Record:
        self.calm()
        self.lose_home()
        self.be_taken_away()
        self.stay_away()
        self.heal_home()
        self.come_home()
        self.close()
        return self.record

    def calm(self) -> None:
        self.terminal.heading("Calm")
        customers = self.stage.start_customers()
        self.record.customers = customers.count
        self.until(f"every customer's order taken in {HOME}",
                   lambda: all_served_at(customers.seen(), customers.count, HOME, 0.0), 5)
        self.until("failoverd's word that all is well",
                   lambda: "no reason to act" in self.stage.daemon.application()["sentence"]
                   and self._all_up(), 10)
        self.rest(CALM_S)

    def _all_up(self) -> bool:
        regions = self.stage.daemon.application()["regions"]
        return all(fact["value"] == "yes" for region in regions for fact in region["facts"]
                   if fact["name"] == "up")

    def lose_home(self) -> None:
        self.terminal.heading(f"{HOME} is lost")
        self.record.broken = time.monotonic()
        self.stage.box.post("/fault", region=HOME, mode="blackhole")
        self.say(f"{HOME} swallows every packet from now on: the application, the database, and "
                 "AWS's own endpoints")
        down = self.until(f"{HOME} called down by failoverd",
                          lambda: self.event("fact-changed", self.record.broken,
                                             f"{HOME}.down is yes"), 10)
        self.record.down = down["at"]

    def be_taken_away(self) -> None:
        decided = self.until("the decision to fail over",
                             lambda: self.event("decided", self.record.down, "failover"),
                             conditions.HOLD_S + 5)
        self.record.decided = decided["at"]
        self.record.failover = self._run_to_its_end(decided["at"], 30)
        self.record.taken = self._ended(self.record.failover)
        customers = self._customers()
        self.until(f"every customer's order taken in {STANDBY}",
                   lambda: all_served_at(customers.seen(), customers.count, STANDBY,
                                         self.record.broken), 10)

    def stay_away(self) -> None:
        self.rest(1.0)
        self.record.away = self.stage.box.get("/world")
        self.record.away_address = self._public_address()
        self.say(f"{self.record.away['serving']} serves, the public name answers "
                 f"{self.record.away_address}, {HOME} is still dead")
        self.rest(AWAY_S)

    def heal_home(self) -> None:
        self.terminal.heading(f"{HOME} comes back")
        self.record.healed = time.monotonic()
        self.stage.box.post("/fault", region=HOME, mode="none")
        self.say(f"{HOME} answers again; Aurora rebuilds its cluster there from {STANDBY}")
        self.until(f"{HOME} called up by failoverd",
                   lambda: self.event("fact-changed", self.record.healed, f"{HOME}.up is yes"), 20)

    def come_home(self) -> None:
        decided = self.until("the decision to fail back",
                             lambda: self.event("decided", self.record.healed, "failback"),
                             conditions.STABLE_S + 12)
        self.record.returning = decided["at"]
        self.record.failback = self._run_to_its_end(decided["at"], 30)
        customers = self._customers()
        self.record.home_again = self.until(
            f"every customer's order taken in {HOME}",
            lambda: all_served_at(customers.seen(), customers.count, HOME,
                                  self.record.returning), 10)

    def close(self) -> None:
        """Customers stop first: what they know is compared with what the database knows."""
        self.rest(SETTLE_S)
        customers = self._customers()
        customers.stop()
        self._hear()
        record, box = self.record, self.stage.box
        record.attempts, record.lookups = customers.seen(), customers.asked()
        record.end, record.orders = box.get("/world"), box.get("/orders")
        record.events = box.get("/events")
        record.changes = [call for call in box.get("/calls") if call["mutates"]]
        record.end_address = self._public_address()
        record.end_state = self.stage.daemon.application()["state"]
        record.exit_status = self.stage.daemon.stop()

    # ---- helpers ----

    def _customers(self) -> Any:
        assert self.stage.customers is not None
        return self.stage.customers

    def _public_address(self) -> str:
        customers = self._customers()
        return lookup(customers.name, customers.server)[0]

    def _run_to_its_end(self, since: float, within: float) -> dict[str, Any]:
        done = self.until("the end of the run", lambda: self.event("run-done", since), within)
        return dict(self.stage.daemon.ask(f"/api/v1/runs/{done['run']}"))

    @staticmethod
    def _ended(run: dict[str, Any]) -> float:
        """When it ended, by CLOCK_MONOTONIC."""
        return wall_time(run["ended"]) - time.time() + time.monotonic()
