# SPDX-License-Identifier: MIT
"""AWS's three protocols, as the service sees them: decode a request, encode results and errors."""
from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, Callable, Mapping, Protocol
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from .wire import Request, Response


class Fault(Exception):
    """An error as AWS answers it."""

    def __init__(self, code: str, message: str, status: int = 400, **extra: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.extra = extra


@dataclass(frozen=True)
class Operation:
    """One action of a service: what it takes, and the function that does it."""

    run: Callable[..., Any]
    required: Mapping[str, type] = field(default_factory=dict)
    optional: Mapping[str, type] = field(default_factory=dict)
    mutates: bool | Callable[[dict[str, Any]], bool] = False

    def changes(self, params: dict[str, Any]) -> bool:
        """Whether a call of it is meant to change the world."""
        return self.mutates(params) if callable(self.mutates) else self.mutates


class Dialect(Protocol):
    """How a protocol words things. codes: our kind of refusal -> (code, status)."""

    codes: Mapping[str, tuple[str, int]]

    def decode(self, request: Request) -> tuple[str, dict[str, Any]]: ...
    def check(self, operation: Operation, params: dict[str, Any]) -> None: ...
    def result(self, action: str, value: Any, request_id: str) -> Response: ...
    def fault(self, fault: Fault, request_id: str) -> Response: ...


def xml(value: Any) -> str:
    """A dict is its elements in order; a list holds (name, value) pairs; None is left out."""
    if isinstance(value, (dict, list)):
        pairs = value.items() if isinstance(value, dict) else value
        return "".join(f"<{n}>{xml(v)}</{n}>" for n, v in pairs if v is not None)
    if isinstance(value, bool):
        return "true" if value else "false"
    return escape(str(value))


def _xml_response(text: str, request_id: str, status: int = 200) -> Response:
    return Response(status, ('<?xml version="1.0"?>\n' + text).encode(),
                    {"x-amzn-RequestId": request_id, "Content-Type": "text/xml"})


def _xml_fault(fault: Fault, request_id: str, namespace: str) -> Response:
    error = {"Type": "Sender" if fault.status < 500 else "Receiver", "Code": fault.code,
             "Message": fault.message}
    return _xml_response(f'<ErrorResponse xmlns="{namespace}">'
                         + xml({"Error": error, "RequestId": request_id}) + "</ErrorResponse>\n",
                         request_id, fault.status)


XML_CODES = {
    "missing": ("MissingAuthenticationToken", 403),
    "incomplete": ("IncompleteSignature", 400),
    "unknown": ("InvalidClientTokenId", 403),
    "expired": ("ExpiredToken", 403),
    "scope": ("SignatureDoesNotMatch", 403),
    "skew": ("SignatureDoesNotMatch", 403),
    "mismatch": ("SignatureDoesNotMatch", 403),
    "denied": ("AccessDenied", 403),
    "throttle": ("Throttling", 400),
    "action": ("InvalidAction", 400),
    "internal": ("InternalFailure", 500),
}


class Query:
    """Form in, XML out: RDS and STS."""

    def __init__(self, version: str, namespace: str, **codes: tuple[str, int]) -> None:
        self.version = version
        self.namespace = namespace
        self.codes = {**XML_CODES, **codes}

    def decode(self, request: Request) -> tuple[str, dict[str, Any]]:
        kind = (request.header("content-type") or "").lower()
        if request.method != "POST" or request.path != "/":
            raise Fault("InvalidAction", "POST a form to /", 404)
        if not kind.startswith("application/x-www-form-urlencoded"):
            raise Fault("MalformedInput", f"not a form: {kind!r}", 400)
        pairs = parse_qsl(request.body.decode(), keep_blank_values=True, strict_parsing=True)
        params = dict(pairs)
        if len(params) != len(pairs):
            raise Fault("MalformedQueryString", "a parameter was sent twice", 400)
        action = params.pop("Action", "")
        version = params.pop("Version", "")
        if version != self.version:
            raise Fault("InvalidAction", f"Could not find operation {action} for version "
                        f"{version or 'NO_VERSION_SPECIFIED'}")
        return action, params

    def check(self, operation: Operation, params: dict[str, Any]) -> None:
        known = {**operation.required, **operation.optional}
        for name in params:
            if re.sub(r"\.\d+(?=\.|$)", ".N", name) not in known:
                raise Fault("ValidationError", f"unknown parameter {name!r}")
        for name in operation.required:
            if not params.get(name):
                raise Fault("MissingParameter", f"The request must contain the parameter {name}")

    def result(self, action: str, value: Any, request_id: str) -> Response:
        body = xml([(f"{action}Result", value),
                    ("ResponseMetadata", {"RequestId": request_id})])
        return _xml_response(f'<{action}Response xmlns="{self.namespace}">{body}'
                             f"</{action}Response>\n", request_id)

    def fault(self, fault: Fault, request_id: str) -> Response:
        return _xml_fault(fault, request_id, self.namespace)


class RestXml:
    """Paths in, XML out: Route 53. The handler itself finds the action in the path."""

    codes = {**XML_CODES, "throttle": ("Throttling", 400)}

    def __init__(self, namespace: str, route: Callable[[Request], tuple[str, dict[str, Any]]],
                 ) -> None:
        self.namespace = namespace
        self.route = route

    def decode(self, request: Request) -> tuple[str, dict[str, Any]]:
        return self.route(request)

    def check(self, operation: Operation, params: dict[str, Any]) -> None:
        for name in set(params) - set(operation.required) - set(operation.optional):
            raise Fault("InvalidInput", f"unknown parameter {name!r}")

    def result(self, action: str, value: Any, request_id: str) -> Response:
        return _xml_response(f'<{action}Response xmlns="{self.namespace}">{xml(value)}'
                             f"</{action}Response>", request_id)

    def fault(self, fault: Fault, request_id: str) -> Response:
        return _xml_fault(fault, request_id, self.namespace)


JSON_CODES = {
    "missing": ("MissingAuthenticationTokenException", 400),
    "incomplete": ("IncompleteSignatureException", 400),
    "unknown": ("UnrecognizedClientException", 400),
    "expired": ("ExpiredTokenException", 400),
    "scope": ("InvalidSignatureException", 400),
    "skew": ("InvalidSignatureException", 400),
    "mismatch": ("InvalidSignatureException", 400),
    "denied": ("AccessDeniedException", 400),
    "throttle": ("ThrottlingException", 400),
    "action": ("UnknownOperationException", 400),
    "internal": ("InternalServerError", 500),
    "validation": ("ValidationException", 400),
}


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        params = json.loads(body)
    except ValueError as exc:
        raise Fault("SerializationException", f"not JSON: {exc}") from exc
    if not isinstance(params, dict):
        raise Fault("SerializationException", "not a JSON object")
    return params


def check_members(operation: Operation, params: dict[str, Any],
                  validation: tuple[str, int]) -> None:
    """All that must be there is, and nothing that is not known or of another type."""
    known = {**operation.required, **operation.optional}
    for name, value in params.items():
        if name not in known:
            raise Fault("SerializationException", f"unknown member {name!r}")
        if type(value) is not known[name] and known[name] is not object and not (
                known[name] is float and type(value) is int):
            raise Fault("SerializationException",
                        f"{name}: {type(value).__name__} can not be converted to "
                        f"{known[name].__name__}")
    for name in operation.required:
        if name not in params:
            raise Fault(validation[0], f"Value null at '{name}' failed to satisfy constraint: "
                        "Member must not be null", validation[1])


class Json:
    """JSON both ways, the action in X-Amz-Target."""

    def __init__(self, version: str, target: str, path: str = "/", namespace: str = "",
                 **codes: tuple[str, int]) -> None:
        self.media = f"application/x-amz-json-{version}"
        self.target = target
        self.path = path
        self.namespace = namespace
        self.codes = {**JSON_CODES, **codes}

    def decode(self, request: Request) -> tuple[str, dict[str, Any]]:
        prefix, _, action = (request.header("x-amz-target") or "").rpartition(".")
        if request.method != "POST" or request.path != self.path or prefix != self.target:
            raise Fault("UnknownOperationException", f"POST to {self.path} with X-Amz-Target "
                        f"{self.target}.ACTION", 404)
        if (request.header("content-type") or "") != self.media:
            raise Fault("UnknownOperationException", f"Content-Type must be {self.media}", 415)
        return action, _json_object(request.body)

    def check(self, operation: Operation, params: dict[str, Any]) -> None:
        check_members(operation, params, self.codes["validation"])

    def result(self, action: str, value: Any, request_id: str) -> Response:
        return Response(200, json.dumps(value).encode(),
                        {"x-amzn-RequestId": request_id, "Content-Type": self.media})

    def fault(self, fault: Fault, request_id: str) -> Response:
        body = {"__type": self.namespace + fault.code, "message": fault.message, **fault.extra}
        return Response(fault.status, json.dumps(body).encode(), {
            "x-amzn-RequestId": request_id, "Content-Type": self.media,
            "x-amzn-ErrorType": f"{fault.code}:http://internal.amazon.com/coral/"})


class RestJson:
    """Paths and JSON in, JSON out: Lambda and RDS Data. A handler may answer by itself."""

    def __init__(self, route: Callable[[Request], tuple[str, dict[str, Any]]],
                 **codes: tuple[str, int]) -> None:
        forbidden = {name: (code, 403) for name, (code, _) in list(JSON_CODES.items())[:8]}
        self.codes = {**JSON_CODES, **forbidden, **codes}
        self.route = route

    def decode(self, request: Request) -> tuple[str, dict[str, Any]]:
        return self.route(request)

    def check(self, operation: Operation, params: dict[str, Any]) -> None:
        check_members(operation, params, self.codes["validation"])

    def result(self, action: str, value: Any, request_id: str) -> Response:
        if not isinstance(value, Response):
            value = Response(200, json.dumps(value).encode(), {"Content-Type": "application/json"})
        value.headers["x-amzn-RequestId"] = request_id
        return value

    def fault(self, fault: Fault, request_id: str) -> Response:
        body = {"message": fault.message, **fault.extra}
        return Response(fault.status, json.dumps(body).encode(), {
            "x-amzn-RequestId": request_id, "Content-Type": "application/json",
            "x-amzn-ErrorType": fault.code})


def json_body(request: Request, media: str = "application/json") -> dict[str, Any]:
    """The body of a request to a path of its own."""
    if (request.header("content-type") or "") != media:
        raise Fault("UnsupportedMediaTypeException", f"Content-Type must be {media}", 415)
    return _json_object(request.body)
