# SPDX-License-Identifier: MIT
"""ARC Region switch: its data plane, which answers in each Region."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .plan import ENDS, PLAN, PlanExecution
from .protocol import Fault, Json, Operation
from .settings import REGIONS

if TYPE_CHECKING:
    from .context import Context

DIALECT = Json("1.0", "ArcRegionSwitch", denied=("AccessDeniedException", 403),
               internal=("InternalServerException", 500))
_PLAN = {"planArn": str}
_EXECUTION = {"planArn": str, "executionId": str}


def _illegal(message: str) -> Fault:
    return Fault("IllegalArgumentException", message, 400)


def _check_plan(params: dict[str, Any]) -> None:
    if params["planArn"] != PLAN:
        raise Fault("ResourceNotFoundException", f"Plan {params['planArn']} not found.", 404)


def _execution(ctx: "Context", params: dict[str, Any]) -> PlanExecution:
    _check_plan(params)
    for execution in ctx.world.executions:
        if execution.id == params["executionId"]:
            return execution
    raise Fault("ResourceNotFoundException", f"Execution {params['executionId']} not found.", 404)


def start_plan_execution(ctx: "Context", params: dict[str, Any]) -> Any:
    _check_plan(params)
    to, mode = params["targetRegion"], params.get("mode", "graceful")
    if to not in REGIONS:
        raise _illegal(f"{to} is no Region of the plan")
    if params["action"] != "activate":
        raise _illegal(f"the plan has no workflow for {params['action']!r}")
    if mode not in ("graceful", "ungraceful"):
        raise _illegal(f"mode {mode!r}")
    if to != ctx.region:
        raise _illegal(f"To activate {to}, call StartPlanExecution in {to}, not in {ctx.region}.")
    if any(execution.state not in ENDS for execution in ctx.world.executions):
        raise Fault("IllegalStateException", "The plan has an execution that is in progress.")
    execution = PlanExecution(ctx.world, to, mode, params.get("comment", ""))
    ctx.world.executions.append(execution)
    return {"executionId": execution.id, "plan": PLAN, "planVersion": "1", "activateRegion": to,
            "deactivateRegion": next(region for region in REGIONS if region != to)}


def get_plan_execution(ctx: "Context", params: dict[str, Any]) -> Any:
    execution = _execution(ctx, params)
    steps = [{name: value for name, value in step.items() if name != "error"}
             for step in execution.steps]
    return {**execution.view(), "stepStates": steps}


def list_plan_executions(ctx: "Context", params: dict[str, Any]) -> Any:
    _check_plan(params)
    most, token = params.get("maxResults", 100), params.get("nextToken", "0")
    if not 1 <= most <= 100 or not token.isdecimal():
        raise _illegal("maxResults or nextToken")
    newest = [execution.view() for execution in reversed(ctx.world.executions)]
    end = int(token) + most
    answer: dict[str, Any] = {"items": newest[int(token) : end]}
    if end < len(newest):
        answer["nextToken"] = str(end)
    return answer


def approve_plan_execution_step(ctx: "Context", params: dict[str, Any]) -> Any:
    execution = _execution(ctx, params)
    if params["approval"] not in ("approve", "decline"):
        raise _illegal(f"approval {params['approval']!r}")
    waiting = [s["name"] for s in execution.steps if s["status"] == "pendingApproval"]
    if params["stepName"] not in waiting:
        raise Fault("IllegalStateException", f"Step {params['stepName']} waits for no approval.")
    if params["approval"] == "decline":
        execution.task.cancel()
    else:
        execution.words.put_nowait("approve")
    return {}


def cancel_plan_execution(ctx: "Context", params: dict[str, Any]) -> Any:
    execution = _execution(ctx, params)
    if execution.state in ENDS:
        raise Fault("IllegalStateException", f"Execution {execution.id} has ended.")
    execution.task.cancel()
    return {}


def update_plan_execution_step(ctx: "Context", params: dict[str, Any]) -> Any:
    execution = _execution(ctx, params)
    action = params["actionToTake"]
    if action not in ("skip", "switchToUngraceful"):
        raise _illegal(f"actionToTake {action!r}")
    failed = [s["name"] for s in execution.steps if s["status"] == "pausedByError"]
    if params["stepName"] not in failed:
        raise Fault("IllegalStateException", f"Step {params['stepName']} has not failed.")
    if action == "switchToUngraceful":
        execution.mode = "ungraceful"
    execution.words.put_nowait("skip" if action == "skip" else "retry")
    return {}


OPERATIONS = {
    "StartPlanExecution": Operation(
        start_plan_execution, {**_PLAN, "targetRegion": str, "action": str},
        {"mode": str, "comment": str, "latestVersion": str, "clientToken": str}, mutates=True),
    "GetPlanExecution": Operation(get_plan_execution, _EXECUTION,
                                  {"maxResults": int, "nextToken": str}),
    "ListPlanExecutions": Operation(list_plan_executions, _PLAN, {
        "maxResults": int, "nextToken": str, "state": str}),
    "ApprovePlanExecutionStep": Operation(
        approve_plan_execution_step, {**_EXECUTION, "stepName": str, "approval": str},
        {"comment": str}, mutates=True),
    "CancelPlanExecution": Operation(cancel_plan_execution, _EXECUTION, {"comment": str},
                                     mutates=True),
    "UpdatePlanExecutionStep": Operation(
        update_plan_execution_step, {**_EXECUTION, "stepName": str, "actionToTake": str},
        {"comment": str}, mutates=True),
}
