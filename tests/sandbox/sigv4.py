# SPDX-License-Identifier: MIT
"""Signature Version 4 as the receiving side sees it: what was signed, by whom, and is it right."""
from __future__ import annotations

import hashlib
import hmac
import re
from calendar import timegm
from dataclasses import dataclass
from functools import lru_cache
from time import strptime
from urllib.parse import quote, unquote

from .wire import Request

SKEW_MOST = 300
_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 +Credential=([^, ]+), *SignedHeaders=([^, ]+), *Signature=([0-9a-f]{64})")


@dataclass(frozen=True)
class Credential:
    access_key: str
    secret: str
    arn: str
    user_id: str
    token: str | None = None  # temporary ones have a token and an end
    expires: float | None = None  # wall time


class Refused(Exception):
    """The signature is not accepted. kind is our own word; each protocol has its code for it."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class Keyring:
    """The credentials that AWS knows."""

    def __init__(self) -> None:
        self.known: dict[str, Credential] = {}

    def add(self, credential: Credential) -> Credential:
        self.known[credential.access_key] = credential
        return credential


@lru_cache(maxsize=64)
def signing_key(secret: str, date: str, region: str, service: str) -> bytes:
    key = b"AWS4" + secret.encode()
    for part in (date, region, service, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key


def canonical_query(query: str) -> str:
    pairs = []
    for part in query.split("&") if query else []:
        name, _, value = part.partition("=")
        pairs.append((quote(unquote(name), safe="-_.~"), quote(unquote(value), safe="-_.~")))
    return "&".join(f"{name}={value}" for name, value in sorted(pairs))


def canonical_request(request: Request, signed: list[str]) -> str:
    """The request as its sender must have written it down before signing."""
    headers = []
    for name in signed:
        values = [v for n, v in request.headers if n.lower() == name]
        if not values:
            raise Refused("mismatch", f"the signed header {name!r} was not sent")
        headers.append(name + ":" + ",".join(" ".join(v.split()) for v in values) + "\n")
    path = quote(request.path or "/", safe="/-_.~")  # a second time, as all services but S3 want
    return "\n".join([request.method, path, canonical_query(request.query), "".join(headers),
                      ";".join(signed), hashlib.sha256(request.body).hexdigest()])


def _parts(request: Request) -> tuple[list[str], list[str], str]:
    """The credential's five parts, the signed headers, the signature."""
    header = request.header("authorization")
    if header is None:
        raise Refused("missing", "Request is missing Authentication Token")
    match = _AUTHORIZATION.fullmatch(header)
    if match is None:
        raise Refused("incomplete", "Authorization header does not have all it needs: "
                      "AWS4-HMAC-SHA256 Credential, SignedHeaders and Signature")
    scope = match[1].split("/")
    if len(scope) != 5 or scope[4] != "aws4_request":
        raise Refused("incomplete", f"Credential must be KEY/DATE/REGION/SERVICE/aws4_request, "
                      f"not {match[1]!r}")
    return scope, match[2].split(";"), match[3]


def _check_scope(scope: list[str], region: str, service: str, date: str) -> None:
    if scope[2] != region:
        raise Refused("scope", f"Credential should be scoped to a valid region, not '{scope[2]}'.")
    if scope[3] != service:
        raise Refused("scope", f"Credential should be scoped to correct service: '{service}'.")
    if scope[1] != date[:8]:
        raise Refused("scope", f"Date in Credential scope does not match the request's: "
                      f"{scope[1]} vs. {date[:8]}")


def _check_signed(request: Request, signed: list[str]) -> None:
    if signed != sorted(set(signed)) or any(name != name.lower() for name in signed):
        raise Refused("incomplete", "SignedHeaders must be sorted, lower-case and distinct")
    must = {"host"} | {n.lower() for n, _ in request.headers if n.lower().startswith("x-amz")}
    for name in sorted(must - set(signed)):
        raise Refused("mismatch", f"There were headers present which were not signed: {name}")


def _check_date(date: str, now: float) -> None:
    if not re.fullmatch(r"\d{8}T\d{6}Z", date):
        raise Refused("incomplete", "X-Amz-Date must be YYYYMMDDTHHMMSSZ")
    off = timegm(strptime(date, "%Y%m%dT%H%M%SZ")) - now
    if off < -SKEW_MOST:
        raise Refused("skew", f"Signature expired: {date} is {-off:.0f} s behind the server")
    if off > SKEW_MOST:
        raise Refused("skew", f"Signature not yet current: {date} is {off:.0f} s ahead")


def _check_key(request: Request, keyring: Keyring, access_key: str, now: float) -> Credential:
    known = keyring.known.get(access_key)
    token = request.header("x-amz-security-token")
    if known is None or token != known.token:
        raise Refused("unknown", "The security token included in the request is invalid.")
    if known.expires is not None and now >= known.expires:
        raise Refused("expired", "The security token included in the request is expired")
    return known


def verify(request: Request, region: str, service: str, keyring: Keyring,
           now: float) -> Credential:
    """Whose request this is; Refused when that cannot be established."""
    scope, signed, signature = _parts(request)
    date = request.header("x-amz-date") or ""
    _check_date(date, now)
    known = _check_key(request, keyring, scope[0], now)
    _check_scope(scope, region, service, date)
    _check_signed(request, signed)
    sent = request.header("x-amz-content-sha256")
    if sent is not None and sent != hashlib.sha256(request.body).hexdigest():
        raise Refused("mismatch", "The provided x-amz-content-sha256 is not that of the body.")
    canonical = canonical_request(request, signed)
    to_sign = "\n".join(["AWS4-HMAC-SHA256", date, "/".join(scope[1:]),
                         hashlib.sha256(canonical.encode()).hexdigest()])
    key = signing_key(known.secret, scope[1], scope[2], scope[3])
    if not hmac.compare_digest(hmac.new(key, to_sign.encode(), "sha256").hexdigest(), signature):
        raise Refused("mismatch", "The request signature we calculated does not match the "
                      f"signature you provided. The canonical request was: {canonical!r}")
    return known
