# SPDX-License-Identifier: MIT
"""HTTP/1.1 over TCP or TLS: the messages, and one kept-alive connection of a client.

Handlers are plain functions from a request to a response. What goes wrong on purpose on the way
back (silence, a reset, half a body, a body without end) is a property of the response.
"""
from __future__ import annotations

import asyncio
import json
import socket
import struct
import time
from dataclasses import dataclass, field
from email.utils import formatdate
from enum import Enum
from http import HTTPStatus
from typing import Any, Callable
from urllib.parse import unquote

HEAD_MOST = 64 * 1024
BODY_MOST = 4 * 1024 * 1024


@dataclass
class Request:
    method: str
    path: str  # as sent, still encoded
    query: str  # as sent, without the question mark
    headers: list[tuple[str, str]]
    body: bytes
    first_ns: int  # when its first byte came
    sni: str | None = None  # the name asked for in the TLS handshake
    local: str = ""  # the address it was sent to

    def header(self, name: str) -> str | None:
        values = [v for n, v in self.headers if n.lower() == name.lower()]
        return ",".join(values) if values else None

    @property
    def host(self) -> str:
        """The Host header without its port."""
        return (self.header("host") or "").rpartition(":")[0] or (self.header("host") or "")

    @property
    def plain_path(self) -> str:
        return unquote(self.path)


class Ending(Enum):
    WHOLE = "whole"
    TRUNCATED = "truncated"  # half of what Content-Length promised, then the end
    RESET = "reset"  # not one byte, then a reset
    HANG = "hang"  # not one byte, for ever
    ENDLESS = "endless"  # a body that goes on until the client has had enough


@dataclass
class Response:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    ending: Ending = Ending.WHOLE
    close: bool = False
    on_sent: Callable[[], None] | None = None

    def bytes(self) -> bytes:
        reason = HTTPStatus(self.status).phrase if self.status in _STATUSES else "Unknown"
        lines = [f"HTTP/1.1 {self.status} {reason}"]
        headers = {"Date": formatdate(usegmt=True), **self.headers}
        if self.ending is not Ending.ENDLESS:
            headers["Content-Length"] = str(len(self.body))
        headers["Connection"] = "close" if self.close else "keep-alive"
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + self.body


_STATUSES = {int(status) for status in HTTPStatus}
Handler = Callable[[Request], Response]


def json_response(value: Any, status: int = 200) -> Response:
    text = json.dumps(value, separators=(",", ":")).encode()
    return Response(status, text, {"Content-Type": "application/json"})


class Malformed(Exception):
    """The client does not speak HTTP as we know it."""


def parse_head(head: bytes) -> tuple[str, str, str, list[tuple[str, str]]]:
    """Method, path, query and headers of a request's head."""
    first, *rest = head.decode("latin-1").split("\r\n")
    words = first.split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/1."):
        raise Malformed(f"not a request line: {first[:80]!r}")
    headers = []
    for line in rest:
        name, colon, value = line.partition(":")
        if not colon or name != name.strip() or not name:
            raise Malformed(f"not a header: {line[:80]!r}")
        headers.append((name, value.strip(" \t")))
    path, _, query = words[1].partition("?")
    return words[0], path, query, headers


class Connection(asyncio.Protocol):
    """One client's connection: requests one after the other, each answered before the next."""

    def __init__(self, owner: "ConnectionOwner", handler: Handler) -> None:
        self.owner = owner
        self.handler = handler
        self.transport: asyncio.Transport | None = None
        self.buffer = bytearray()
        self.first_ns = 0
        self.busy = False
        self.stalled = False
        self.held: list[Response] = []
        self.sni: str | None = None
        self.local = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.sni = getattr(transport.get_extra_info("ssl_object"), "sni", None)
        self.local = (transport.get_extra_info("sockname") or ("",))[0]
        self.owner.connections.add(self)
        if self.owner.silent:
            self.stall()

    def connection_lost(self, exc: Exception | None) -> None:
        self.owner.connections.discard(self)
        self.transport = None

    def data_received(self, data: bytes) -> None:
        if not self.first_ns:
            self.first_ns = time.monotonic_ns()
        self.buffer += data
        self._next()

    def stall(self) -> None:
        """Nothing more is taken or sent until resume()."""
        self.stalled = True

    def resume(self) -> None:
        self.stalled = False
        held, self.held = self.held, []
        for response in held:
            self._send(response)
        self._next()

    def reset(self) -> None:
        """Ends the connection as a crashed host would: with a reset."""
        if self.transport is None:
            return
        sock = self.transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()

    def _next(self) -> None:
        if self.busy or self.stalled or not self.buffer:
            return
        try:
            request = self._take()
        except (Malformed, ValueError) as exc:
            self.buffer.clear()
            self._send(Response(400, f"{exc}\n".encode(), close=True))
            return
        if request is None:
            return
        self.busy = True
        response = self.handler(request)
        if response.delay > 0:
            asyncio.get_running_loop().call_later(response.delay, self._send, response)
        else:
            self._send(response)

    def _take(self) -> Request | None:
        """The first whole request of the buffer, or None while there is none."""
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            if len(self.buffer) > HEAD_MOST:
                raise Malformed("the head is too long")
            return None
        method, path, query, headers = parse_head(bytes(self.buffer[:end]))
        names = {name.lower(): value for name, value in headers}
        if "transfer-encoding" in names:
            raise Malformed("Transfer-Encoding: send a Content-Length")
        length = int(names.get("content-length", "0"))
        if not 0 <= length <= BODY_MOST:
            raise Malformed("the body is too long")
        body = end + 4
        if len(self.buffer) < body + length:
            if names.get("expect", "").lower() == "100-continue" and len(self.buffer) == body:
                assert self.transport is not None
                self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            return None
        request = Request(method, path, query, headers, bytes(self.buffer[body : body + length]),
                          self.first_ns, self.sni, self.local)
        del self.buffer[: body + length]
        self.first_ns = time.monotonic_ns() if self.buffer else 0
        return request

    def _send(self, response: Response) -> None:
        if self.transport is None or response.ending is Ending.HANG:
            return
        if self.stalled:
            self.held.append(response)
            return
        if response.ending is Ending.RESET:
            self.reset()
            return
        data = response.bytes()
        if response.ending is Ending.TRUNCATED:
            data = data[: len(data) - (len(response.body) + 1) // 2]
        self.transport.write(data)
        if response.on_sent is not None:
            response.on_sent()
        if response.ending is Ending.ENDLESS:
            self._more()
        elif response.close or response.ending is Ending.TRUNCATED:
            self.transport.close()
        else:
            self.busy = False
            self._next()

    def _more(self) -> None:
        if self.transport is None:
            return
        if self.transport.get_write_buffer_size() < 262144:
            self.transport.write(b" " * 16384)
        asyncio.get_running_loop().call_later(0.02, self._more)


class ConnectionOwner:
    """What a connection needs of its listener."""

    def __init__(self) -> None:
        self.connections: set[Connection] = set()
        self.silent = False
