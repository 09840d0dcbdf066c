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
from typing import Any, Sequence

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


def measure_cost(build: Path, directory: Path) -> dict[int, dict[str, cost.Watched]]:
    """By number of endpoints, then by contender; tells the tables on the way."""
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
    return found


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


def share(found: dict[str, cost.Watched], of: str) -> float:
    return found[of].cost.cpu_us / found[BLACKBOX].cost.cpu_us


def targets(costs: dict[int, dict[str, cost.Watched]],
            times: dict[str, list[float]]) -> list[Target]:
    ours = [(costs[10][name].cost.rss_mib, name) for name in (KEPT, NEW)]
    most, who = max(ours)
    kept, new = share(costs[100], KEPT), share(costs[100], NEW)
    eighth = "at most 1/8 of blackbox_exporter's"
    clock, sample = max(times[speed.CLOCK.name]), max(times[speed.SAMPLE.name])
    return [
        Target("resident memory, 10 HTTPS probes", most, f"{most:.1f} MiB", 16, "at most 16 MiB"),
        Target("CPU an HTTPS probe, 100 endpoints, connections kept", kept, ratio(kept), 1 / 8,
               eighth),
        Target("CPU an HTTPS probe, 100 endpoints, new connections", new, ratio(new), 1 / 8,
               eighth, "no client can: a TLS handshake alone costs more, resumed as it is"),
        Target("evidence to first act, worst, completed by the clock", clock, f"{clock:.1f} ms",
               50, "under 50 ms"),
        Target("evidence to first act, worst, completed by a sample", sample, f"{sample:.1f} ms",
               50, "under 50 ms"),
    ]


def as_json(costs: dict[int, dict[str, cost.Watched]], times: dict[str, list[float]],
            promised: Sequence[Target], versions: str) -> dict[str, Any]:
    return {
        "versions": versions,
        "cost": {endpoints: {name: {**watched.cost._asdict(),
                                    "lateness_ms": figures.spread(watched.lateness_ms)}
                             for name, watched in found.items()}
                 for endpoints, found in costs.items()},
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
    promised = targets(costs, times)
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
