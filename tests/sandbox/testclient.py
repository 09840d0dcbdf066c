# SPDX-License-Identifier: MIT
"""A small AWS client, resolver and customer for the sandbox's own tests.

It shares no code with what it tests: the signature is made here from AWS's description of it.
"""
from __future__ import annotations

import atexit
import functools
import hashlib
import hmac
import http.client
import json
import shutil
import socket
import ssl
import struct
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlencode

TARGETS = {"monitoring": ("GraniteServiceVersion20100801", "1.0"),
           "secretsmanager": ("secretsmanager", "1.1"),
           "route53-recovery-cluster": ("ToggleCustomerAPI", "1.0"),
           "ssm": ("AmazonSSM", "1.1"), "events": ("AWSEvents", "1.1"),
           "arc-region-switch": ("ArcRegionSwitch", "1.0")}
BODY_MOST = 16 << 20  # an endless body ends here, for us
VERSIONS = {"rds": "2014-10-31", "sts": "2011-06-15", "sns": "2010-03-31"}


class Answer:
    def __init__(self, status: int, headers: Any, body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """The error's name, whatever the protocol."""
        if self.body.startswith(b"<"):
            return self.text("Error/Code")
        named = self.json.get("__type") or self.headers["x-amzn-ErrorType"]
        return str(named).rpartition("#")[2]

    def text(self, path: str) -> str:
        """The text of the first element at path, any namespace."""
        root = ElementTree.fromstring(self.body)
        found = root.find("/".join("{*}" + part for part in path.split("/")))
        return "" if found is None else found.text or ""


class Pinned(http.client.HTTPSConnection):
    """HTTPS to a fixed address under another name."""

    def __init__(self, host: str, address: str, ca_file: str, timeout: float) -> None:
        context = ssl.create_default_context(cafile=ca_file)
        super().__init__(host, timeout=timeout, context=context)
        place, _, port = address.partition(":")
        self.place, self.tls, self.name = (place, int(port)), context, host

    def connect(self) -> None:
        raw = socket.create_connection(self.place, self.timeout)
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock = self.tls.wrap_socket(raw, server_hostname=self.name)


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


class Client:
    """Calls one sandbox, rightly or, where a test says so, wrongly."""

    def __init__(self, addresses: dict[str, Any], key: str, secret: str,
                 token: str | None = None) -> None:
        self.addresses, self.key, self.secret, self.token = addresses, key, secret, token
        self.kept: dict[str, Pinned] = {}

    def close(self) -> None:
        """Forgets every kept connection; the next call makes a new one."""
        for connection in self.kept.values():
            connection.close()
        self.kept.clear()

    def sign(self, method: str, host: str, path: str, headers: dict[str, str], body: bytes,
             region: str, service: str, ago: float = 0) -> dict[str, str]:
        when = datetime.now(timezone.utc) - timedelta(seconds=ago)
        date = when.strftime("%Y%m%dT%H%M%SZ")
        headers = {**headers, "Host": host, "X-Amz-Date": date}
        if self.token:
            headers["X-Amz-Security-Token"] = self.token
        lower = sorted((name.lower(), value) for name, value in headers.items())
        names = ";".join(name for name, _ in lower)
        path, _, query = path.partition("?")
        canonical = "\n".join([method, path.replace("%", "%25"), query,
                               "".join(f"{n}:{v}\n" for n, v in lower), names,
                               hashlib.sha256(body).hexdigest()])
        scope = f"{date[:8]}/{region}/{service}/aws4_request"
        text = "\n".join(["AWS4-HMAC-SHA256", date, scope,
                          hashlib.sha256(canonical.encode()).hexdigest()])
        key = ("AWS4" + self.secret).encode()
        for part in scope.split("/"):
            key = _hmac(key, part)
        headers["Authorization"] = (
            f"AWS4-HMAC-SHA256 Credential={self.key}/{scope}, SignedHeaders={names}, "
            f"Signature={_hmac(key, text).hex()}")
        return headers

    def call(self, service: str, region: str, action: str, params: Any = None,
             **wrong: Any) -> Answer:
        """wrong: sign_region, sign_service, ago, headers (signed, or added after signing)."""
        params = {} if params is None else params
        host, address, path, method = f"{service}.{region}.amazonaws.com", "", "/", "POST"
        address = self.addresses["aws"].get(region, "")
        if service == "arc-region-switch":
            host = f"{service}.{region}.api.aws"
        if service in VERSIONS:
            body = urlencode({"Action": action, "Version": VERSIONS[service], **params}).encode()
            headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
        elif service == "lambda":  # action: NAME/invocations?Qualifier=..
            path, headers = f"/2015-03-31/functions/{action}", {}
            body = params if isinstance(params, bytes) else json.dumps(params).encode()
        elif service == "rds-data":
            path, headers = "/Execute", {"Content-Type": "application/json"}
            body = json.dumps(params).encode()
        elif service == "route53":
            host, address, region = "route53.amazonaws.com", self.addresses["global"], "us-east-1"
            path, method, body, headers = action, "GET", b"", {}
        else:
            target, version = TARGETS[service]
            body = json.dumps(params).encode()
            headers = {"Content-Type": f"application/x-amz-json-{version}",
                       "X-Amz-Target": f"{target}.{action}"}
        if service == "route53-recovery-cluster":
            host, path = "aaaaaaaa." + host, "/v1"
            address = self.addresses["arc"][region]
        headers.update(wrong.get("signed", {}))
        headers = self.sign(method, host, path, headers, body, wrong.get("sign_region", region),
                            wrong.get("sign_service", service), wrong.get("ago", 0))
        headers.update(wrong.get("headers", {}))
        return self.send(method, host, address, path, headers, body, wrong.get("timeout", 2.0))

    def send(self, method: str, host: str, address: str, path: str = "/",
             headers: dict[str, str] | None = None, body: bytes = b"",
             timeout: float = 2.0) -> Answer:
        connection = self.kept.pop(host + address, None)
        if connection is None:
            connection = Pinned(host, address, self.addresses["ca_file"], timeout)
        try:
            connection.request(method, path, body or None, headers or {})
            response = connection.getresponse()
            body = response.read(BODY_MOST if response.length is None else None)
            answer = Answer(response.status, response.headers, body)
        except BaseException:
            connection.close()
            raise
        self.kept[host + address] = connection
        return answer

    def app(self, region: str, method: str = "GET", path: str = "/healthz", body: Any = None,
            timeout: float = 2.0) -> Answer:
        data = json.dumps(body).encode() if body is not None else b""
        return self.send(method, f"api.{region}.shop.example", self.addresses["app"][region],
                         path, {}, data, timeout)

    def order(self, region: str, order_id: str) -> bool:
        """Whether the customer was told that the order is taken."""
        try:
            return self.app(region, "POST", "/orders", {"id": order_id}, 0.5).status == 201
        except (OSError, http.client.HTTPException):
            return False


def resolve(addresses: dict[str, Any], name: str, kind: int = 1,
            timeout: float = 1.0) -> tuple[int, bool, list[str], int]:
    """Asks the name server: response code, authoritative, addresses, TTL of the first."""
    question = b"".join(bytes([len(p)]) + p.encode() for p in name.split(".")) + b"\0"
    packet = struct.pack(">HHHHHH", 7, 0, 1, 0, 0, 0) + question + struct.pack(">HH", kind, 1)
    host, _, port = addresses["dns"].partition(":")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(timeout)
        sock.sendto(packet, (host, int(port)))
        answer = sock.recv(1232)
    _, flags, _, count, _, _ = struct.unpack(">HHHHHH", answer[:12])
    at, found, ttl = 12 + len(question) + 4, [], 0
    for _ in range(count):
        at = answer.index(b"\0", at) + 1
        _, _, ttl, length = struct.unpack(">HHIH", answer[at : at + 10])
        found.append(socket.inet_ntoa(answer[at + 10 : at + 10 + length]))
        at += 10 + length
    return flags & 15, bool(flags & 0x0400), found, ttl


@functools.cache
def workplace() -> str:
    """A directory for the sandboxes of this process, so that certificates are made once."""
    directory = tempfile.mkdtemp(prefix="sandbox-")
    atexit.register(shutil.rmtree, directory)
    return directory


def until(holds: Any, seconds: float = 5.0) -> bool:
    """Waits for something to become true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.01)
    return bool(holds())
