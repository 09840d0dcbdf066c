# SPDX-License-Identifier: MIT
"""The credentials endpoint of a container, as ECS and EKS Pod Identity have it."""
from __future__ import annotations

from .clock import Clock, iso_seconds
from .faults import Faults
from .settings import ACCOUNT, Settings
from .sigv4 import Keyring
from .sts import temporary
from .wire import Ending, Request, Response, json_response

PATH = "/v1/credentials"
ROLE = "failoverd-task"


class Container:
    """Whoever shows the token gets new credentials each time."""

    def __init__(self, clock: Clock, settings: Settings, faults: Faults,
                 keyring: Keyring) -> None:
        self.clock = clock
        self.settings = settings
        self.faults = faults
        self.keyring = keyring
        self.token = "sandbox-container-token"

    def handle(self, request: Request) -> Response:
        if self.faults.container == "silent":
            return Response(ending=Ending.HANG)
        if self.faults.container == "failing":
            return json_response({"code": "InternalError", "message": "try again"}, 500)
        if request.method != "GET" or request.path != PATH:
            return json_response({"code": "NotFound", "message": "no such credentials"}, 404)
        if request.header("authorization") != self.token:
            return json_response({"code": "AccessDenied", "message": "the token is not right"}, 403)
        made = temporary(self.keyring, ROLE, "task", self.clock.wall()
                         + self.settings.credentials_s)
        return json_response({
            "RoleArn": f"arn:aws:iam::{ACCOUNT}:role/{ROLE}", "AccessKeyId": made.access_key,
            "SecretAccessKey": made.secret, "Token": made.token,
            "Expiration": iso_seconds(made.expires or 0)})
