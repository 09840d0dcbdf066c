# SPDX-License-Identifier: MIT
"""The failover as a document of Systems Manager; its scripts are run against an AWS of words."""
from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import types
import unittest
from typing import Any
from unittest import mock

from .exported import EVERY_KIND, export, exported
from .stage import BUILD, EAST, WEST


class Client:
    """As much of boto3's clients as the scripts use; each call is noted."""

    def __init__(self, world: "Cloud", service: str, region: str) -> None:
        self.world, self.service, self.region = world, service, region

    def __getattr__(self, name: str) -> Any:
        def call(**given: Any) -> Any:
            self.world.calls.append((self.service, self.region, name, given))
            return self.world.answer(name, self.region, given)
        return call

    def get_paginator(self, name: str) -> Any:
        call = getattr(self, name)
        return types.SimpleNamespace(paginate=lambda **given: [call(**given)])


class Cloud:
    def __init__(self, **answers: Any) -> None:
        self.calls: list[tuple[str, str, str, dict[str, Any]]] = []
        self.answers = answers

    def client(self, service: str, region_name: str, endpoint_url: str = "") -> Client:
        return Client(self, service, region_name)

    def answer(self, name: str, region: str, given: dict[str, Any]) -> Any:
        answer = self.answers.get(name, {})
        return answer(region, given) if callable(answer) else answer

    def run(self, action: Any) -> Any:
        """The script of the document, with this for AWS and without a pause."""
        module: dict[str, Any] = {}
        boto3 = types.SimpleNamespace(client=self.client)
        with mock.patch.dict(sys.modules, {"boto3": boto3}), mock.patch("time.sleep"):
            exec(action["inputs"]["Script"], module)  # pylint: disable=exec-used
            return module[action["inputs"]["Handler"]](action["inputs"]["InputPayload"], None)

    def made(self, name: str) -> list[tuple[str, dict[str, Any]]]:
        return [(region, given) for _, region, call, given in self.calls if call == name]


class Document(unittest.TestCase):
    """The failover as an Automation of Systems Manager: step by step the runbook."""

    BY_HAND = {"recheck", "approval", "wait", "command", "dns", "http", "aurora-snapshot"}
    ACTIONS = {
        "aws:pause": set(), "aws:sleep": {"Duration"}, "aws:branch": {"Choices"},
        "aws:executeAwsApi": {"Service", "Api"},
        "aws:waitForAwsResourceProperty": {"Service", "Api", "PropertySelector", "DesiredValues"},
        "aws:executeScript": {"Runtime", "Handler", "Script"},
        "aws:invokeLambdaFunction": {"FunctionName"}, "aws:executeAutomation": {"DocumentName"},
    }
    document: Any
    steps: dict[str, Any]

    @classmethod
    def setUpClass(cls) -> None:
        cls.document = exported("ssm-document", str(EVERY_KIND))
        cls.steps = {step["name"]: step for step in cls.document["mainSteps"]}
        machine = subprocess.run(
            [str(BUILD / "failoverctl"), "machine", "--json", str(EVERY_KIND / "apps.d/shop.json")],
            capture_output=True, text=True, timeout=30, check=True)
        cls.runbook = next(book for book in json.loads(machine.stdout)["runbooks"]
                           if book["name"] == "failover")

    def test_each_step_of_the_runbook_is_there_in_its_order(self):
        names = [f"s{n:02}-{step['name']}" for n, step in enumerate(self.runbook["steps"], 1)]
        first = [name for name in self.steps if name in names]
        self.assertEqual(first, names)
        at = 0
        for name in list(self.steps)[:-1]:
            if at < len(names) - 1 and name == names[at + 1]:
                at += 1
            self.assertTrue(name == names[at] or name.startswith(names[at] + "-"), name)

    def test_what_cannot_be_said_is_a_pause_with_the_manual_of_the_step(self):
        for n, step in enumerate(self.runbook["steps"], 1):
            action = self.steps[f"s{n:02}-{step['name']}"]
            self.assertEqual(action["action"] == "aws:pause", step["name"] in self.BY_HAND, action)
            self.assertGreater(len(action["description"]), 40, action["name"])
            self.assertNotRegex(action["description"], r"\{(to|from)\}")

    def test_what_may_fail_does_not_stop_the_rest(self):
        for n, step in enumerate(self.runbook["steps"], 1):
            action = self.steps[f"s{n:02}-{step['name']}"]
            if step["best_effort"]:
                self.assertEqual((action["onFailure"], action["isCritical"]), ("Continue", False))
            elif action["action"] != "aws:executeScript":
                self.assertNotIn("onFailure", action)

    def test_it_is_a_document_that_automation_takes(self):
        document = self.document
        self.assertEqual(document["schemaVersion"], "0.3")
        self.assertEqual(document["assumeRole"], "{{AutomationAssumeRole}}")
        self.assertEqual(len(self.steps), len(document["mainSteps"]))
        self.assertTrue(document["mainSteps"][-1]["isEnd"])
        for name, step in self.steps.items():
            self.assertRegex(name, r"\A[a-zA-Z0-9_-]{3,128}\Z")
            self.assertLessEqual(self.ACTIONS[step["action"]], set(step["inputs"]), name)
            if step["action"] == "aws:executeScript":
                ast.parse(step["inputs"]["Script"])
                self.assertLessEqual(step["timeoutSeconds"], 600)
        self.assertLess(len(json.dumps(document)), 64 * 1024)

    def test_it_refers_to_what_is_there(self):
        known = {"AutomationAssumeRole", "automation:EXECUTION_ID"}
        names = list(self.steps)
        for step in self.document["mainSteps"]:
            for word in re.findall(r"\{\{(.*?)\}\}", json.dumps(step)):
                self.assertIn(word, known)
            for choice in step["inputs"].get("Choices", []):
                for target in (choice["NextStep"], step["inputs"]["Default"]):
                    self.assertGreater(names.index(target), names.index(step["name"]))
            known |= {f"{step['name']}.{output['Name']}" for output in step.get("outputs", [])}

    def test_the_database_moves_before_the_secret_and_traffic_last(self):
        names = list(self.steps)
        order = [names.index(next(n for n in names if n.endswith(end))) for end in
                 ("aurora-writer-act", "aurora-writer-seen", "-secret", "-routing-controls")]
        self.assertEqual(order, sorted(order))
        act = self.steps["s04-aurora-writer-act"]["inputs"]
        self.assertEqual((act["Api"], act["AllowDataLoss"]), ("FailoverGlobalCluster", True))
        self.assertIn(f":{WEST}:", act["TargetDbClusterIdentifier"])

    def test_the_other_way_is_another_document(self):
        document = exported("ssm-document", str(EVERY_KIND), "--from", WEST, "--to", EAST)
        act = next(s for s in document["mainSteps"] if s["name"] == "s04-aurora-writer-act")
        self.assertIn(f":{EAST}:", act["inputs"]["TargetDbClusterIdentifier"])
        publish = next(s for s in document["mainSteps"] if s["name"] == "s18-publish")
        self.assertEqual(publish["action"], "aws:pause")  # the topic is in the other Region
        for words in (("--to", EAST), ("--from", "eu-west-9")):
            done = export("ssm-document", str(EVERY_KIND), *words)
            self.assertEqual(done.returncode, 2)
            self.assertIn("two Regions of shop", done.stderr)

    # ---- its scripts, run ----

    @staticmethod
    def members(writer: str, **more: Any) -> Any:
        arns = {EAST: f"arn:aws:rds:{EAST}:111122223333:cluster:shop-1",
                WEST: f"arn:aws:rds:{WEST}:111122223333:cluster:shop-2"}
        return {"GlobalClusters": [{"Status": "available", "GlobalClusterMembers": [
            {"DBClusterArn": arn, "IsWriter": region == writer}
            for region, arn in arns.items()], **more}]}

    def test_a_writer_that_has_moved_is_left_alone(self):
        look = self.steps["s04-aurora-writer"]
        branch = self.steps["s04-aurora-writer-needed"]["inputs"]
        for writer, moved in ((EAST, False), (WEST, True)):
            seen = Cloud(describe_global_clusters=self.members(writer)).run(look)["writer"]
            self.assertEqual(seen == branch["Choices"][0]["StringEquals"], moved)

    def test_a_move_is_over_when_nothing_is_under_way(self):
        answers = iter([self.members(EAST), self.members(WEST, FailoverState={"Status": "x"}),
                        self.members(WEST, Status="failing-over"), self.members(WEST)])
        cloud = Cloud(describe_global_clusters=lambda *_: next(answers))
        self.assertIn(f":{WEST}:", cloud.run(self.steps["s04-aurora-writer-seen"])["writer"])
        self.assertEqual(len(cloud.calls), 4)

    def test_a_move_that_does_not_end_fails(self):
        cloud = Cloud(describe_global_clusters=self.members(EAST))
        with mock.patch("time.monotonic", side_effect=[0, 1000]):
            with self.assertRaisesRegex(Exception, "the writer is still"):
                cloud.run(self.steps["s04-aurora-writer-seen"])

    def test_of_the_secret_only_the_endpoint_changes_and_nothing_of_it_is_an_output(self):
        action = self.steps["s07-secret"]
        for host, written in (("old.example", True), ("new.example", False)):
            secret = {"user": "p\u00e4ss", "host": host, "port": 3306}
            cloud = Cloud(describe_db_clusters={"DBClusters": [{"Endpoint": "new.example"}]},
                          get_secret_value={"SecretString": json.dumps(secret)})
            self.assertEqual(cloud.run(action), {"written": written})
            puts = cloud.made("put_secret_value")
            self.assertEqual(len(puts), int(written))
            for region, given in puts:
                self.assertEqual(region, WEST)
                self.assertEqual(json.loads(given["SecretString"]),
                                 {**secret, "host": "new.example"})

    def test_a_secret_without_the_member_is_not_written(self):
        cloud = Cloud(describe_db_clusters={"DBClusters": [{"Endpoint": "new.example"}]},
                      get_secret_value={"SecretString": "{}"})
        with self.assertRaisesRegex(Exception, "no member host"):
            cloud.run(self.steps["s07-secret"])
        self.assertEqual(cloud.made("put_secret_value"), [])

    def test_controls_are_turned_at_any_endpoint_that_answers(self):
        action = self.steps["s12-routing-controls"]
        entries = action["inputs"]["InputPayload"]["entries"]

        def update(region: str, given: Any) -> Any:
            if region != "eu-west-1":
                raise OSError("no answer")
        cloud = Cloud(update_routing_control_states=update,
                      list_routing_controls={"RoutingControls": entries})
        self.assertEqual(cloud.run(action), {"endpoint": "eu-west-1"})
        sent = cloud.made("update_routing_control_states")[-1][1]
        self.assertEqual(sent, {"UpdateRoutingControlStateEntries": entries})
        self.assertEqual(sorted(e["RoutingControlState"] for e in entries), ["Off", "On"])

    def test_controls_that_no_endpoint_turns_fail(self):
        cloud = Cloud(list_routing_controls={"RoutingControls": []})
        with self.assertRaisesRegex(Exception, "does not show the states"):
            cloud.run(self.steps["s12-routing-controls"])
        self.assertEqual(len(cloud.made("update_routing_control_states")), 3)
