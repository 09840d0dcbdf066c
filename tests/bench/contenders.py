# SPDX-License-Identifier: MIT
"""Who is measured: each asks every endpoint once a second, and over TLS verifies what it gets."""
from __future__ import annotations

import http.client
import json
import re
import socket
import subprocess
import threading
import time
from pathlib import Path
from typing import NamedTuple, Sequence

from .process import Child

EVERY_S = 1.0
REGIONS = ("us-east-1", "us-west-2")
PATH = "/healthz"


class Place(NamedTuple):
    """Where a contender is put: its files, its endpoints, its processor."""

    directory: Path
    scheme: str
    ports: Sequence[int]
    ca_file: Path
    processor: set[int]


def unit_environment() -> dict[str, str]:
    """What the shipped unit sets, so that what is measured is what will run."""
    unit = Path(__file__).parents[2] / "systemd" / "failoverd.service"
    found = re.findall(r"^Environment=(\w+)=(.*)$", unit.read_text(), re.MULTILINE)
    return dict(found)


class Contender:
    """A context manager around a running process."""

    name = ""

    def __init__(self, place: Place) -> None:
        self.place = place
        place.directory.mkdir(parents=True, exist_ok=True)
        self.child = Child(self.prepare(), place.directory / "log", place.processor,
                           more=self.environment())

    def environment(self) -> dict[str, str]:
        return {"HOME": str(self.place.directory), "AWS_EC2_METADATA_DISABLED": "true",
                **unit_environment()}

    def __enter__(self) -> "Contender":
        return self

    def __exit__(self, *_: object) -> None:
        self.child.stop()

    def prepare(self) -> list[str]:
        """Writes what it needs; its command."""
        raise NotImplementedError

    def write(self, name: str, text: str) -> str:
        path = self.place.directory / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return str(path)


class Failoverd(Contender):
    """One application of two Regions, half of the endpoints in each, in mode observe."""

    build = Path()
    keep = False
    every = f"{EVERY_S:g}s"

    def prepare(self) -> list[str]:
        self.write("failoverd.json", json.dumps({
            "config_version": 1, "observers": "single",
            "socket": str(self.place.directory / "failoverd.sock")}))
        self.write("apps.d/bench.json", json.dumps(self.application()))
        (self.place.directory / "state").mkdir(exist_ok=True)
        return [str(self.build / "failoverd"), "--config",
                str(self.place.directory / "failoverd.json"), "--state",
                str(self.place.directory / "state")]

    def application(self) -> dict[str, object]:
        ports = self.place.ports
        pairs = [ports[at:at + len(REGIONS)] for at in range(0, len(ports), len(REGIONS))]
        return {
            "application": "bench", "mode": "observe", "home": REGIONS[0],
            "regions": {region: {} for region in REGIONS},
            "probes": {f"api-{n}": self.probe(pair) for n, pair in enumerate(pairs)},
        }

    def probe(self, ports: Sequence[int]) -> dict[str, object]:
        urls = {region: f"{self.place.scheme}://127.0.0.1:{port}{PATH}"
                for region, port in zip(REGIONS, ports)}
        return {"http": {"urls": urls, "ca_file": str(self.place.ca_file), "keep": self.keep},
                "every": self.every, "timeout": "900ms", "critical": True}


class NewConnections(Failoverd):
    name = "failoverd, a new connection each"


class KeptConnections(Failoverd):
    name = "failoverd, connections kept"
    keep = True


class Idle(Failoverd):
    """Nothing to ask for an hour: what is left is the tick."""

    name = "failoverd, idle"
    every = "1h"

    def application(self) -> dict[str, object]:
        patient = {"probes": ["api-0"], "fails": 3, "fresh": "9h"}
        return {**super().application(), "guards": {"hold": "2h", "newest": "2h"},
                "facts": {"down": patient, "up": patient}}


class Haproxy(Contender):
    """A new connection for each check, its TLS sessions resumed; it knows no other way."""

    name = "haproxy"

    def prepare(self) -> list[str]:
        tls = ""
        if self.place.scheme == "https":
            tls = (f"check-ssl verify required ca-file {self.place.ca_file} check-sni localhost "
                   "verifyhost localhost")
        servers = [f"  server s{port} 127.0.0.1:{port} check inter {EVERY_S * 1000:g}ms {tls}"
                   for port in self.place.ports]
        return ["haproxy", "-db", "-f", self.write("haproxy.cfg", "\n".join([
            "global", "  maxconn 100",
            f"  stats socket {self.place.directory}/haproxy.sock",  # it wants to listen somewhere
            "defaults", "  mode http", "  timeout connect 3s", "  timeout client 3s",
            "  timeout server 3s", "  timeout check 3s",
            "backend bench", "  option httpchk",
            f"  http-check send meth GET uri {PATH} ver HTTP/1.1 hdr Host localhost",
            "  http-check expect status 200", *servers, ""]))]


class Blackbox(Contender):
    """A whole handshake for each probe. Whoever asks it to is not counted."""

    name = "blackbox_exporter"

    def prepare(self) -> list[str]:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        config = self.write("blackbox.yml", "\n".join([
            "modules:", "  bench:", "    prober: http", "    timeout: 5s", "    http:",
            "      preferred_ip_protocol: ip4", "      tls_config:",
            f"        ca_file: {self.place.ca_file}", ""]))
        return ["prometheus-blackbox-exporter", f"--config.file={config}",
                f"--web.listen-address=127.0.0.1:{self.port}", "--log.level=error"]

    def __enter__(self) -> "Blackbox":
        self.scraper = Scraper(self.port, self.place)
        self.scraper.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.scraper.over.set()
        self.scraper.join()
        super().__exit__()


class Scraper(threading.Thread):
    """Asks blackbox_exporter for each endpoint once a second, spread over the second."""

    def __init__(self, port: int, place: Place) -> None:
        super().__init__(name="scraper", daemon=True)
        self.port = port
        self.place = place
        self.over = threading.Event()

    def run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        targets = self.place.ports
        pace = EVERY_S / len(targets)
        due = time.monotonic()
        turn = 0
        while not self.over.wait(max(0.0, due - time.monotonic())):
            target = targets[turn % len(targets)]
            try:
                connection.request(
                    "GET", "/probe?module=bench&target="
                    f"{self.place.scheme}://127.0.0.1:{target}{PATH}")
                connection.getresponse().read()
            except OSError:  # it does not listen yet; http.client connects anew
                connection.close()
            turn += 1
            due += pace
        connection.close()


class Monit(Contender):
    """All endpoints in one burst a second, one after the other, each with a new connection."""

    name = "monit"

    def prepare(self) -> list[str]:
        place = self.place.directory
        lines = ["set daemon 1", f"set pidfile {place}/pid", f"set idfile {place}/id",
                 f"set statefile {place}/state", "set limits { networkTimeout: 3 s }"]
        if self.place.scheme == "https":
            lines.append("set ssl { verify: enable, "
                         f'CACertificateFile: "{self.place.ca_file}" }}')
        for port in self.place.ports:
            lines += [f"check host h{port} with address localhost",
                      f"  if failed port {port} protocol {self.place.scheme} "
                      f'request "{PATH}" then alert']
        config = Path(self.write("monitrc", "\n".join(lines) + "\n"))
        config.chmod(0o600)
        return ["monit", "-I", "-c", str(config)]


class Bare(Contender):
    """The limit: see bare.c."""

    build = Path()
    way = "new"
    name = "epoll and OpenSSL, new"

    def prepare(self) -> list[str]:
        authority = str(self.place.ca_file) if self.place.scheme == "https" else "-"
        return [str(self.build / "tests/bench/bare"), self.way, authority,
                *map(str, self.place.ports)]


class BareKept(Bare):
    way = "keep"
    name = "epoll and OpenSSL, kept"


def versions(build: Path) -> str:
    """Of all, as they name themselves."""
    commands = ([str(build / "failoverd"), "--version"], ["haproxy", "-v"],
                ["prometheus-blackbox-exporter", "--version"], ["monit", "--version"])
    found = []
    for command in commands:
        done = subprocess.run(command, capture_output=True, text=True)
        number = re.search(r"\d+\.\d+\.\d+", done.stdout + done.stderr)
        found.append(number.group() if number else "of an unknown version")
    return (f"failoverd {found[0]}, haproxy {found[1]}, blackbox_exporter {found[2]}, "
            f"monit {found[3]}")
