# SPDX-License-Identifier: MIT
"""Systems Manager: Automation documents, and executions that a client token makes one of."""
from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .protocol import Fault, Json, Operation
from .runbook import Execution
from .settings import ACCOUNT, REGIONS

if TYPE_CHECKING:
    from .context import Context
    from .world import World

DIALECT = Json("1.1", "AmazonSSM")
SHIPPED = Path(__file__).resolve().parent / "documents"
VERSIONS = ("1", "$DEFAULT", "$LATEST")
SIGNALS = ("Resume", "Approve", "Reject", "StopStep")
_UUID = re.compile(r"[a-fA-F0-9]{8}-(?:[a-fA-F0-9]{4}-){3}[a-fA-F0-9]{12}")
_NAME = re.compile(r"[A-Za-z0-9_-]{3,128}")
_ARN = re.compile(r"arn:aws:ssm:([a-z0-9-]+):(\d{12}):(?:document|automation-definition)/(.+)")


class Automations:
    """The documents and executions of each Region. A document is a file of whoever runs us."""

    def __init__(self, world: "World") -> None:
        self.world = world
        shipped = {path.stem: json.loads(path.read_text()) for path in SHIPPED.glob("*.json")}
        self.documents: dict[str, dict[str, Any]] = {r: dict(shipped) for r in REGIONS}
        self.directory: Path | None = None  # where more documents lie, or will
        self.executions: dict[str, dict[str, Execution]] = {region: {} for region in REGIONS}
        self.tokens: dict[str, dict[str, str]] = {region: {} for region in REGIONS}

    def add(self, name: str, document: dict[str, Any]) -> None:
        for documents in self.documents.values():
            documents[name] = document

    def find(self, region: str, name: str) -> dict[str, Any] | None:
        """The document, if need be from its file."""
        path = self.directory / f"{name}.json" if self.directory and _NAME.fullmatch(name) else None
        if name not in self.documents[region] and path and path.is_file():
            self.add(name, json.loads(path.read_text()))
        return self.documents[region].get(name)

    def running(self, region: str) -> int:
        return sum(e.ended is None for e in self.executions[region].values())

    def signal(self, execution_id: str, signal: str) -> None:
        """A person says a word to an execution, wherever it is."""
        for executions in self.executions.values():
            if execution_id in executions:
                if signal == "Stop":
                    executions[execution_id].stop()
                else:
                    executions[execution_id].signals.put_nowait(signal)
                return
        raise ValueError(f"no execution {execution_id!r}")

    def view(self) -> list[dict[str, Any]]:
        return [{"region": region, **execution.view()}
                for region, executions in self.executions.items()
                for execution in executions.values()]


def _document(ctx: "Context", params: dict[str, Any], what: str) -> tuple[str, dict[str, Any]]:
    """what: the key of the name; a document of another Region is none of this one."""
    name = params[what]
    match = _ARN.fullmatch(name)
    if match and (match[1], match[2]) == (ctx.region, ACCOUNT):
        name = match[3]
    document = ctx.world.automations.find(ctx.region, name)
    if document is None and what == "Name":
        raise Fault("InvalidDocument", f"Document with name {name} does not exist.")
    if document is None:
        raise Fault("AutomationDefinitionNotFoundException",
                    f"No automation document found for {name}.")
    if params.get("DocumentVersion", "1") not in VERSIONS:
        code = ("InvalidDocumentVersion" if what == "Name"
                else "AutomationDefinitionVersionNotFoundException")
        raise Fault(code, f"No version {params['DocumentVersion']} of {name}.")
    return name, document


def _check_parameters(document: dict[str, Any], given: dict[str, Any]) -> None:
    known = document.get("parameters", {})
    wrong = [name for name in given if name not in known]
    wrong += [name for name, spec in known.items() if name not in given and "default" not in spec]
    wrong += [name for name, values in given.items() if not isinstance(values, list) or not all(
        isinstance(value, str) for value in values)]
    wrong += [name for name, spec in known.items() if name in given and "allowedValues" in spec
              and not set(given[name]) <= set(spec["allowedValues"])]
    if wrong:
        raise Fault("InvalidAutomationExecutionParametersException",
                    f"Parameters that are missing, unknown or wrong: {', '.join(sorted(wrong))}")


def start_automation_execution(ctx: "Context", params: dict[str, Any]) -> Any:
    automations, region = ctx.world.automations, ctx.region
    name, document = _document(ctx, params, "DocumentName")
    given, token = params.get("Parameters", {}), params.get("ClientToken")
    if token is not None and not _UUID.fullmatch(token):
        raise Fault("ValidationException", f"Value '{token}' at 'clientToken' failed to satisfy "
                    "constraint: Member must satisfy regular expression pattern")
    if params.get("Mode", "Auto") not in ("Auto", "Interactive"):
        raise Fault("ValidationException", f"Value '{params['Mode']}' at 'mode' failed to satisfy "
                    "constraint: Member must satisfy enum value set: [Auto, Interactive]")
    known = automations.executions[region].get(automations.tokens[region].get(token or "", ""))
    if known is not None:
        if (known.name, known.parameters) != (name, given):
            raise Fault("IdempotentParameterMismatch", "The client token was used with other "
                        "parameters.")
        return {"AutomationExecutionId": known.id}
    _check_parameters(document, given)
    if automations.running(region) >= ctx.world.settings.automations_most:
        raise Fault("AutomationExecutionLimitExceededException", "The number of simultaneously "
                    "running Automations exceeded the allowable limit.", 429)
    execution = Execution(ctx.world, region, name, document, given)
    automations.executions[region][execution.id] = execution
    if token is not None:
        automations.tokens[region][token] = execution.id
    return {"AutomationExecutionId": execution.id}


def _execution(ctx: "Context", params: dict[str, Any]) -> Execution:
    execution_id = params["AutomationExecutionId"]
    found = ctx.world.automations.executions[ctx.region].get(execution_id)
    if found is None:
        raise Fault("AutomationExecutionNotFoundException",
                    f"There is no automation execution {execution_id}.")
    return found


def get_automation_execution(ctx: "Context", params: dict[str, Any]) -> Any:
    return {"AutomationExecution": _execution(ctx, params).view()}


def send_automation_signal(ctx: "Context", params: dict[str, Any]) -> Any:
    if params["SignalType"] not in SIGNALS:
        raise Fault("InvalidAutomationSignalException", f"no signal {params['SignalType']}")
    _execution(ctx, params).signals.put_nowait(params["SignalType"])
    return {}


def stop_automation_execution(ctx: "Context", params: dict[str, Any]) -> Any:
    execution = _execution(ctx, params)
    if execution.ended is not None:
        raise Fault("InvalidAutomationStatusUpdateException", f"{execution.id} has ended.")
    execution.stop()
    return {}


def describe_document(ctx: "Context", params: dict[str, Any]) -> Any:
    name, document = _document(ctx, params, "Name")
    return {"Document": {"Name": name, "DocumentType": "Automation", "Status": "Active",
                         "DocumentVersion": "1", "SchemaVersion": document["schemaVersion"],
                         "Owner": ACCOUNT}}


_ID = {"AutomationExecutionId": str}
OPERATIONS = {
    "StartAutomationExecution": Operation(start_automation_execution, {"DocumentName": str}, {
        "DocumentVersion": str, "Parameters": dict, "ClientToken": str, "Mode": str},
        mutates=True),
    "GetAutomationExecution": Operation(get_automation_execution, _ID),
    "SendAutomationSignal": Operation(send_automation_signal, {**_ID, "SignalType": str},
                                      mutates=True),
    "StopAutomationExecution": Operation(stop_automation_execution, _ID, {"Type": str},
                                         mutates=True),
    "DescribeDocument": Operation(describe_document, {"Name": str}, {"DocumentVersion": str}),
}
