# SPDX-License-Identifier: MIT
"""Lambda: functions that scale the application, or answer what a test has told them.

A function that fails is no error of the call: the answer is 200, and a header says it.
"""
from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .clock import Clock
from .fleet import Fleet
from .protocol import Fault, Operation, RestJson
from .settings import ACCOUNT, REGIONS
from .wire import Ending, Request, Response

if TYPE_CHECKING:
    from .context import Context

WARM_UP, CHECK, QUALIFIER = "warm-up", "check", "live"
FULL = 4  # instances: what warm-up brings its Region to
PAYLOAD_MOST = 6 * 1024 * 1024
TYPES = ("RequestResponse", "Event", "DryRun")
FAILURES = ("", "handled", "unhandled", "timeout", "hang")
_NAME = re.compile(r"(?:arn:aws:lambda:([a-z0-9-]+):(\d{12}):function:|(?:\d{12}:)?(?:function:)?)"
                   r"([A-Za-z0-9_-]{1,64})(?::([A-Za-z0-9$_-]{1,128}))?")


@dataclass
class Function:
    """What it is to do instead of its work, and the payloads that it was called with."""

    failure: str = ""
    times: int = -1  # so often it fails; < 0: for ever
    delay_s: float = 0.0
    answer: Any = None
    payloads: list[Any] = field(default_factory=list)

    def fails(self) -> str:
        if not self.failure or self.times == 0:
            return ""
        self.times -= 1 if self.times > 0 else 0
        return self.failure


class Functions:
    def __init__(self, clock: Clock, fleet: Fleet) -> None:
        self.clock = clock
        self.fleet = fleet
        self.known = {region: {WARM_UP: Function(), CHECK: Function()} for region in REGIONS}

    def set(self, region: str, name: str, failure: str, times: int, delay_s: float,
            answer: Any) -> None:
        """A function that is not there yet is made; it only answers."""
        function = self.known[region].setdefault(name, Function(answer={}))
        function.failure, function.times, function.delay_s = failure, times, delay_s
        function.answer = function.answer if answer is None else answer

    def view(self) -> dict[str, Any]:
        return {region: {name: f.payloads for name, f in functions.items()}
                for region, functions in self.known.items()}

    def work(self, region: str, name: str, payload: Any) -> Any:
        """What it was made for, and its answer."""
        function = self.known[region][name]
        asked = payload if isinstance(payload, dict) else {}
        if name == WARM_UP and function.answer is None:
            if asked.get("phase") != "look":
                self.fleet.scale(region, FULL)
            running = self.fleet.running[region]
            return {"done": running >= FULL, "detail": f"{running} of {FULL} instances run"}
        return {"ok": True} if function.answer is None else function.answer


def _route(request: Request) -> tuple[str, dict[str, Any]]:
    match = re.fullmatch(r"/2015-03-31/functions/([^/]+)/invocations", request.plain_path)
    if request.method != "POST" or match is None:
        raise Fault("UnknownOperationException", "POST to /2015-03-31/functions/NAME/invocations",
                    404)
    params: dict[str, Any] = {"FunctionName": match[1]}
    for part in request.query.split("&") if request.query else []:
        name, _, value = part.partition("=")
        params[name] = value
    params["InvocationType"] = request.header("x-amz-invocation-type") or "RequestResponse"
    params["LogType"] = request.header("x-amz-log-type") or "None"
    if len(request.body) > PAYLOAD_MOST:
        raise Fault("RequestTooLargeException", "Request must be smaller than 6291456 bytes", 413)
    if request.body:
        try:
            params["Payload"] = json.loads(request.body)
        except ValueError as exc:
            raise Fault("InvalidRequestContentException", "Could not parse request body into "
                        f"json: {exc}", 400, Type="User") from exc
    return "Invoke", params


def _function(ctx: "Context", params: dict[str, Any]) -> tuple[str, Function]:
    match = _NAME.fullmatch(params["FunctionName"])
    if match is None:
        raise Fault("ValidationException", f"1 validation error detected: Value "
                    f"'{params['FunctionName']}' at 'functionName' failed to satisfy constraint")
    region, account, name, version = match.groups()
    if region and (region, account) != (ctx.region, ACCOUNT):
        raise Fault("ResourceNotFoundException", f"Functions from '{region}' are not reachable in "
                    f"this region ('{ctx.region}')", 404, Type="User")
    qualifier = params.get("Qualifier") or version or "$LATEST"
    if version and params.get("Qualifier", version) != version:
        raise Fault("InvalidParameterValueException", "The derived qualifier from the function "
                    "name does not match the specified qualifier.", 400, Type="User")
    function = ctx.world.functions.known[ctx.region].get(name)
    if function is None or qualifier not in ("$LATEST", QUALIFIER):
        arn = f"arn:aws:lambda:{ctx.region}:{ACCOUNT}:function:{name}"
        raise Fault("ResourceNotFoundException", f"Function not found: {arn}"
                    + (f":{qualifier}" if qualifier != "$LATEST" else ""), 404, Type="User")
    return name, function


def _failed(failure: str, headers: dict[str, str]) -> Response:
    error = {"errorMessage": "the function was told to fail", "errorType": "RuntimeError"}
    if failure == "timeout":
        error = {"errorMessage": "2026-11-23T00:15:44.000Z 73c8eef8 Task timed out after 3.00 "
                 "seconds"}
    kind = "Handled" if failure == "handled" else "Unhandled"
    return Response(200, json.dumps(error).encode(), {**headers, "X-Amz-Function-Error": kind})


def invoke(ctx: "Context", params: dict[str, Any]) -> Any:
    name, function = _function(ctx, params)
    kind = params["InvocationType"]
    if kind not in TYPES:
        raise Fault("InvalidParameterValueException", f"Unknown invocation type: {kind}", 400,
                    Type="User")
    if kind == "DryRun":
        return Response(204)
    payload = params.get("Payload", {})
    function.payloads.append(payload)
    ctx.world.clock.note("invoked", region=ctx.region, function=name, payload=payload)
    failure = function.fails()
    answer = None if failure else ctx.world.functions.work(ctx.region, name, payload)
    if kind == "Event":
        return Response(202)
    headers = {"Content-Type": "application/json", "X-Amz-Executed-Version": "$LATEST"}
    if params.get("LogType") == "Tail":
        headers["X-Amz-Log-Result"] = base64.b64encode(b"START\nEND\n").decode()
    if failure == "hang":
        return Response(ending=Ending.HANG)
    if failure:
        response = _failed(failure, headers)
    else:
        response = Response(200, json.dumps(answer).encode(), headers)
    response.delay = function.delay_s
    return response


def _changes(params: dict[str, Any]) -> bool:
    payload = params.get("Payload")
    looks = isinstance(payload, dict) and payload.get("phase") == "look"
    return params.get("InvocationType") != "DryRun" and not looks


DIALECT = RestJson(_route, throttle=("TooManyRequestsException", 429),
                   internal=("ServiceException", 500))
OPERATIONS = {
    "Invoke": Operation(invoke, {"FunctionName": str, "InvocationType": str}, {
        "Qualifier": str, "LogType": str, "Payload": object}, mutates=_changes),
}
