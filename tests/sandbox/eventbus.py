# SPDX-License-Identifier: MIT
"""EventBridge: the default bus of each Region. An entry that is not taken fails alone."""
from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

from .protocol import Fault, Json, Operation
from .settings import ACCOUNT

if TYPE_CHECKING:
    from .context import Context

DIALECT = Json("1.1", "AWSEvents", internal=("InternalException", 500))
MEMBERS = {"Source", "DetailType", "Detail", "EventBusName", "Resources", "Time", "TraceHeader"}
ENTRIES_MOST = 10


def _arn(region: str) -> str:
    return f"arn:aws:events:{region}:{ACCOUNT}:event-bus/default"


def _wrong(ctx: "Context", entry: dict[str, Any]) -> tuple[str, str] | None:
    """Why an entry is not taken: code and message."""
    if entry.get("EventBusName", "default") not in ("default", _arn(ctx.region)):
        return "InvalidArgument", f"Event bus {entry['EventBusName']} does not exist."
    for name in ("Source", "DetailType", "Detail"):
        if not entry.get(name):
            return "InvalidArgument", f"Parameter {name} is not valid. Reason: {name} is a " \
                "required argument."
    if entry["Source"].startswith("aws."):
        return "NotAuthorizedForSourceException", "Not authorized for the source."
    try:
        detail = json.loads(entry["Detail"])
    except ValueError:
        detail = None
    if not isinstance(detail, dict):
        return "MalformedDetail", "Detail is malformed."
    if ctx.effect == "partial":
        return "ThrottlingException", "Rate exceeded"
    return None


def _put(ctx: "Context", entry: dict[str, Any]) -> dict[str, str]:
    wrong = _wrong(ctx, entry)
    if wrong is not None:
        return {"ErrorCode": wrong[0], "ErrorMessage": wrong[1]}
    event_id = str(uuid.uuid4())
    ctx.world.heard.append({"place": "bus", "region": ctx.region, "id": event_id,
                            "source": entry["Source"], "type": entry["DetailType"],
                            "detail": json.loads(entry["Detail"])})
    return {"EventId": event_id}


def put_events(ctx: "Context", params: dict[str, Any]) -> Any:
    entries = params["Entries"]
    if not 1 <= len(entries) <= ENTRIES_MOST:
        raise Fault("ValidationException", f"{len(entries)} entries: Member must have length less "
                    f"than or equal to {ENTRIES_MOST}")
    for entry in entries:
        if not isinstance(entry, dict) or not set(entry) <= MEMBERS or not all(
                isinstance(v, str) for k, v in entry.items() if k not in ("Resources", "Time")):
            raise Fault("SerializationException", "an entry has an unknown or mistyped member")
    results = [_put(ctx, entry) for entry in entries]
    return {"FailedEntryCount": sum("ErrorCode" in r for r in results), "Entries": results}


def describe_event_bus(ctx: "Context", params: dict[str, Any]) -> Any:
    name = params.get("Name", "default")
    if name not in ("default", _arn(ctx.region)):
        raise Fault("ResourceNotFoundException", f"Event bus {name} does not exist.")
    return {"Name": "default", "Arn": _arn(ctx.region)}


OPERATIONS = {
    "PutEvents": Operation(put_events, {"Entries": list}, mutates=True),
    "DescribeEventBus": Operation(describe_event_bus, {}, {"Name": str}),
}
