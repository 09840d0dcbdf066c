# SPDX-License-Identifier: MIT
"""The CloudFormation template of a configuration."""
from __future__ import annotations

import json
import tempfile
import unittest
from pathlib import Path
from typing import Any, Iterator

from .exported import EVERY_KIND, ROLES, actions, exported
from .stage import WEST


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
