# SPDX-License-Identifier: MIT
"""Did the story go right? Every claim, with what was seen. Pure: it reads the record only."""
from __future__ import annotations

from typing import Callable, NamedTuple

from . import conditions
from .record import Record
from .terminal import seconds
from .timing import Missing, first

OVERHEAD_MOST_S = 1.0
DETECTION_SLACK_S = 1.0
HOLD_SLACK_S = 1.0
CLOCK_S = 0.05  # failoverd's times have milliseconds, and another clock


class Check(NamedTuple):
    claim: str
    good: bool
    seen: str


def detected(r: Record) -> Check:
    most = conditions.WINDOW_S + DETECTION_SLACK_S
    return Check(f"home is called down within {most:g} s", 0 <= r.detection_s <= most,
                 f"after {r.detection_s:.1f} s")


def held(r: Record) -> Check:
    least, most = conditions.HOLD_S, conditions.HOLD_S + HOLD_SLACK_S
    return Check(f"nothing is decided before the hold of {least:g} s has passed",
                 least - CLOCK_S <= r.hold_s <= most, f"decided after {r.hold_s:.1f} s")


def _order(r: Record, kind: str, target: str, since: float) -> tuple[bool, str]:
    promoted = first(r.events, since, event="promoted", writer=target, kind=kind)
    secret = first(r.events, since, event="secret")
    control = first(r.events, since, event="control", region=target, state="On")
    answer = first(r.events, since, event="dns", region=target)
    said = ", ".join(f"{name} +{at - since:.1f} s" for name, at in (
        ("writer", promoted), ("secret", secret), ("controls", control), ("DNS", answer)))
    return promoted <= secret <= control <= answer, said


def failover_order(r: Record) -> Check:
    good, seen = _order(r, "failover", r.standby, r.decided)
    return Check("failover: the writer moves before the secret, that before the traffic", good,
                 seen)


def failback_order(r: Record) -> Check:
    good, seen = _order(r, "switchover", r.home, r.returning)
    return Check("failback: the same order", good, seen)


def once(r: Record) -> Check:
    """Only what concerns the database cannot be taken back; it must not be sent twice."""
    sent = [(c["action"], c["region"]) for c in r.changes if c["service"] == "rds"]
    wanted = [("FailoverGlobalCluster", r.standby), ("SwitchoverGlobalCluster", r.standby)]
    return Check("each move of the database was asked for once, of the Region that is to be asked",
                 sent == wanted, ", ".join(f"{action} in {region}" for action, region in sent))


def _states(by_region: dict[str, str]) -> str:
    return ", ".join(f"{region} {state}" for region, state in by_region.items())


def controls(r: Record) -> Check:
    away, end = r.away["controls"], r.end["controls"]
    good = (away == {r.home: "Off", r.standby: "On"} and end == {r.home: "On", r.standby: "Off"})
    return Check(f"routing controls: {r.standby} alone is On while away, {r.home} alone at the end",
                 good, f"away {_states(away)}; at the end {_states(end)}")


def secrets(r: Record) -> Check:
    """A dead Region's secret cannot be written; it is put right on the way home."""
    away = r.away["secrets"][r.standby] == r.away["clusters"][r.standby]["endpoint"]
    home = r.end["clusters"][r.home]["endpoint"]
    good = away and all(host == home for host in r.end["secrets"].values())
    return Check(f"the secret of {r.standby} named its writer, and now both name home's", good,
                 ", ".join(sorted({host.partition(".")[0] for host in r.end["secrets"].values()})))


def dns(r: Record) -> Check:
    good = (r.away_address == r.addresses[r.standby] and r.end_address == r.addresses[r.home])
    return Check("the public name answered with the other Region, and now with home", good,
                 f"away {r.away_address}, at the end {r.end_address}")


def served(r: Record) -> Check:
    after = r.served_again - r.decided
    return Check(f"every customer was served by {r.standby}", True,
                 f"{after:.1f} s after the decision")


def outage(r: Record) -> Check:
    """What customers met agrees with the rest; they remember the old address for its time."""
    end = r.served_again - r.broken
    good = 0 < r.outage_s <= end + 1.0
    return Check("the customers' outage is the time from the loss of home to their new address",
                 good, f"{r.outage_s:.1f} s; all were served {end:.1f} s after the loss")


def overhead(r: Record) -> Check:
    return Check(f"failoverd adds at most {OVERHEAD_MOST_S:g} s to what AWS takes",
                 r.overhead_s <= OVERHEAD_MOST_S, seconds(r.overhead_s))


def accounts(r: Record) -> Check:
    """An answer may be lost on its way; then the database knows of more than the customer."""
    customers, known = len(r.acknowledged), r.orders["acknowledged"]
    refused = sum(not a.region for a in r.attempts)
    good = (customers <= known <= customers + refused
            and known == r.orders["present"] + r.orders["lost"])
    return Check("every acknowledged write is in the database or counted as lost", good,
                 f"customers {customers}, database {known}: {r.orders['present']} present, "
                 f"{r.orders['lost']} lost")


def estimate(r: Record) -> Check:
    lost, said = len(r.lost("failover")), r.loss_estimate_s
    good = said is not None and r.loss_reach_s <= said + CLOCK_S
    return Check("no write was lost that the estimate had not covered", good,
                 f"{lost} lost, the oldest {seconds(r.loss_reach_s)} before the decision; estimate "
                 + ("unknown" if said is None else seconds(said)))


def lossless(r: Record) -> Check:
    lost = len(r.lost("switchover"))
    return Check("the failback lost no write", lost == 0, f"{lost} lost")


def at_home(r: Record) -> Check:
    good = r.end_state == "home" and r.end["writer"] == r.home and r.end["serving"] == r.home
    return Check("home again: failoverd's state, the writer, and who serves", good,
                 f"{r.end_state}, {r.end['writer']}, {r.end['serving']}")


def ended(r: Record) -> Check:
    return Check("failoverd ends in order when it is told to", r.exit_status == 0,
                 "it had to be killed" if r.exit_status is None else f"status {r.exit_status}")


ALL: tuple[Callable[[Record], Check], ...] = (
    detected, held, failover_order, failback_order, once, controls, secrets, dns, served, outage,
    overhead, accounts, estimate, lossless, at_home, ended)


def run_all(record: Record) -> list[Check]:
    done = []
    for check in ALL:
        try:
            done.append(check(record))
        except Missing as exc:
            done.append(Check(check.__name__.replace("_", " "), False, str(exc)))
    return done
