# SPDX-License-Identifier: MIT
"""Instance metadata, version 2 only: a token first, then role, credentials, identity."""
from __future__ import annotations

import uuid

from .clock import Clock, iso_seconds
from .faults import Faults
from .settings import ACCOUNT, STANDBY, Settings
from .sigv4 import Credential, Keyring
from .sts import ROLE, temporary
from .wire import Ending, Request, Response, json_response

CREDENTIALS = "/latest/meta-data/iam/security-credentials/"


def _text(text: str, status: int = 200) -> Response:
    return Response(status, text.encode(), {"Content-Type": "text/plain"})


class Metadata:
    """The instance we stand on: by default in the standby Region."""

    def __init__(self, clock: Clock, settings: Settings, faults: Faults,
                 keyring: Keyring) -> None:
        self.clock = clock
        self.settings = settings
        self.faults = faults
        self.keyring = keyring
        self.region = STANDBY
        self.tokens: dict[str, float] = {}
        self.credential: Credential | None = None
        self.requests = 0

    def expire(self) -> None:
        """The next asker gets new credentials; those handed out are still good for their time."""
        self.credential = None

    def handle(self, request: Request) -> Response:
        self.requests += 1
        if self.faults.imds == "silent":
            return Response(ending=Ending.HANG)
        if self.faults.imds == "failing":
            return _text("", 500)
        if request.path == "/latest/api/token":
            return self._token(request)
        token = request.header("x-aws-ec2-metadata-token") or ""
        if self.faults.imds == "401" or self.tokens.get(token, 0) <= self.clock.now():
            return _text("", 401)
        if request.method != "GET":
            return _text("", 405)
        return self._get(request.path)

    def _token(self, request: Request) -> Response:
        ttl = request.header("x-aws-ec2-metadata-token-ttl-seconds") or ""
        if request.method != "PUT":
            return _text("", 405)
        if not ttl.isdigit() or not 1 <= int(ttl) <= 21600 or request.header("x-forwarded-for"):
            return _text("", 400)
        token = uuid.uuid4().hex + "=="
        self.tokens[token] = self.clock.now() + int(ttl)
        return Response(200, token.encode(), {
            "Content-Type": "text/plain", "X-Aws-Ec2-Metadata-Token-Ttl-Seconds": ttl})

    def _get(self, path: str) -> Response:
        if path.startswith(CREDENTIALS) and self.faults.imds == "no-role":
            return _text("", 404)
        if path == CREDENTIALS:
            return _text(ROLE)
        if path == CREDENTIALS + ROLE:
            return self._credentials()
        if path == "/latest/meta-data/placement/region":
            return _text(self.region)
        if path == "/latest/meta-data/instance-id":
            return _text("i-0123456789abcdef0")
        if path == "/latest/dynamic/instance-identity/document":
            return json_response({
                "accountId": ACCOUNT, "region": self.region, "architecture": "x86_64",
                "availabilityZone": self.region + "a", "instanceId": "i-0123456789abcdef0",
                "instanceType": "t3.micro", "version": "2017-09-30"})
        return _text("", 404)

    def _credentials(self) -> Response:
        """As AWS does, the same ones until half of their time has passed."""
        wall, lifetime = self.clock.wall(), self.settings.credentials_s
        known = self.credential
        if known is None or (known.expires or 0) - wall < lifetime / 2:
            known = temporary(self.keyring, ROLE, "i-0123456789abcdef0", wall + lifetime)
            self.credential = known
            self.clock.note("credentials", access_key=known.access_key)
        return json_response({
            "Code": "Success", "LastUpdated": iso_seconds((known.expires or 0) - lifetime),
            "Type": "AWS-HMAC", "AccessKeyId": known.access_key,
            "SecretAccessKey": known.secret, "Token": known.token,
            "Expiration": iso_seconds(known.expires or 0)})
