# SPDX-License-Identifier: MIT
"""The authoritative name server of shop.example: UDP, and its answer follows the health checks."""
from __future__ import annotations

import asyncio
import socket
import struct
from typing import TYPE_CHECKING

from .settings import HOME, PUBLIC_NAME, STANDBY

if TYPE_CHECKING:
    from .world import World

ZONE = "shop.example"
ADDRESSES = {HOME: "127.0.1.1", STANDBY: "127.0.2.1"}
A, NS, SOA, AAAA, OPT = 1, 2, 6, 28, 41
NOERROR, FORMERR, SERVFAIL, NXDOMAIN, NOTIMP, REFUSED = 0, 1, 2, 3, 4, 5


def encode_name(name: str) -> bytes:
    labels = [label.encode() for label in name.split(".") if label]
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


def decode_name(packet: bytes, at: int) -> tuple[str, int]:
    """An uncompressed name, as questions have it, and where it ends."""
    labels = []
    while packet[at]:
        length = packet[at]
        if length > 63:
            raise ValueError("compressed name in a question")
        labels.append(packet[at + 1 : at + 1 + length].decode("ascii"))
        at += length + 1
    return ".".join(labels).lower(), at + 1


def record(name: str, kind: int, ttl: int, data: bytes) -> bytes:
    return encode_name(name) + struct.pack(">HHIH", kind, 1, ttl, len(data)) + data


class NameServer(asyncio.DatagramProtocol):
    def __init__(self, world: "World", own_address: str) -> None:
        self.world = world
        self.own_address = own_address
        self.queries = 0
        self.transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.queries += 1
        if self.world.faults.dns == "silent" or len(data) < 12 or data[2] & 0x80:
            return
        assert self.transport is not None
        self.transport.sendto(self.answer(data), addr)

    def answer(self, packet: bytes) -> bytes:
        ident, flags, questions, _, _, more = struct.unpack(">HHHHHH", packet[:12])
        try:
            name, at = decode_name(packet, 12)
            kind, cls = struct.unpack(">HH", packet[at : at + 4])
        except (IndexError, ValueError, struct.error, UnicodeDecodeError):
            return struct.pack(">HHHHHH", ident, 0x8000 | FORMERR, 0, 0, 0, 0)
        question = packet[12 : at + 4]
        if (flags >> 11) & 15 or questions != 1 or cls != 1:
            code, answers, authority = NOTIMP, [], []
        elif self.world.faults.dns == "servfail":
            code, answers, authority = SERVFAIL, [], []
        else:
            code, answers, authority = self.look_up(name, kind)
        authoritative = 0x0400 if code in (NOERROR, NXDOMAIN) else 0
        # An EDNS question is answered with EDNS; its OPT is the only additional record there is.
        extra = [b"\0" + struct.pack(">HHIH", OPT, 1232, 0, 0)] if more else []
        head = struct.pack(">HHHHHH", ident, 0x8000 | authoritative | (flags & 0x0100) | code, 1,
                           len(answers), len(authority), len(extra))
        return head + question + b"".join(answers + authority + extra)

    def look_up(self, name: str, kind: int) -> tuple[int, list[bytes], list[bytes]]:
        """Response code, answers, authority."""
        if name != ZONE and not name.endswith("." + ZONE):
            return REFUSED, [], []
        ttl = self.world.settings.dns_ttl_s
        soa = record(ZONE, SOA, ttl, encode_name("ns1." + ZONE) + encode_name("root." + ZONE)
                     + struct.pack(">IIIII", 1, 7200, 900, 1209600, ttl))
        if name == ZONE:
            known = {NS: record(ZONE, NS, 172800, encode_name("ns1." + ZONE)), SOA: soa}
            found = [known[kind]] if kind in known else []
            return NOERROR, found, [] if found else [soa]
        address = self.address(name)
        if address is None:
            return NXDOMAIN, [], [soa]
        if kind != A:
            return NOERROR, [], [soa]
        return NOERROR, [record(name, A, ttl, socket.inet_aton(address))], []

    def address(self, name: str) -> str | None:
        if name == PUBLIC_NAME:
            return ADDRESSES[self.world.health.serving()]
        for region, address in ADDRESSES.items():
            if name == f"api.{region}.{ZONE}":
                return address
        return self.own_address if name == f"ns1.{ZONE}" else None
