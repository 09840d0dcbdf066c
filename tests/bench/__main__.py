# SPDX-License-Identifier: MIT
"""python3 tests/bench BUILD JSON: what failoverd costs beside its peers, and how fast it acts.

All in one run: everybody asks the same endpoints, from a processor of its own if there are two.
Only ratios within one run mean something. Takes less than five minutes, stays on 127.0.0.0/8, and
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

from bench import contenders, cost, figures, process, speed  # noqa: E402  (through the line above)
from bench.figures import Target, ratio  # noqa: E402
from bench.responder import Responder  # noqa: E402

ROUNDS = 3
SECONDS = 6.0
REPETITIONS = 5
ENDPOINTS = 1000  # of the responder
KEPT, NEW = contenders.KeptConnections.name, contenders.NewConnections.name
HAPROXY, BLACKBOX = contenders.Haproxy.name, contenders.Blackbox.name


def tell(*lines: str) -> None:
    print("\n".join(lines), flush=True)


class Costs(NamedTuple):
    found: dict[int, dict[str, cost.Watched]]  # by number of endpoints, then by contender
    idle_cpu_s: float  # in a second
    authorities: int  # of the system
    with_authorities: cost.Watched  # 10 endpoints


def measure_cost(build: Path, directory: Path) -> Costs:
    """Tells the tables on the way."""
    serves, measured = process.processors()
    found = {}
    with Responder(build / "tests/bench/responder", directory, ENDPOINTS, serves) as responder:
        bench = cost.Bench(responder, directory, measured)
        for endpoints, rounds, kinds in ((100, ROUNDS, cost.SIDE_BY_SIDE),
                                         (10, 1, cost.SIDE_BY_SIDE), (1000, 1, cost.OURS)):
            found[endpoints] = cost.side_by_side(bench, endpoints, rounds, SECONDS, kinds)
            tell(*cost.rows(found[endpoints], endpoints), "")
        idle = bench.idle_cpu_s()
        tell(f"Nothing to ask: {idle * 3600:.2f} s of CPU an hour, {idle * 1e6:.0f} us a tick of "
             "one second", "")
        authorities = bench.trust_the_systems_too()
        trusting = bench.watch(contenders.KeptConnections, 10, 4.0)
    return Costs(found, idle, authorities, trusting)


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
    tell(f"  The recheck waits for answers of both Regions that are newer than the decision; each "
         f"is asked every {speed.PROBE_S * 1000:g} ms.", "")
    return found


def memory(costs: Costs) -> list[Target]:
    most = max(costs.found[10][name].cost.rss_mib for name in (KEPT, NEW))
    trusting = costs.with_authorities.cost.rss_mib
    return [
        Target("resident memory, 10 HTTPS probes", most, f"{most:.1f} MiB", 16, "at most 16 MiB"),
        Target(f"the same, with the system's {costs.authorities} authorities", trusting,
               f"{trusting:.1f} MiB", 16, "at most 16 MiB"),
    ]


def processor(costs: Costs) -> list[Target]:
    eighth = "at most 1/8 of blackbox_exporter's"
    found = costs.found[100]
    kept, new, haproxy = (cost.share(found, name, BLACKBOX) for name in (KEPT, NEW, HAPROXY))
    return [
        Target("CPU an HTTPS probe, 100 endpoints, connections kept", kept, ratio(kept), 1 / 8,
               eighth),
        Target("CPU an HTTPS probe, 100 endpoints, new connections", new, ratio(new), 1 / 8,
               eighth, "A handshake for each probe, though resumed, is the cost: haproxy, which "
               f"does the same, needs {ratio(haproxy)}."),
    ]


def speed_of(times: dict[str, list[float]]) -> list[Target]:
    return [Target(f"evidence to first act, worst of {len(times[scene.name])}, by {by}",
                   max(times[scene.name]), f"{max(times[scene.name]):.1f} ms", 50, "under 50 ms")
            for scene, by in ((speed.CLOCK, "the clock"), (speed.SAMPLE, "a sample"))]


def as_json(costs: Costs, times: dict[str, list[float]], promised: Sequence[Target],
            versions: str) -> dict[str, Any]:
    def contender(watched: cost.Watched) -> dict[str, Any]:
        return {"rounds": [one._asdict() for one in watched.rounds],
                "lateness_ms": figures.spread(watched.lateness_ms)}

    return {
        "versions": versions,
        "endpoints": {endpoints: {name: contender(watched) for name, watched in found.items()}
                      for endpoints, found in costs.found.items()},
        "with_authorities": contender(costs.with_authorities),
        "idle_cpu_s_an_hour": costs.idle_cpu_s * 3600,
        "evidence_to_act_ms": times,
        "targets": [{**target._asdict(), "met": target.met} for target in promised],
    }


def run(build: Path, directory: Path) -> dict[str, Any]:
    contenders.Failoverd.build = build
    os.sched_setaffinity(0, process.processors()[0])
    versions = contenders.versions(build)
    tell(f"{versions}; {ROUNDS} rounds at 100 endpoints, medians", "")
    costs = measure_cost(build, directory / "cost")
    times = measure_speed(build, directory / "speed")
    promised = memory(costs) + processor(costs) + speed_of(times)
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
