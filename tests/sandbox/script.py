# SPDX-License-Identifier: MIT
"""The scripts of a document: Python that meets boto3, and finds the sandbox behind it.

Documents come from the files and the program of whoever runs the sandbox, never over its ports:
a script is run as it is. It runs in a thread of its own, for it may wait.
"""
from __future__ import annotations

import builtins
import io
import threading
import time
import types
from typing import Any, Callable

from .context import Ask
from .protocol import Fault


class ClientError(Exception):
    """As botocore words it."""


class _Client:
    def __init__(self, ask: Ask, region: str, service: str) -> None:
        self._ask, self._region, self._service = ask, region, service

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(**params: Any) -> Any:
            try:
                answer = self._ask(self._region, self._service, name, params)
            except Fault as fault:
                raise ClientError(f"An error occurred ({fault.code}) when calling the {name} "
                                  f"operation: {fault.message}") from fault
            if self._service == "lambda":
                answer["Payload"] = io.BytesIO(answer["Payload"].encode())
            return answer
        return call

    def get_paginator(self, name: str) -> Any:
        """All is on one page."""
        return types.SimpleNamespace(paginate=lambda **params: [getattr(self, name)(**params)])


def _boto3(ask: Ask, home: str) -> Any:
    def client(service: str, region_name: str = home, **_: Any) -> _Client:
        return _Client(ask, region_name, service)
    return types.SimpleNamespace(client=client)


def _clock(pace: float, stopped: threading.Event) -> Any:
    """Time as it goes in the sandbox's world."""
    def sleep(seconds: float) -> None:
        if stopped.wait(seconds / pace):
            raise SystemExit("the world has ended")
    return types.SimpleNamespace(sleep=sleep, monotonic=lambda: time.monotonic() * pace,
                                 time=time.time)


def run(source: str, handler: str, payload: Any, ask: Ask, region: str, pace: float,
        stopped: threading.Event) -> Any:
    """What the handler returns."""
    own = {"boto3": _boto3(ask, region), "time": _clock(pace, stopped)}

    def find(name: str, *rest: Any, **more: Any) -> Any:
        return own[name] if name in own else builtins.__import__(name, *rest, **more)
    module: dict[str, Any] = {"__builtins__": {**vars(builtins), "__import__": find}}
    exec(compile(source, "<document>", "exec"), module)  # pylint: disable=exec-used
    return module[handler](payload, None)
