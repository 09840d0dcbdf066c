# SPDX-License-Identifier: MIT
"""A listening address that can be open, refuse, or swallow every packet like a black hole.

Its port stays ours in every mode: a second socket holds it, bound and never listening.
"""
from __future__ import annotations

import asyncio
import socket
import ssl
from typing import Any

from .wire import Connection, ConnectionOwner, Handler

OPEN, REFUSE, BLACKHOLE = "open", "refuse", "blackhole"


def reserve(address: str, port: int = 0) -> socket.socket:
    """A socket that keeps the port for us; port 0 lets the system choose."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((address, port))
    except OSError:
        sock.close()
        raise
    return sock


def reserve_same(addresses: list[str], port: int = 0) -> list[socket.socket]:
    """The same port number on every address."""
    for _ in range(50):
        socks = [reserve(addresses[0], port)]
        try:
            for address in addresses[1:]:
                socks.append(reserve(address, socks[0].getsockname()[1]))
            return socks
        except OSError:
            for sock in socks:
                sock.close()
            if port:
                raise
    raise OSError(f"no port is free on all of {', '.join(addresses)}")


class Listener(ConnectionOwner):
    """Accepts connections for a handler while it is open."""

    def __init__(self, held: socket.socket, handler: Handler,
                 tls: ssl.SSLContext | None = None) -> None:
        super().__init__()
        self.held = held
        self.address, self.port = held.getsockname()
        self.handler = handler
        self.tls = tls
        self.mode = ""
        self.sock: socket.socket | None = None
        self.filler: socket.socket | None = None
        self.tasks: set[asyncio.Task[Any]] = set()

    def set_mode(self, mode: str) -> None:
        if mode == self.mode:
            return
        self._close()
        self.mode = mode
        self.silent = mode == BLACKHOLE
        if mode == OPEN:
            self._listen(128)
            assert self.sock is not None
            asyncio.get_running_loop().add_reader(self.sock, self._accept)
            for connection in list(self.connections):
                connection.resume()
        elif mode == REFUSE:
            self.cut()
        elif mode == BLACKHOLE:
            for connection in list(self.connections):
                connection.stall()
            self._listen(0)
            self._fill()

    def cut(self) -> None:
        """Resets every connection, those in the middle of their handshake too."""
        for connection in list(self.connections):
            connection.reset()
        for task in list(self.tasks):
            task.cancel()

    def close(self) -> None:
        self._close()
        self.cut()
        self.held.close()

    def _listen(self, backlog: int) -> None:
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.sock.bind((self.address, self.port))
        self.sock.setblocking(False)
        self.sock.listen(backlog)

    def _fill(self) -> None:
        """One connection that nobody accepts fills the queue: Linux then drops every SYN."""
        self.filler = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.filler.settimeout(1.0)
        self.filler.connect((self.address, self.port))

    def _close(self) -> None:
        if self.sock is not None:
            asyncio.get_running_loop().remove_reader(self.sock)
            self.sock.close()
            self.sock = None
        if self.filler is not None:
            self.filler.close()
            self.filler = None

    def _accept(self) -> None:
        assert self.sock is not None
        try:
            client, _ = self.sock.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        client.setblocking(False)
        # asyncio does so itself only where the socket names its protocol, which ours do not.
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        task = asyncio.get_running_loop().create_task(self._welcome(client))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _welcome(self, client: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        try:
            await loop.connect_accepted_socket(
                lambda: Connection(self, self.handler), client, ssl=self.tls)
        except (OSError, ssl.SSLError, asyncio.CancelledError):
            client.close()  # the client did not like us, or we were cut
