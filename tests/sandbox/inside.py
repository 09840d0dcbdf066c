# SPDX-License-Identifier: MIT
"""AWS as it is asked from inside of AWS: by documents, by their scripts, by plans.

The same operations, checks, faults and records as by HTTPS; only the connection is missing.
"""
from __future__ import annotations

import json
import time
import uuid
from typing import TYPE_CHECKING, Any

from .aws import perform
from .calls import Call, done
from .context import Unreachable
from .protocol import Fault, Query
from .services import find
from .sigv4 import Credential
from .wire import Response

if TYPE_CHECKING:
    from .world import World

def plain(value: Any) -> Any:
    """An answer as a program has it: lists of XML's named members are lists, and no None."""
    if isinstance(value, dict):
        return {name: plain(member) for name, member in value.items() if member is not None}
    if isinstance(value, list):
        return [plain(v[1] if isinstance(v, tuple) else v) for v in value]
    return value


def _check_reachable(world: "World", region: str, service: str) -> None:
    whole = world.faults.regions.get(region)
    arc = service == "route53-recovery-cluster" and world.faults.arc.get(region) == "down"
    if arc or (whole and whole.of("aws") not in ("none", "slow")):
        raise Unreachable(f"could not connect to {service} in {region}")


def _given(service: Any, action: str, params: dict[str, Any]) -> dict[str, Any]:
    """The parameters as they come over the wire; a program's library adds some."""
    if isinstance(service.dialect, Query):
        return {name: str(value).lower() if isinstance(value, bool) else str(value)
                for name, value in params.items()}
    if action == "PutSecretValue":
        return {"ClientRequestToken": str(uuid.uuid4()), **params}
    if action == "Invoke" and isinstance(params.get("Payload"), str):
        params = {**params, "Payload": json.loads(params["Payload"])}
    if action == "Invoke":
        return {"InvocationType": "RequestResponse", **params}
    return params


def _function_answer(response: Response) -> dict[str, Any]:
    """Of a function of Lambda; that it failed is a failure here."""
    if "X-Amz-Function-Error" in response.headers:
        raise Fault("Lambda.FunctionError", response.body.decode(), response.status)
    return {"StatusCode": response.status, "Payload": response.body.decode()}


def ask(world: "World", identity: Credential, region: str, service: str, action: str,
        params: dict[str, Any]) -> Any:
    """Fault or Unreachable, or the answer. An action may be written as boto3 does."""
    found = find(service, region)
    if found is None:
        raise Unreachable(f"there is no {service} in {region}")
    names = {name.lower(): name for name in found.operations}
    action = names.get(action.replace("_", "").lower(), action)
    now = time.monotonic_ns()
    call = Call(now, now, time.time(), "", region, service, action, arn=identity.arn,
                request_id=str(uuid.uuid4()), status=200)
    world.calls.add(call)
    try:
        _check_reachable(world, region, service)
        fault, value = perform(world, found, call, _given(found, action, params), identity)
        if fault and fault.effect in ("lost-request", "lost-answer", "hang"):
            raise Unreachable(f"{service} in {region} does not answer")
        return _function_answer(value) if isinstance(value, Response) else plain(value)
    except (Fault, ValueError) as exc:
        wrong = exc if isinstance(exc, Fault) else Fault("ValidationError", str(exc))
        call.code, call.status = wrong.code, wrong.status
        raise wrong from None
    except Unreachable:
        call.code, call.status = "unreachable", 0
        raise
    finally:
        done(call)
