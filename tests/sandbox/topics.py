# SPDX-License-Identifier: MIT
"""SNS: a topic in each Region, and all that was published."""
from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any

from .protocol import Fault, Operation, Query
from .settings import ACCOUNT, REGIONS

if TYPE_CHECKING:
    from .context import Context

TOPICS = {region: f"arn:aws:sns:{region}:{ACCOUNT}:failovers" for region in REGIONS}
DIALECT = Query("2010-03-31", "http://sns.amazonaws.com/doc/2010-03-31/",
                denied=("AuthorizationError", 403), internal=("InternalError", 500))
MESSAGE_MOST = 256 * 1024


def _topic(ctx: "Context", arn: str) -> None:
    match = re.fullmatch(r"arn:aws:sns:([a-z0-9-]+):(\d{12}):[A-Za-z0-9_-]{1,256}", arn)
    if match is None or match[1] != ctx.region:
        raise Fault("InvalidParameter", "Invalid parameter: TopicArn")
    if match[2] != ACCOUNT:
        raise Fault("AuthorizationError", f"User: {ctx.identity.arn} is not authorized to "
                    f"perform: SNS:Publish on resource: {arn}", 403)
    if arn != TOPICS[ctx.region]:
        raise Fault("NotFound", "Topic does not exist", 404)


def _attributes(params: dict[str, Any]) -> dict[str, str]:
    """Name -> text of those that a message has."""
    found = {}
    for key, name in params.items():
        match = re.fullmatch(r"MessageAttributes\.entry\.(\d+)\.Name", key)
        if match is None:
            continue
        value = f"MessageAttributes.entry.{match[1]}.Value"
        if params.get(f"{value}.DataType") != "String" or not params.get(f"{value}.StringValue"):
            raise Fault("ParameterValueInvalid", f"The message attribute '{name}' must contain "
                        "non-empty message attribute type and value.")
        found[name] = params[f"{value}.StringValue"]
    return found


def publish(ctx: "Context", params: dict[str, Any]) -> Any:
    subject, message = params.get("Subject"), params["Message"]
    _topic(ctx, params["TopicArn"])
    if subject is not None and not re.fullmatch(r"[\x20-\x7e]{1,100}", subject):
        raise Fault("InvalidParameter", "Invalid parameter: Subject")
    if len(message.encode()) > MESSAGE_MOST:
        raise Fault("InvalidParameter", "Invalid parameter: Message too long")
    attributes = _attributes(params)
    message_id = str(uuid.uuid4())
    ctx.world.heard.append({"place": "topic", "region": ctx.region, "id": message_id,
                            "subject": subject, "text": message, "attributes": attributes})
    return {"MessageId": message_id}


def get_topic_attributes(ctx: "Context", params: dict[str, Any]) -> Any:
    _topic(ctx, params["TopicArn"])
    attributes = {"TopicArn": params["TopicArn"], "Owner": ACCOUNT, "SubscriptionsConfirmed": 1}
    return {"Attributes": [("entry", {"key": k, "value": v}) for k, v in attributes.items()]}


OPERATIONS = {
    "Publish": Operation(publish, {"TopicArn": str, "Message": str}, {
        "Subject": str, "MessageAttributes.entry.N.Name": str,
        "MessageAttributes.entry.N.Value.DataType": str,
        "MessageAttributes.entry.N.Value.StringValue": str}, mutates=True),
    "GetTopicAttributes": Operation(get_topic_attributes, {"TopicArn": str}),
}
