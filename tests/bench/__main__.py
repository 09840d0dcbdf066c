# SPDX-License-Identifier: MIT
"""python3 tests/bench BUILD JSON: what failoverd costs beside its peers, and how fast it acts.

All in one run: everybody asks the same endpoints, from a processor of its own if there are two.
Only ratios within one run mean something. Takes some ten minutes, stays on 127.0.0.0/8, and
leaves nothing but the file JSON.
"""
from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple, Sequence

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from bench import contenders, cost, figures, process, reach, speed, stall  # noqa: E402
from bench.figures import Target, ratio  # noqa: E402
from bench.responder import Responder  # noqa: E402

ROUNDS = 3
SECONDS = 6.0
REPETITIONS = 5
ENDPOINTS = 1000  # of the responder
REACH = "a sample, to the first byte of any call"
STARTERS = (contenders.NewConnections, contenders.Haproxy, contenders.Monit, contenders.Bare)
MEMORY_MOST_MIB = 13e6 / 2**20
KEPT, NEW = contenders.KeptConnections.name, contenders.NewConnections.name
HAPROXY, BLACKBOX = contenders.Haproxy.name, contenders.Blackbox.name
BARE, BARE_KEPT = contenders.Bare.name, contenders.BareKept.name

# monit needs some 25 ms for a check over TLS, whose authorities it reads each time: at 100 endpoints
# it falls behind, and only keeps the others waiting.
PARTS = (("https", 100, ROUNDS, cost.SIDE_BY_SIDE), ("https", 10, 1, cost.WITH_MONIT),
         ("https", 1000, 1, cost.SIDE_BY_SIDE), ("http", 10, 1, cost.WITH_MONIT),
         ("http", 100, 1, cost.WITH_MONIT), ("http", 1000, 1, cost.WITH_MONIT))


def tell(*lines: str) -> None:
    print("\n".join(lines), flush=True)


class Costs(NamedTuple):
    found: dict[tuple[str, int], dict[str, cost.Watched]]  # by what is asked, then by contender
    idle_cpu_s: float  # in a second
    authorities: int  # of the system
    with_authorities: cost.Watched  # 10 endpoints
    first_probe_s: dict[str, float]  # from the start, by contender
    stalled: stall.Stalled


def measure_cost(build: Path, directory: Path) -> Costs:
    """Tells the tables on the way."""
    serves, measured = process.processors()
    found = {}
    with Responder(build / "tests/bench/responder", directory, ENDPOINTS, serves) as responder:
        bench = cost.Bench(responder, directory, measured)
        for scheme, endpoints, rounds, kinds in PARTS:
            found[scheme, endpoints] = seen = cost.side_by_side(
                bench, scheme, endpoints, rounds, SECONDS, kinds)
            tell(*cost.rows(seen, endpoints, scheme), "")
        idle = bench.idle_cpu_s()
        tell(f"Nothing to ask: {idle * 3600:.2f} s of CPU an hour, {idle * 1e6:.0f} us a tick of "
             "one second", "")
        begins = {kind.name: bench.first_probe_s(kind, 10) for kind in STARTERS}
        tell("From the start of the process to its first question, 10 HTTPS endpoints",
             *(f"  {name:42}{seconds * 1000:7.0f} ms" for name, seconds in begins.items()), "")
        stalled = stall.watch(bench)
        tell(*stall.rows(stalled), "")
        authorities = bench.trust_the_systems_too()
        trusting = bench.watch(contenders.KeptConnections, 10, 4.0)
    return Costs(found, idle, authorities, trusting, begins, stalled)


def measure_speed(build: Path, directory: Path) -> dict[str, list[float]]:
    """Milliseconds by scene."""
    _, measured = process.processors()
    tell("From the last sample that completes the evidence to the first byte of the first act, "
         "by the sandbox's clock")
    found = {}
    for scene in (speed.CLOCK, speed.SAMPLE, speed.RECHECK):
        found[scene.name] = times = [
            speed.once(build, directory / f"{len(found)}.{n}", scene, measured)
            for n in range(REPETITIONS)]
        tell(f"  {scene.name:42}{median(times):7.1f} ms, worst of {len(times)}: "
             f"{max(times):.1f} ms")
    found[REACH] = times = [
        reach.once(build, directory / f"reach.{n}", process.processors())
        for n in range(REPETITIONS)]
    tell(f"  {REACH:42}{median(times):7.1f} ms, worst of {len(times)}: {max(times):.1f} ms")
    tell(f"  The recheck waits for answers of both Regions that are newer than the decision; each "
         f"is asked every {speed.PROBE_S * 1000:g} ms.", "")
    return found


def memory(costs: Costs) -> list[Target]:
    most = max(costs.found["https", 10][name].cost.rss_mib for name in (KEPT, NEW))
    trusting = costs.with_authorities.cost.rss_mib
    return [
        Target("resident memory, 10 HTTPS probes", most, f"{most:.1f} MiB", MEMORY_MOST_MIB,
               "at most 13 MB"),
        Target(f"the same, with the system's {costs.authorities} authorities", trusting,
               f"{trusting:.1f} MiB", MEMORY_MOST_MIB, "at most 13 MB"),
    ]


def processor(costs: Costs) -> list[Target]:
    eighth = "at most 1/8 of blackbox_exporter's"
    found, many = costs.found["https", 100], costs.found["https", 1000]
    kept, new, haproxy, bare = (cost.share(found, name, BLACKBOX)
                                for name in (KEPT, NEW, HAPROXY, BARE))
    beside_blackbox, beside_haproxy = (cost.share(many, KEPT, name) for name in (BLACKBOX, HAPROXY))
    us, connections = many[KEPT].cost.cpu_us, many[KEPT].cost.connections
    return [
        Target("CPU an HTTPS probe, 1,000 endpoints, connections kept", us, f"{us:.0f} us", 110,
               "at most 110 us"),
        Target("the same, beside blackbox_exporter", beside_blackbox, ratio(beside_blackbox), 1 / 12,
               "at most 1/12"),
        Target("the same, beside haproxy", beside_haproxy, ratio(beside_haproxy), 1 / 5,
               "at most 1/5"),
        Target("connections a probe, kept, 1,000 endpoints", connections, f"{connections:.4f}",
               0.001, "at most 0.001"),
        Target("CPU an HTTPS probe, 100 endpoints, connections kept", kept, ratio(kept), 1 / 8,
               eighth),
        Target("CPU an HTTPS probe, 100 endpoints, new connections", new, ratio(new), 1 / 8,
               eighth, "A handshake for each probe, though resumed, is the cost: haproxy, which "
               f"does the same, needs {ratio(haproxy)}, and OpenSSL alone {ratio(bare)}."),
    ]


def speed_of(times: dict[str, list[float]]) -> list[Target]:
    return [Target(f"evidence to first act, worst of {len(times[scene.name])}, by {by}",
                   max(times[scene.name]), f"{max(times[scene.name]):.1f} ms", 50, "under 50 ms")
            for scene, by in ((speed.CLOCK, "the clock"), (speed.SAMPLE, "a sample"))] + [
        Target("a sample to the first byte of any call, median", median(times[REACH]),
               f"{median(times[REACH]):.1f} ms", 3.5, "at most 3.5 ms, nothing warm")]


def evenness(costs: Costs) -> list[Target]:
    """Jitter with connections kept: a handshake of a neighbour in the loop is not in it."""
    late = costs.found["https", 1000][KEPT].lateness_ms
    p50, p99 = figures.percentile(late, 0.5), figures.percentile(late, 0.99)
    stalled = figures.percentile(costs.stalled.stalled_ms, 0.99)
    calm = figures.percentile(costs.stalled.calm_ms, 0.99)
    return [
        Target("lateness at 1,000 endpoints, connections kept, p50", p50, f"{p50:.2f} ms", 0.05,
               "at most 0.05 ms"),
        Target("the same, p99", p99, f"{p99:.2f} ms", 5, "at most 5 ms, processor shared"),
        Target("lateness p99 while the disk stalls, beside before", stalled / max(calm, 1.0),
               f"{stalled:.2f} ms", 2, "at most twice as late"),
    ]


def as_json(costs: Costs, times: dict[str, list[float]], promised: Sequence[Target],
            versions: str) -> dict[str, Any]:
    def contender(watched: cost.Watched) -> dict[str, Any]:
        return {"rounds": [one._asdict() for one in watched.rounds],
                "lateness_ms": figures.spread(watched.lateness_ms)}

    return {
        "versions": versions,
        "endpoints": {f"{scheme} {endpoints}": {name: contender(watched)
                                                for name, watched in found.items()}
                      for (scheme, endpoints), found in costs.found.items()},
        "with_authorities": contender(costs.with_authorities),
        "idle_cpu_s_an_hour": costs.idle_cpu_s * 3600,
        "evidence_to_act_ms": times,
        "first_probe_s": costs.first_probe_s,
        "stalling_disk": {"before_ms": figures.spread(costs.stalled.calm_ms),
                          "meanwhile_ms": figures.spread(costs.stalled.stalled_ms),
                          "stalls": costs.stalled.stalls, "late_ticks": costs.stalled.late},
        "targets": [{**target._asdict(), "met": target.met} for target in promised],
    }


def run(build: Path, directory: Path) -> dict[str, Any]:
    contenders.Failoverd.build = contenders.Bare.build = build
    os.sched_setaffinity(0, process.processors()[0])
    versions = contenders.versions(build)
    tell(f"{versions}; {ROUNDS} rounds at 100 endpoints, medians", "")
    costs = measure_cost(build, directory / "cost")
    times = measure_speed(build, directory / "speed")
    promised = memory(costs) + processor(costs) + evenness(costs) + speed_of(times)
    tell("Promised", *figures.lines(promised))
    return as_json(costs, times, promised, versions)


def interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", type=Path, help="where make puts its programs")
    parser.add_argument("json", type=Path, help="where the figures are written")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, interrupt)
    directory = Path(tempfile.mkdtemp(prefix="failoverd-bench-"))
    try:
        figures_found = run(options.build.resolve(), directory)
    except RuntimeError as exc:
        print(f"bench: {exc}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(figures_found, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
