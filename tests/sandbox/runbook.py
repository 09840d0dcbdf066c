# SPDX-License-Identifier: MIT
"""An execution of an Automation document: its actions, one after the other, for real.

What the actions call is the sandbox's own AWS, so a document that fails over has failed over.
"""
from __future__ import annotations

import asyncio
import json
import re
import uuid
from functools import partial
from typing import TYPE_CHECKING, Any

from . import script
from .context import Ask, Unreachable, role
from .protocol import Fault

if TYPE_CHECKING:
    from .world import World

POLL_S = 1.0
HURRY_S = 30.0
REFERENCE = re.compile(r"\{\{ *([A-Za-z0-9_:.-]+) *\}\}")
DURATION = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?")


class Ended(Exception):
    """The execution is over before its last step; the text is its status."""


class Failed(Exception):
    """An action did not do what it is for."""


def select(value: Any, selector: str) -> Any:
    """$.Member[0].Member, or None."""
    for name, index in re.findall(r"\.([A-Za-z0-9_]+)|\[(\d+)\]", selector):
        if name:
            value = value.get(name) if isinstance(value, dict) else None
        else:
            value = value[int(index)] if isinstance(value, list) and int(
                index) < len(value) else None
    return value


class Execution:
    """What GetAutomationExecution tells of, and the task that does it."""

    def __init__(self, world: "World", region: str, name: str, document: dict[str, Any],
                 parameters: dict[str, list[str]]) -> None:
        self.world = world
        self.region = region
        self.name = name
        self.document = document
        self.parameters = parameters
        self.id = str(uuid.uuid4())
        self.status = "Pending"
        self.why = ""
        self.steps: list[dict[str, Any]] = []
        self.values: dict[str, Any] = {"automation:EXECUTION_ID": self.id,
                                       "global:REGION": region}
        self.signals: asyncio.Queue[str] = asyncio.Queue()
        self.began = world.clock.wall()
        self.ended: float | None = None
        self.ask: Ask = partial(world.ask, role("automation", self.id))
        self.actions = {
            "aws:executeAwsApi": self._call, "aws:waitForAwsResourceProperty": self._await,
            "aws:assertAwsResourceProperty": self._assert, "aws:sleep": self._sleep,
            "aws:branch": self._branch, "aws:pause": self._pause, "aws:approve": self._approve,
            "aws:executeScript": self._script, "aws:invokeLambdaFunction": self._invoke,
            "aws:executeAutomation": self._automation}
        self.task = asyncio.get_running_loop().create_task(self._run())

    @property
    def current(self) -> dict[str, Any] | None:
        return self.steps[-1] if self.steps and self.ended is None else None

    def _set(self, status: str) -> None:
        self.status = status
        self.world.clock.note("automation", id=self.id, document=self.name, region=self.region,
                              status=status)

    def stop(self) -> None:
        self.why = "the execution was stopped"
        self.task.cancel()

    # ---- from step to step ----

    async def _run(self) -> None:
        try:
            await self._wait(self.world.settings.pending_s)
            self._fill_parameters()
            self._set("InProgress")
            end = await self._steps()
        except asyncio.CancelledError:
            end = "Cancelled"
        except Ended as exc:
            end = str(exc)
        self.ended = self.world.clock.wall()
        self._set(end)

    def _fill_parameters(self) -> None:
        for name, spec in self.document.get("parameters", {}).items():
            given = self.parameters.get(name)
            one = spec["type"] not in ("StringList", "MapList")
            self.values[name] = spec.get("default", "") if given is None else (
                given[0] if one else given)

    async def _steps(self) -> str:
        steps = self.document["mainSteps"]
        order = [step["name"] for step in steps]
        name: str | None = order[0]
        while name is not None:
            step = steps[order.index(name)]
            chosen = await self._step(step)
            after = order.index(name) + 1
            name = chosen or step.get("nextStep") or (
                None if step.get("isEnd") or after == len(order) else order[after])
        return "Success"

    async def _step(self, step: dict[str, Any]) -> str | None:
        """The name of the step that it chose, if it chose one."""
        record = {"StepName": step["name"], "Action": step["action"], "StepStatus": "InProgress",
                  "StepExecutionId": str(uuid.uuid4()),
                  "ExecutionStartTime": self.world.clock.wall()}
        self.steps.append(record)
        for attempt in range(step.get("maxAttempts", 1), 0, -1):
            try:
                chosen = await asyncio.wait_for(
                    self._act(step), self._limit(step.get("timeoutSeconds", 3600)))
                record.update(StepStatus="Success", ExecutionEndTime=self.world.clock.wall())
                return chosen
            except (Fault, Failed, Unreachable, KeyError, TypeError) as exc:
                status, why = "Failed", f"{type(exc).__name__}: {exc}"
            except asyncio.TimeoutError:
                status, why = "TimedOut", "the step took longer than its timeoutSeconds"
            if attempt > 1:
                await self._wait(POLL_S)
        record.update(StepStatus=status, FailureMessage=why,
                      ExecutionEndTime=self.world.clock.wall())
        onward = step.get("onFailure", "Abort")
        if onward.startswith("step:"):
            return str(onward.removeprefix("step:"))
        if onward == "Abort":
            self.why = f"Step fails when it is {step['action']}. {step['name']}: {why}"
            raise Ended(status)
        return None

    def _limit(self, seconds: float) -> float:
        """Of a step. What it does takes its time here, however quick the world is."""
        return max(seconds / self.world.settings.pace, min(seconds, HURRY_S))

    async def _act(self, step: dict[str, Any]) -> str | None:
        action = self.actions.get(step["action"])
        if action is None:
            raise Failed(f"no such action: {step['action']}")
        answer = await action(self._fill(step.get("inputs", {})))
        for output in step.get("outputs", []):
            self.values[f"{step['name']}.{output['Name']}"] = select(answer, output["Selector"])
        return answer if step["action"] == "aws:branch" else None

    def _fill(self, value: Any) -> Any:
        """With what stands for {{NAME}}; where that is all of a text, of its own type."""
        if isinstance(value, dict):
            return {name: self._fill(member) for name, member in value.items()}
        if isinstance(value, list):
            return [self._fill(member) for member in value]
        if not isinstance(value, str):
            return value
        whole = REFERENCE.fullmatch(value)
        return self._value(whole[1]) if whole else REFERENCE.sub(
            lambda match: str(self._value(match[1])), value)

    def _value(self, name: str) -> Any:
        if name not in self.values:
            raise Failed(f"{{{{{name}}}}} is not known")
        return self.values[name]

    # ---- the actions ----

    async def _wait(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self.world.settings.pace)

    async def _call(self, inputs: dict[str, Any]) -> Any:
        own = ("Service", "Api", "PropertySelector", "DesiredValues")
        params = {name: value for name, value in inputs.items() if name not in own}
        return self.ask(self.region, inputs["Service"], inputs["Api"], params)

    async def _await(self, inputs: dict[str, Any]) -> Any:
        while True:
            try:
                return await self._assert(inputs)
            except Failed:
                await self._wait(POLL_S)

    async def _assert(self, inputs: dict[str, Any]) -> Any:
        answer = await self._call(inputs)
        found = select(answer, inputs["PropertySelector"])
        if str(found) not in inputs["DesiredValues"]:
            raise Failed(f"{inputs['PropertySelector']} is {found!r}, not one of "
                         f"{inputs['DesiredValues']}")
        return answer

    async def _sleep(self, inputs: dict[str, Any]) -> None:
        match = DURATION.fullmatch(inputs["Duration"])
        if match is None:
            raise Failed(f"not a duration: {inputs['Duration']}")
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        await self._wait(hours * 3600 + minutes * 60 + seconds)

    async def _branch(self, inputs: dict[str, Any]) -> Any:
        for choice in inputs["Choices"]:
            if choice["Variable"] == choice.get("StringEquals"):
                return choice["NextStep"]
        return inputs.get("Default")

    async def _signal(self, *wanted: str) -> str:
        """Waits for one of these words of a person."""
        self._set("Waiting")
        self.steps[-1]["StepStatus"] = "Waiting"
        while (word := await self.signals.get()) not in wanted:
            pass
        self.steps[-1]["StepStatus"] = "InProgress"
        self._set("InProgress")
        return word

    async def _pause(self, _: dict[str, Any]) -> None:
        await self._signal("Resume")

    async def _approve(self, _: dict[str, Any]) -> None:
        if await self._signal("Approve", "Reject") == "Reject":
            self.why = "the request was rejected"
            raise Ended("Rejected")

    async def _script(self, inputs: dict[str, Any]) -> Any:
        loop = asyncio.get_running_loop()

        async def ask(*words: Any) -> Any:
            return self.ask(*words)

        def ask_from_thread(*words: Any) -> Any:
            return asyncio.run_coroutine_threadsafe(ask(*words), loop).result()
        try:
            payload = await loop.run_in_executor(
                None, script.run, inputs["Script"], inputs["Handler"],
                inputs.get("InputPayload", {}), ask_from_thread, self.region,
                self.world.settings.pace, self.world.stopped)
        except (asyncio.CancelledError, asyncio.TimeoutError):
            raise
        except Exception as exc:  # whatever a script may raise
            raise Failed(f"the script raised {type(exc).__name__}: {exc}") from exc
        return {"Payload": payload}

    async def _invoke(self, inputs: dict[str, Any]) -> Any:
        return self.ask(self.region, "lambda", "Invoke", inputs)

    async def _automation(self, inputs: dict[str, Any]) -> Any:
        given = {name: value if isinstance(value, list) else [value]
                 for name, value in inputs.get("RuntimeParameters", {}).items()}
        child = self.ask(self.region, "ssm", "StartAutomationExecution", {
            "DocumentName": inputs["DocumentName"], "Parameters": given})["AutomationExecutionId"]
        execution = self.world.automations.executions[self.region][child]
        await execution.task
        if execution.status != "Success":
            raise Failed(f"execution {child} has ended as {execution.status}: {execution.why}")
        return {"ExecutionId": child, "Status": execution.status, "Output": execution.outputs()}

    # ---- what is told ----

    def outputs(self) -> dict[str, list[str]]:
        return {name: [text if isinstance(text, str) else json.dumps(text)]
                for name in self.document.get("outputs", [])
                if (text := self.values.get(name)) is not None}

    def view(self) -> dict[str, Any]:
        current = self.current or {}
        found: dict[str, Any] = {
            "AutomationExecutionId": self.id, "DocumentName": self.name, "DocumentVersion": "1",
            "AutomationExecutionStatus": self.status, "ExecutionStartTime": self.began,
            "ExecutionEndTime": self.ended, "Parameters": self.parameters, "Mode": "Auto",
            "Outputs": self.outputs(), "StepExecutions": self.steps,
            "StepExecutionsTruncated": False, "FailureMessage": self.why or None,
            "CurrentStepName": current.get("StepName"), "CurrentAction": current.get("Action")}
        return {name: value for name, value in found.items() if value is not None}
