# SPDX-License-Identifier: MIT
"""Customers of the application: they know its public name and nothing else.

Each looks the name up at the zone's name server, remembers the answer for its time to live as a
resolver would, and places an order a few times a second. What they meet is the only measure of
an outage that counts.
"""
from __future__ import annotations

import http.client
import json
import socket
import ssl
import struct
import threading
import time
from typing import Any

from .outage import Attempt, Lookup

PATIENCE_S = 0.4  # what a customer waits for an answer
PAUSE_S = 0.1  # between two orders of one customer
APART_S = 0.6  # they come one after the other, so that they do not all ask for the name at once


def lookup(name: str, server: tuple[str, int], timeout: float = PATIENCE_S) -> tuple[str, int]:
    """Asks the zone's server for an A record: (address, time to live), or OSError."""
    question = b"".join(bytes([len(p)]) + p.encode() for p in name.split(".")) + b"\0"
    packet = struct.pack(">HHHHHH", 0x4444, 0x0100, 1, 0, 0, 0) + question
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.settimeout(timeout)
        s.connect(server)
        s.send(packet + struct.pack(">HH", 1, 1))
        answer = s.recv(512)
    if struct.unpack(">H", answer[6:8])[0] == 0:
        raise OSError(f"no address for {name}")
    at = 12 + len(question) + 4
    at += 2 if answer[at] & 0xC0 else answer.index(b"\0", at) - at + 1
    _, _, ttl, length = struct.unpack(">HHIH", answer[at:at + 10])
    return socket.inet_ntoa(answer[at + 10:at + 10 + length]), ttl


class Pinned(http.client.HTTPSConnection):
    """HTTPS to an address, for a name: what a client does after its resolver has answered."""

    def __init__(self, name: str, address: str, port: int, context: ssl.SSLContext) -> None:
        super().__init__(name, port, timeout=PATIENCE_S, context=context)
        self.address, self.name, self.tls = address, name, context

    def connect(self) -> None:
        raw = socket.create_connection((self.address, self.port), PATIENCE_S)
        try:
            self.sock = self.tls.wrap_socket(raw, server_hostname=self.name)
        except OSError:
            raw.close()
            raise


class Customers:
    """Threads that order; everything that they meet is kept."""

    def __init__(self, name: str, addresses: dict[str, Any], count: int = 3) -> None:
        server, _, port = addresses["dns"].rpartition(":")
        self.name, self.port, self.count = name, addresses["app_port"], count
        self.server = (server, int(port))
        self.context = ssl.create_default_context(cafile=addresses["ca_file"])
        self.lock = threading.Lock()
        self.attempts: list[Attempt] = []
        self.lookups: list[Lookup] = []
        self.stopped = threading.Event()
        self.threads = [threading.Thread(target=self._order_on, args=(n,), daemon=True,
                                         name=f"customer {n}") for n in range(1, count + 1)]

    def start(self) -> None:
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        """No order is under way when this returns."""
        self.stopped.set()
        for thread in self.threads:
            thread.join()

    def seen(self, since: int = 0) -> list[Attempt]:
        """Every attempt so far, from the one with this number on."""
        with self.lock:
            return self.attempts[since:]

    def asked(self) -> list[Lookup]:
        with self.lock:
            return list(self.lookups)

    def _order_on(self, number: int) -> None:
        address, until, serial = "", 0.0, 0
        self.stopped.wait((number - 1) * APART_S)
        while not self.stopped.wait(PAUSE_S):
            serial += 1
            order, began, region, error = f"c{number}-{serial}", time.monotonic(), "", ""
            try:
                if began >= until:
                    address, ttl = lookup(self.name, self.server)
                    until = began + ttl
                    with self.lock:
                        self.lookups.append(Lookup(number, time.monotonic(), address, until))
                region = self._place(address, order)
            except (OSError, http.client.HTTPException, ValueError, KeyError) as exc:
                error = str(exc) or type(exc).__name__
            with self.lock:
                self.attempts.append(
                    Attempt(number, order, began, time.monotonic(), region, error))

    def _place(self, address: str, order: str) -> str:
        """The Region in which the order was acknowledged."""
        connection = Pinned(self.name, address, self.port, self.context)
        try:
            connection.request("POST", "/orders", json.dumps({"id": order}),
                               {"Content-Type": "application/json"})
            answer = connection.getresponse()
            body = json.loads(answer.read())
            if answer.status != 201:
                raise OSError(f"HTTP {answer.status}: {body.get('error', 'no reason given')}")
            return str(body["region"])
        finally:
            connection.close()
