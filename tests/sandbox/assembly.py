# SPDX-License-Identifier: MIT
"""The sandbox itself: a world, its addresses, and the thread in which it all runs."""
from __future__ import annotations

import asyncio
import functools
import json
import socket
import threading
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from . import configuration, inside, tls
from .aws import Front
from .control import Control
from .listener import BLACKHOLE, OPEN, REFUSE, Listener, reserve, reserve_same
from .nameserver import ADDRESSES, NameServer
from .services import hosts_of
from .settings import REGIONS, Settings
from .tls import ARC_HOST, ARC_REGIONS
from .wire import Request, Response, json_response
from .world import World

GLOBAL, REFERENCES, DNS, CONTAINER, IMDS, CONTROL = (
    "127.0.4.1", "127.0.4.2", "127.0.4.53", "127.0.4.170", "127.0.4.254", "127.0.0.1")
ARC = {region: f"127.0.3.{n}" for n, region in enumerate(ARC_REGIONS, 1)}


class Sandbox:
    """Two Regions on loopback. Usable as a context manager; every method may be called anywhere.

    port: 0 lets the system choose; else the first of the seven ports that are used.
    settings: any of settings.Settings, by name.
    """

    def __init__(self, directory: str | Path, port: int = 0, **settings: Any) -> None:
        self.directory = Path(directory).resolve()
        self.first_port = port
        self.settings = Settings()
        self.settings.update(settings)
        self.addresses: dict[str, Any] = {}
        self.ca_file = str(self.directory / "ca.pem")
        self.listeners: dict[str, Listener] = {}
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self._run, name="sandbox", daemon=True)
        self.world: World
        self._ready = threading.Event()
        self._failure: BaseException | None = None

    def __enter__(self) -> "Sandbox":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> "Sandbox":
        self.directory.mkdir(parents=True, exist_ok=True)
        tls.make(self.directory)
        self.thread.start()
        self._ready.wait()
        if self._failure is not None:
            raise self._failure
        (self.directory / "sandbox.json").write_text(json.dumps(self.addresses, indent=1) + "\n")
        self.write_configuration()
        return self

    def stop(self) -> None:
        if self.thread.is_alive():
            self.loop.call_soon_threadsafe(self.loop.stop)
            self.thread.join()

    def write_configuration(self, **overrides: Any) -> Path:
        """Writes failoverd.json and apps.d/remittance.json; returns the former's path."""
        return configuration.write(self.directory, self.configuration(**overrides))

    def configuration(self, **overrides: Any) -> dict[str, Any]:
        """Both files as values; see configuration.make()."""
        return configuration.make(self.directory, self.addresses, **overrides)

    def environment(self, metadata: bool = False) -> dict[str, str]:
        """What the daemon's environment must have, to find its credentials."""
        return configuration.environment(self.addresses, metadata)

    def post(self, path: str, /, **body: Any) -> Any:
        return self._ask(urllib.request.Request(
            self.addresses["control"] + path, json.dumps(body).encode(), method="POST"))

    def get(self, path: str) -> Any:
        return self._ask(urllib.request.Request(self.addresses["control"] + path))

    def _ask(self, request: urllib.request.Request) -> Any:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=10) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as exc:
            raise ValueError(f"{request.selector}: {exc.read().decode()}") from None

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        try:
            self.loop.run_until_complete(self._open())
        except BaseException as exc:  # handed over to start()
            self._failure = exc
        self._ready.set()
        if self._failure is None:
            self.loop.run_forever()
        self._close()

    async def _open(self) -> None:
        later = asyncio.get_running_loop().call_later
        self.world = World(later, self.settings)
        self.world.ask = functools.partial(inside.ask, self.world)
        self.world.automations.directory = self.directory / "documents"
        self.world.on_fault = self._apply
        self.world.on_certificate = lambda region: self.listeners[f"app {region}"].cut()
        port = self.first_port
        apps = reserve_same([ADDRESSES[r] for r in REGIONS], port)
        aws = reserve_same([ADDRESSES[r] for r in REGIONS], port and port + 1)
        arc = reserve_same(list(ARC.values()), port and port + 2)
        plain = tls.context(self.directory)
        for region, app_sock, aws_sock in zip(REGIONS, apps, aws):
            shown = tls.context(self.directory,
                                lambda r=region: self.world.faults.app[r].certificate)
            self._listen(f"app {region}", app_sock, self.world.shops[region].handle, shown)
            front = Front(self.world, region, hosts_of(region))
            self._listen(f"aws {region}", aws_sock, front.handle, plain)
        for region, sock in zip(ARC_REGIONS, arc):
            front = Front(self.world, region, [ARC_HOST.format(region=region)])
            self._listen(f"arc {region}", sock, front.handle, plain)
        everywhere = Front(self.world, "global", ["route53.amazonaws.com"])
        self._listen("global", reserve(GLOBAL, port and port + 3), everywhere.handle, plain)
        self._listen("references", reserve(REFERENCES, port and port + 3), _reference)
        self._listen("imds", reserve(IMDS, port and port + 4), self.world.metadata.handle)
        self._listen("container", reserve(CONTAINER, port and port + 4),
                     self.world.container.handle)
        control = Control(self.world, self.addresses)
        self._listen("control", reserve(CONTROL, port and port + 5), control.handle)
        await self._open_dns(port and port + 6)
        self._describe()
        self._apply()

    def _listen(self, name: str, sock: socket.socket, handler: Any, context: Any = None) -> None:
        self.listeners[name] = Listener(sock, handler, context)

    async def _open_dns(self, port: int) -> None:
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: NameServer(self.world, DNS), local_addr=(DNS, port))
        self.dns_transport = transport
        self.dns_port: int = transport.get_extra_info("sockname")[1]

    def _describe(self) -> None:
        """What others need to know, as sandbox.json has it."""
        at = {name: f"{lis.address}:{lis.port}" for name, lis in self.listeners.items()}
        self.addresses.update({
            "directory": str(self.directory), "ca_file": self.ca_file,
            "control": f"http://{at['control']}", "imds": f"http://{at['imds']}",
            "container": f"http://{at['container']}/v1/credentials",
            "dns": f"{DNS}:{self.dns_port}", "app_port": self.listeners[f"app {REGIONS[0]}"].port,
            "app": {r: at[f"app {r}"] for r in REGIONS},
            "aws": {r: at[f"aws {r}"] for r in REGIONS},
            "arc": {r: at[f"arc {r}"] for r in ARC_REGIONS},
            "global": at["global"], "references": at["references"],
            "reference_urls": [f"http://reference-{n}.shop.example/" for n in (1, 2, 3)],
        })

    def _apply(self) -> None:
        """Opens and closes listeners as the faults say."""
        faults = self.world.faults
        down = {"refuse": REFUSE, "blackhole": BLACKHOLE}
        for name, listener in self.listeners.items():
            part, _, region = name.partition(" ")
            mode = OPEN
            if part in ("app", "aws"):
                mode = down.get(faults.regions[region].of(part), OPEN)
            elif part == "arc":
                whole = faults.regions.get(region)
                mode = down.get(whole.of("aws"), OPEN) if whole else OPEN
                mode = REFUSE if faults.arc.get(region) == "down" else mode
            elif part in ("global", "references"):
                mode = down.get(faults.regions[part].mode, OPEN)
            elif part == "imds":
                mode = REFUSE if faults.imds == "down" else OPEN
            elif part == "container":
                mode = REFUSE if faults.container == "down" else OPEN
            listener.set_mode(mode)

    def _close(self) -> None:
        async def close() -> None:
            if hasattr(self, "world"):
                self.world.stopped.set()
            for listener in self.listeners.values():
                listener.close()
            if hasattr(self, "dns_transport"):
                self.dns_transport.close()
            await asyncio.sleep(0)
            for task in asyncio.all_tasks() - {asyncio.current_task()}:
                task.cancel()
            await asyncio.sleep(0)
        self.loop.run_until_complete(close())
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()


def _reference(request: Request) -> Response:
    """A place that has nothing to do with the application, to ask whether we are online."""
    return json_response({"status": "ok", "host": request.host})
