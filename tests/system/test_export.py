# SPDX-License-Identifier: MIT
"""What a configuration asks of AWS, in AWS's own forms: held against what was really asked."""
from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tempfile
import types
import unittest
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Iterator
from unittest import mock

from sandbox.settings import ACCOUNT

from .stage import BUILD, EAST, WEST, SharedCase, Stage

EVERY_KIND = Path(__file__).resolve().parents[1] / "data" / "every-kind"
PURPOSES = ("read", "failover", "failback")
ROLES = {name: f"arn:aws:iam::{ACCOUNT}:role/failoverd-{name}" for name in PURPOSES}

# As IAM calls a service, where that is not the name under which calls to it are signed.
SERVICES = {"monitoring": "cloudwatch"}
# No policy is needed for it, and none can forbid it.
FREE = {"sts:GetCallerIdentity"}
# What is found by something else than its name.
NAMELESS = {"DescribeDBInstances": "db", "DescribeDBClusterParameters": "cluster-pg",
            "DescribeBlueGreenDeployments": "deployment"}
# What a failover and the failback after it do not come to.
RARE = {
    ("failover", "rds:CopyDBClusterSnapshot"): "a switchover to where a failover once lost writes",
    ("failover", "rds:SwitchoverGlobalCluster"): "an operator's switchover of sound Regions",
    ("failover", "secretsmanager:UpdateSecretVersionStage"): "a version of ours is taken back",
    ("failback", "secretsmanager:UpdateSecretVersionStage"): "a version of ours is taken back",
    ("failover", "secretsmanager:UpdateSecretVersionStage"): "a written version that is wrong",
    ("failback", "secretsmanager:UpdateSecretVersionStage"): "a written version that is wrong",
}


def export(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([str(BUILD / "failoverctl"), "export", *words], capture_output=True,
                          text=True, timeout=30, check=False)


def exported(*words: str) -> Any:
    done = export(*words)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return json.loads(done.stdout)


def listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def action_of(call: dict[str, Any]) -> str:
    return f"{SERVICES.get(call['service'], call['service'])}:{call['action']}"


def resources_of(call: dict[str, Any]) -> list[str]:
    """What the call is done on; nothing where its action knows no resources."""
    given = call["params"]
    cluster = f"arn:aws:rds:{call['region']}:{ACCOUNT}:cluster:"
    found = []
    if "GlobalClusterIdentifier" in given:
        found.append(f"arn:aws:rds::{ACCOUNT}:global-cluster:{given['GlobalClusterIdentifier']}")
    if "TargetDbClusterIdentifier" in given:
        found.append(given["TargetDbClusterIdentifier"])
    if "DBClusterIdentifier" in given:
        found.append(cluster + given["DBClusterIdentifier"])
    if call["action"] == "GetHostedZone":
        found.append(f"arn:aws:route53:::hostedzone/{given['Id']}")
    for action, kind in NAMELESS.items():
        if call["action"] == action:
            found.append(f"arn:aws:rds:{call['region']}:{ACCOUNT}:{kind}:any")
    if call["action"] == "DescribePendingMaintenanceActions":
        found += [value for name, value in given.items() if ".Values." in name]
    found += [f"arn:aws:rds:{call['region']}:{ACCOUNT}:cluster-snapshot:{name}"
              for key, name in given.items() if key.endswith("DBClusterSnapshotIdentifier")]
    if "SecretId" in given:
        found.append(f"arn:aws:secretsmanager:{call['region']}:{ACCOUNT}:secret:"
                     f"{given['SecretId']}-AbCdEf")
    for entry in given.get("UpdateRoutingControlStateEntries", []):
        found.append(entry["RoutingControlArn"])
    return found


def holds(condition: dict[str, Any], context: dict[str, str]) -> bool:
    for operator, keys in condition.items():
        for key, values in keys.items():
            if operator == "BoolIfExists":
                good = key not in context or context[key] in listed(values)
            elif operator == "StringEquals":
                good = context.get(key) in listed(values)
            else:
                raise AssertionError(operator)
            if not good:
                return False
    return True


def allows(policy: Any, action: str, resource: str, context: dict[str, str]) -> bool:
    return any(statement["Effect"] == "Allow" and action in listed(statement["Action"])
               and any(fnmatchcase(resource, pattern) for pattern in listed(statement["Resource"]))
               and holds(statement.get("Condition", {}), context)
               for statement in policy["Statement"])


def actions(policy: Any) -> set[str]:
    return {action for statement in policy["Statement"] for action in listed(statement["Action"])}


class Policies(SharedCase):
    """A failover and the way back, and the doctor before each; each purpose with its role."""

    takes_s = 30
    policies: dict[str, Any]
    calls: list[Any]

    @classmethod
    def prepare(cls, stage: Stage) -> None:
        configuration = stage.configure(daemon={"aws": {"roles": ROLES, "publish_metrics": WEST}},
                                        probes={"named": {"secret": {}, "every": "500ms"}},
                                        guards={"failback": "approve"})
        cls.policies = {purpose: exported("iam", str(configuration), "--purpose", purpose)
                        for purpose in (*PURPOSES, "self")}
        cls.whole = exported("iam", str(configuration))
        stage.start_settled()
        stage.ctl("doctor")
        stage.break_region(EAST)
        stage.until_told("run-done")
        stage.until_state("away")
        stage.heal_region(EAST)
        stage.until("home could be served again", lambda: stage.guards_in_the_way("failback")
                    <= {"G09"})
        stage.ctl("doctor")
        stage.move("failback", EAST)
        stage.until_told("run-done", 2)
        stage.until_state("home")
        cls.calls = [call for call in stage.box.get("/calls")
                     if call["action"] and action_of(call) not in FREE]

    @staticmethod
    def purpose_of(call: dict[str, Any]) -> str:
        role = re.search(r":assumed-role/failoverd-(\w+)/", call["arn"])
        return role[1] if role else "self"

    def test_nothing_is_missing(self):
        self.assertGreater(len(self.calls), 50)
        for call in self.calls:
            policy = self.policies[self.purpose_of(call)]
            resources = resources_of(call)
            if call["action"].startswith("AssumeRole"):
                resources = [call["params"]["RoleArn"]]
            for resource in resources or ["*"]:
                context = {"aws:RequestedRegion": call["region"]}
                if "Namespace" in call["params"]:
                    context["cloudwatch:namespace"] = call["params"]["Namespace"]
                self.assertTrue(allows(policy, action_of(call), resource, context),
                                (self.purpose_of(call), action_of(call), resource, call["region"]))

    def test_nothing_is_spare(self):
        asked = {(self.purpose_of(call), action_of(call)) for call in self.calls}
        allowed = {(purpose, action) for purpose, policy in self.policies.items()
                   for action in actions(policy)}
        self.assertEqual(allowed - asked, set(RARE))

    def test_what_one_may_the_other_may_not(self):
        self.assertEqual({action for action in actions(self.policies["read"])
                          if not re.search(r":(Get|Describe|List)", action)},
                         {"cloudwatch:PutMetricData"})
        self.assertNotIn("rds:FailoverGlobalCluster", actions(self.policies["failback"]))
        self.assertEqual(actions(self.policies["self"]), {"sts:AssumeRole"})

    def test_one_identity_for_all_may_what_all_may(self):
        self.assertEqual(actions(self.whole),
                         set().union(*(actions(self.policies[p]) for p in PURPOSES)))

    def test_a_policy_fits_into_a_role_and_its_statements_have_names_of_their_own(self):
        for name, policy in (*self.policies.items(), ("all", self.whole)):
            sids = [statement["Sid"] for statement in policy["Statement"]]
            self.assertEqual(len(sids), len(set(sids)), name)
            self.assertTrue(all(re.fullmatch(r"[A-Za-z0-9]+", sid) for sid in sids), sids)
            self.assertLess(len(json.dumps(policy, separators=(",", ":"))), 6144, name)

    def test_only_our_controls_are_turned_and_no_rule_is_overridden(self):
        for purpose in ("failover", "failback"):
            for call in self.calls:
                if call["action"] != "UpdateRoutingControlStates":
                    continue
                context = {"aws:RequestedRegion": call["region"]}
                ours = resources_of(call)[0]
                for arn, extra, good in ((ours, {}, True), (ours + "x", {}, False), (ours, {
                        "route53-recovery-cluster:AllowSafetyRulesOverrides": "true"}, False)):
                    self.assertEqual(allows(self.policies[purpose], action_of(call), arn,
                                            context | extra), good, (purpose, arn, extra))


class Words(unittest.TestCase):
    """What is asked for and cannot be written is said."""

    def check(self, words: tuple[str, ...], code: int, *says: str):
        done = export(*words)
        self.assertEqual(done.returncode, code, done.stderr)
        for text in says:
            self.assertIn(text, done.stderr)

    def test_what_there_is_is_listed(self):
        self.check((), 2, "export iam")
        self.check(("yaml",), 2, "export iam")

    def test_purposes_are_named(self):
        self.check(("iam", str(EVERY_KIND), "--purpose", "write"), 2, "read, failover, failback")

    def test_an_application_that_is_not_there_is_named(self):
        self.check(("iam", str(EVERY_KIND), "--app", "bank"), 2, "--app bank")

    def test_a_wrong_configuration_is_shown(self):
        self.check(("iam", "/nowhere"), 3, "/nowhere")

    def test_the_account_can_be_given_where_nothing_names_it(self):
        with tempfile.TemporaryDirectory(prefix="failoverd-export-") as place:
            path = Path(place) / "shop.json"
            path.write_text(json.dumps({
                "application": "shop", "mode": "observe", "home": EAST,
                "regions": {EAST: {}, WEST: {}},
                "probes": {"api": {"http": {"url": "https://{region}.example/"},
                                   "critical": True}},
                "runbooks": {name: [{"lambda": {"function": "move"}}]
                             for name in ("failover", "switchover")}}))
            self.check(("iam", str(path)), 2, "--account 111122223333")
            policy = exported("iam", str(path), "--account", "222233334444")
            self.assertIn(f"arn:aws:lambda:{WEST}:222233334444:function:move",
                          policy["Statement"][0]["Resource"])

    def test_where_nothing_is_asked_of_aws_there_is_no_policy(self):
        with tempfile.TemporaryDirectory(prefix="failoverd-export-") as place:
            path = Path(place) / "shop.json"
            path.write_text(json.dumps({
                "application": "shop", "mode": "observe", "home": EAST,
                "regions": {EAST: {}, WEST: {}},
                "probes": {"api": {"http": {"url": "https://{region}.example/"},
                                   "critical": True}}}))
            self.check(("iam", str(path)), 2, "nothing is asked of AWS")

    def test_each_kind_of_every_service_has_its_place(self):
        policy = exported("iam", str(EVERY_KIND))
        found = {statement["Sid"]: statement for statement in policy["Statement"]}
        self.assertEqual(found["CallFunction"]["Resource"], [
            f"arn:aws:lambda:{region}:111122223333:function:warm-up:live"
            for region in (EAST, WEST)])
        self.assertEqual(found["TellTopic"]["Resource"], [f"arn:aws:sns:{WEST}:111122223333:moves"])
        self.assertEqual(found["StartPlan"]["Resource"],
                         ["arn:aws:arc-region-switch::111122223333:plan/shop:0123ab"])
        self.assertEqual(found["WatchHealthChecks"]["Resource"],
                         ["arn:aws:route53:::healthcheck/02ec8401-9879-4259-91fa-04e66d094674"])
        self.assertEqual(found["DatabaseUser"]["Resource"], [
            f"arn:aws:secretsmanager:{region}:111122223333:secret:user-{letter}-AbCdEf"
            for region, letter in ((EAST, "e"), (WEST, "w"))])
        key = "arn:aws:kms:{}:111122223333:key/{}".format
        for sid, keys, service, allowed in (
                ("ReadWithSecretKeys", [key(EAST, "secret-e"), key(WEST, "secret-w")],
                 "secretsmanager", {"Decrypt"}),
                ("WriteWithSecretKeys", [key(EAST, "secret-e"), key(WEST, "secret-w")],
                 "secretsmanager", {"Decrypt", "GenerateDataKey"}),
                ("ReplicateWithSecretKeys", [key(EAST, "secret-e"), key(WEST, "secret-w")],
                 "secretsmanager", {"Decrypt", "Encrypt", "GenerateDataKey"}),
                ("CopyWithDatabaseKeys", [key(EAST, "data-e")],
                 "rds", {"CreateGrant", "DescribeKey"})):
            self.assertEqual(found[sid]["Resource"], keys)
            self.assertEqual(set(found[sid]["Action"]), {f"kms:{name}" for name in allowed})
            self.assertEqual(found[sid]["Condition"], {"StringEquals": {"kms:ViaService": [
                f"{service}.{arn.split(':')[3]}.amazonaws.com" for arn in keys]}})
        self.assertEqual(found["CopySnapshot"]["Resource"][0],
                         f"arn:aws:rds:{EAST}:111122223333:cluster-snapshot:"
                         "failoverd-point-of-failure-*")


    def test_nothing_is_allowed_on_everything(self):
        for statement in exported("iam", str(EVERY_KIND))["Statement"]:
            for action in listed(statement["Action"]):
                self.assertRegex(action, r"\A[a-z0-9-]+:[A-Za-z]+\Z")
                self.assertNotIn("PassRole", action)
            if "*" in listed(statement["Resource"]):
                self.assertIn("aws:RequestedRegion", statement["Condition"]["StringEquals"])


def references(value: Any) -> Iterator[tuple[str, str]]:
    """All that a template refers to: ("Ref", name) and the like."""
    if isinstance(value, list):
        for item in value:
            yield from references(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name == "Ref" or (name == "Condition" and isinstance(item, str)):
                yield name, item
            elif name == "Fn::GetAtt":
                yield name, item[0]
            else:
                yield from references(item)


class Template(unittest.TestCase):
    """Of CloudFormation. Of each type: the members that it must have, and those that it may."""

    MEMBERS = {
        "AWS::IAM::Role": ({"AssumeRolePolicyDocument"}, {"Policies", "RoleName"}),
        "AWS::IAM::InstanceProfile": ({"Roles"}, set()),
        "AWS::SNS::Topic": (set(), {"TopicName"}),
        "AWS::SNS::Subscription": ({"Protocol", "TopicArn"}, {"Endpoint"}),
        "AWS::CloudWatch::Alarm": (
            {"Namespace", "MetricName", "Dimensions", "Statistic", "Period", "EvaluationPeriods",
             "Threshold", "ComparisonOperator", "TreatMissingData", "AlarmActions", "OKActions"},
            {"AlarmDescription"}),
    }

    def check(self, template: Any) -> None:
        self.assertLessEqual(set(template), {"AWSTemplateFormatVersion", "Description",
                                             "Parameters", "Conditions", "Resources", "Outputs"})
        names = [name for part in ("Parameters", "Resources", "Outputs")
                 for name in template.get(part, {})]
        self.assertEqual(len(names), len(set(names)))
        for name in names:
            self.assertRegex(name, r"\A[A-Za-z0-9]+\Z")
        for name, resource in template["Resources"].items():
            must, may = self.MEMBERS[resource["Type"]]
            given = set(resource.get("Properties", {}))
            self.assertLessEqual(must, given, name)
            self.assertLessEqual(given, must | may, name)
        for kind, name in references(template):
            if kind == "Condition":
                self.assertIn(name, template["Conditions"])
            elif name != "AWS::Region":
                places = ["Resources"] + (["Parameters"] if kind == "Ref" else [])
                self.assertTrue(any(name in template.get(place, {}) for place in places), name)

    def test_one_identity_holds_every_right(self):
        template = exported("cloudformation", str(EVERY_KIND))
        self.check(template)
        role = template["Resources"]["HostRole"]["Properties"]
        self.assertEqual([policy["PolicyDocument"] for policy in role["Policies"]],
                         [exported("iam", str(EVERY_KIND))])
        self.assertEqual(template["Resources"]["HostProfile"]["Properties"]["Roles"],
                         [{"Ref": "HostRole"}])

    def test_a_topic_is_made_only_where_it_is_and_when_it_is_wanted(self):
        template = exported("cloudformation", str(EVERY_KIND))
        topic = template["Resources"]["MovesUsWest2Topic"]
        self.assertEqual(topic["Properties"], {"TopicName": "moves"})
        self.assertEqual(template["Parameters"]["MovesUsWest2TopicMake"]["Default"], "no")
        self.assertIn({"Fn::Equals": [{"Ref": "AWS::Region"}, WEST]},
                      template["Conditions"][topic["Condition"]]["Fn::And"])

    def test_alarms_ring_for_each_application_and_tell_somebody(self):
        template = exported("cloudformation", str(EVERY_KIND))
        alarms = [found for found in template["Resources"].values()
                  if found["Type"] == "AWS::CloudWatch::Alarm"]
        self.assertEqual({(alarm["Properties"]["MetricName"],
                           alarm["Properties"]["TreatMissingData"]) for alarm in alarms},
                         {("Heartbeat", "breaching"), ("NeedsOperator", "notBreaching")})
        for alarm in alarms:
            self.assertEqual(alarm["Properties"]["AlarmActions"], [{"Ref": "AlarmTopicArn"}])
            self.assertEqual(template["Conditions"][alarm["Condition"]],
                             {"Fn::Equals": [{"Ref": "AWS::Region"}, WEST]})
        self.assertNotIn("Default", template["Parameters"]["AlarmTopicArn"])

    def test_each_purpose_has_the_role_that_the_configuration_names(self):
        with tempfile.TemporaryDirectory(prefix="failoverd-export-") as place:
            main = json.loads((EVERY_KIND / "failoverd.json").read_text())
            main["aws"] = {"roles": {name: arn for name, arn in ROLES.items()
                                     if name != "failback"}}
            (Path(place) / "failoverd.json").write_text(json.dumps(main))
            (Path(place) / "apps.d").mkdir()
            (Path(place) / "apps.d" / "shop.json").write_text(
                (EVERY_KIND / "apps.d" / "shop.json").read_text())
            template = exported("cloudformation", place)
            self.check(template)
            for purpose in ("read", "failover"):
                role = template["Resources"][f"Failoverd{purpose.title()}Role"]["Properties"]
                self.assertEqual(role["RoleName"], f"failoverd-{purpose}")
                self.assertEqual(role["Policies"][0]["PolicyDocument"],
                                 exported("iam", place, "--purpose", purpose))
                trust = role["AssumeRolePolicyDocument"]["Statement"][0]
                self.assertEqual(trust["Principal"], {"AWS": {"Fn::GetAtt": ["HostRole", "Arn"]}})
            own = template["Resources"]["HostRole"]["Properties"]["Policies"][0]["PolicyDocument"]
            self.assertEqual(own, exported("iam", place, "--purpose", "self"))
            self.assertLessEqual({"sts:AssumeRole", "rds:SwitchoverGlobalCluster"}, actions(own))
            self.assertNotIn("rds:FailoverGlobalCluster", actions(own))


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
