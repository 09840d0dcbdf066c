# SPDX-License-Identifier: MIT
"""STS: who am I, and roles; and the making of temporary credentials."""
from __future__ import annotations

import random
import re
import string
from typing import TYPE_CHECKING, Any

from .clock import iso_seconds
from .protocol import Fault, Operation, Query
from .settings import ACCOUNT
from .sigv4 import Credential, Keyring

if TYPE_CHECKING:
    from .context import Context

DIALECT = Query("2011-06-15", "https://sts.amazonaws.com/doc/2011-06-15/")
ROLE = "failoverd"
LONG_LIVED = Credential("AKIASANDBOX000000001", "sandbox/secret+key/0123456789abcdefghijk",
                        f"arn:aws:iam::{ACCOUNT}:user/failoverd", "AIDASANDBOX0000000001")
NOBODY = Credential("", "", "", "")
EXTERNAL_ID = "sandbox external id"
WEB_TOKEN = "sandbox.web.identity"
# Each role, and the external id that its trust policy asks for.
ROLES: dict[str, str | None] = {
    f"arn:aws:iam::{ACCOUNT}:role/{name}": EXTERNAL_ID if name == "failoverd-shared" else None
    for name in ("failoverd", "failoverd-exec", "failoverd-read", "failoverd-failover",
                 "failoverd-failback", "failoverd-shared", "failoverd-pod")}
# May look and may not touch.
READ_ONLY = ":assumed-role/failoverd-read/"


def _word(length: int, letters: str = string.ascii_uppercase + string.digits) -> str:
    return "".join(random.choices(letters, k=length))


def temporary(keyring: Keyring, role: str, session: str, expires: float) -> Credential:
    """New credentials of a role, known to the keyring from now on."""
    return keyring.add(Credential(
        "ASIA" + _word(16), _word(40, string.ascii_letters + string.digits + "+/"),
        f"arn:aws:sts::{ACCOUNT}:assumed-role/{role}/{session}", f"AROASANDBOX000000001:{session}",
        token="FwoGZXIvYXdz" + _word(200, string.ascii_letters + string.digits + "+/") + "==",
        expires=expires))


def get_caller_identity(ctx: "Context", params: dict[str, Any]) -> Any:
    return {"Arn": ctx.identity.arn, "UserId": ctx.identity.user_id, "Account": ACCOUNT}


def _assumed(ctx: "Context", params: dict[str, Any]) -> dict[str, Any]:
    seconds = int(params.get("DurationSeconds", "3600"))
    if not 900 <= seconds <= 43200:
        raise Fault("ValidationError", "DurationSeconds must be between 900 and 43200")
    if not re.fullmatch(r"[\w+=,.@-]{2,64}", params["RoleSessionName"]):
        raise Fault("ValidationError", "RoleSessionName does not match [\\w+=,.@-]*")
    role, session = params["RoleArn"].rpartition("/")[2], params["RoleSessionName"]
    lifetime = ctx.world.settings.role_s or seconds
    made = temporary(ctx.world.keyring, role, session, ctx.world.clock.wall() + lifetime)
    return {"AssumedRoleUser": {"AssumedRoleId": made.user_id, "Arn": made.arn},
            "Credentials": {"AccessKeyId": made.access_key, "SecretAccessKey": made.secret,
                            "SessionToken": made.token,
                            "Expiration": iso_seconds(made.expires or 0)}}


def assume_role(ctx: "Context", params: dict[str, Any]) -> Any:
    arn = params["RoleArn"]
    if arn not in ROLES or params.get("ExternalId") != ROLES[arn]:
        raise Fault("AccessDenied", f"User: {ctx.identity.arn} is not authorized to perform: "
                    f"sts:AssumeRole on resource: {arn}", 403)
    return _assumed(ctx, params)


def assume_role_with_web_identity(ctx: "Context", params: dict[str, Any]) -> Any:
    """Unsigned: the token says who asks."""
    if params["WebIdentityToken"] != WEB_TOKEN:
        raise Fault("InvalidIdentityToken", "Couldn't retrieve verification key from your identity "
                    "provider")
    if params["RoleArn"] not in ROLES:
        raise Fault("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity", 403)
    return {**_assumed(ctx, params), "SubjectFromWebIdentityToken": "system:failoverd",
            "Audience": "sts.amazonaws.com", "Provider": "sandbox.example"}


OPERATIONS = {
    "GetCallerIdentity": Operation(get_caller_identity),
    "AssumeRole": Operation(assume_role, {"RoleArn": str, "RoleSessionName": str},
                            {"DurationSeconds": str, "ExternalId": str}),
    "AssumeRoleWithWebIdentity": Operation(
        assume_role_with_web_identity,
        {"RoleArn": str, "RoleSessionName": str, "WebIdentityToken": str},
        {"DurationSeconds": str}),
}
