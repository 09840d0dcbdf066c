# SPDX-License-Identifier: MIT
"""What AWS would refuse, each service refuses, with its own code in its own protocol."""
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sandbox.test_services import ARC, CONTROL, EAST, KEY, SECRET, WEST, World  # noqa: E402

CLUSTER = "arn:aws:rds:{}:123456789012:cluster:remittance-{}"
MOVE = {"GlobalClusterIdentifier": "remittance"}
TO_EAST = {**MOVE, "TargetDbClusterIdentifier": CLUSTER.format(EAST, 1)}
TO_WEST = {**MOVE, "TargetDbClusterIdentifier": CLUSTER.format(WEST, 2)}
TOPIC = f"arn:aws:sns:{WEST}:123456789012:failovers"
PLAN = "arn:aws:arc-region-switch::123456789012:plan/remittance:abc123"
STATEMENT = {"resourceArn": CLUSTER.format(WEST, 2), "secretArn": "arn:x", "sql": "SELECT 1"}

# Service, call and parameters that are right; the parameters that it must have.
RIGHT = (
    ("rds", "FailoverGlobalCluster", TO_WEST, list(TO_WEST)),
    ("rds", "DescribeEvents", {"Duration": 60}, []),
    ("rds", "CopyDBClusterSnapshot", {"SourceDBClusterSnapshotIdentifier": "a",
                                      "TargetDBClusterSnapshotIdentifier": "b"},
     ["SourceDBClusterSnapshotIdentifier", "TargetDBClusterSnapshotIdentifier"]),
    ("sts", "AssumeRole", {"RoleArn": "arn:x", "RoleSessionName": "me"},
     ["RoleArn", "RoleSessionName"]),
    ("sns", "Publish", {"TopicArn": TOPIC, "Message": "x"}, ["TopicArn", "Message"]),
    ("monitoring", "GetMetricData", {"MetricDataQueries": [], "StartTime": 1, "EndTime": 2},
     ["MetricDataQueries", "StartTime", "EndTime"]),
    ("secretsmanager", "GetSecretValue", {"SecretId": "remittance/database"}, ["SecretId"]),
    ("secretsmanager", "ReplicateSecretToRegions",
     {"SecretId": "remittance/database", "AddReplicaRegions": []},
     ["SecretId", "AddReplicaRegions"]),
    (ARC, "UpdateRoutingControlStates", {"UpdateRoutingControlStateEntries": []},
     ["UpdateRoutingControlStateEntries"]),
    ("ssm", "StartAutomationExecution", {"DocumentName": "Remittance-Scale"}, ["DocumentName"]),
    ("ssm", "GetAutomationExecution", {"AutomationExecutionId": "x"}, ["AutomationExecutionId"]),
    ("events", "PutEvents", {"Entries": []}, ["Entries"]),
    ("arc-region-switch", "StartPlanExecution",
     {"planArn": PLAN, "targetRegion": WEST, "action": "activate"},
     ["planArn", "targetRegion", "action"]),
    ("rds-data", "ExecuteStatement", STATEMENT, list(STATEMENT)),
    ("lambda", "check/invocations", {}, []),
)
QUERY = ("rds", "sts", "sns")
REST = ("lambda", "rds-data")
VALIDATION = {"monitoring": "InvalidParameterValueException",
              "secretsmanager": "InvalidParameterException",
              "rds-data": "BadRequestException"}


class Refusals(World):
    """Nothing of what is asked here changes the world."""

    def each(self):
        for service, action, params, required in RIGHT:
            with self.subTest(service=service, action=action):
                yield service, action, params, required

    def test_a_wrong_secret_key(self):
        other = self.other(KEY, SECRET[::-1])
        for service, action, params, _ in self.each():
            code = "SignatureDoesNotMatch" if service in QUERY else "InvalidSignatureException"
            self.refused(other.call(service, WEST, action, params), code,
                         403 if service in (*QUERY, *REST) else 400)

    def test_a_signature_for_another_region_or_service(self):
        for service, action, params, _ in self.each():
            code = "SignatureDoesNotMatch" if service in QUERY else "InvalidSignatureException"
            for wrong in ({"sign_region": EAST}, {"sign_service": "ec2"}):
                self.refused(self.client.call(service, WEST, action, params, **wrong), code)

    def test_a_call_that_does_not_exist(self):
        for service, _, params, _ in self.each():
            if service not in REST:
                code = "InvalidAction" if service in QUERY else "UnknownOperationException"
                self.refused(self.client.call(service, WEST, "Nonsense", params), code)
        self.refused(self.client.call("lambda", WEST, "check", {}), "UnknownOperationException",
                     404)

    def test_a_parameter_that_does_not_exist(self):
        for service, action, params, _ in self.each():
            if service != "lambda":
                code = "ValidationError" if service in QUERY else "SerializationException"
                self.refused(self.client.call(service, WEST, action,
                                              {**params, "Nonsense": "1"}), code, 400)

    def test_a_parameter_that_is_missing(self):
        for service, action, params, required in self.each():
            for name in required:
                code = "MissingParameter" if service in QUERY else VALIDATION.get(
                    service, "ValidationException")
                rest = {k: v for k, v in params.items() if k != name}
                self.refused(self.client.call(service, WEST, action, rest), code, 400)

    def test_a_parameter_of_another_type(self):
        for service, action, params, required in self.each():
            for name in required if service not in QUERY else ():
                self.refused(self.client.call(service, WEST, action, {**params, name: True}),
                             "SerializationException", 400)
        self.refused(self.client.call("rds", WEST, "DescribeEvents", {"Duration": "long"}),
                     "ValidationError", 400)
        self.refused(self.client.call("rds", WEST, "FailoverGlobalCluster",
                                      {**TO_WEST, "AllowDataLoss": "yes"}), "MalformedInput", 400)

    def test_a_target_or_a_content_type_of_another_service(self):
        for service, action, params, _ in self.each():
            if service in (*QUERY, "lambda"):
                continue
            code = ("UnsupportedMediaTypeException" if service == "rds-data"
                    else "UnknownOperationException")
            self.refused(self.client.call(service, WEST, action, params, signed={
                "Content-Type": "text/plain"}), code, 415)
            if service != "rds-data":
                self.refused(self.client.call(service, WEST, action, params, signed={
                    "X-Amz-Target": f"Other.{action}"}), code, 404)

    def test_a_role_that_may_only_look(self):
        answer = self.client.call("sts", WEST, "AssumeRole", {
            "RoleArn": "arn:aws:iam::123456789012:role/failoverd-read", "RoleSessionName": "test"})
        reader = self.other(*(answer.text(f"AssumeRoleResult/Credentials/{name}") for name in (
            "AccessKeyId", "SecretAccessKey", "SessionToken")))
        for service, action, params, _ in self.each():
            if action.startswith(("Get", "Describe", "AssumeRole", "ExecuteStatement")):
                continue
            code = {"sns": "AuthorizationError", "rds": "AccessDenied"}.get(
                service, "AccessDeniedException")
            self.refused(reader.call(service, WEST, action, params), code)


class Moves(World):
    """Of the writer: to where, from where, and how."""

    def move(self, call, region, params, **more):
        return self.client.call("rds", region, call, {**params, **more})

    def test_a_move_sent_to_the_wrong_region(self):
        for call, region, more in (("FailoverGlobalCluster", EAST, {"AllowDataLoss": "true"}),
                                   ("FailoverGlobalCluster", WEST, {}),
                                   ("FailoverGlobalCluster", WEST, {"Switchover": "true"}),
                                   ("SwitchoverGlobalCluster", WEST, {})):
            self.refused(self.move(call, region, TO_WEST, **more), "InvalidParameterValue", 400)

    def test_a_move_that_loses_data_and_does_not(self):
        self.refused(self.move("FailoverGlobalCluster", WEST, TO_WEST, AllowDataLoss="true",
                               Switchover="true"), "InvalidParameterCombination", 400)

    def test_a_move_of_what_is_not_there(self):
        other = {"GlobalClusterIdentifier": "other"}
        self.refused(self.move("SwitchoverGlobalCluster", EAST, TO_WEST, **other),
                     "GlobalClusterNotFoundFault", 404)
        for target in (CLUSTER.format(WEST, 1), CLUSTER.format("eu-west-1", 2)):
            self.refused(self.move("SwitchoverGlobalCluster", EAST, TO_WEST,
                                   TargetDbClusterIdentifier=target), "DBClusterNotFoundFault", 404)

    def test_a_move_to_the_writer_or_to_one_that_cannot_take_it(self):
        state = "InvalidGlobalClusterStateFault"
        self.refused(self.move("SwitchoverGlobalCluster", EAST, TO_EAST), state, 400)
        for settings in ({"standby_instances": 0}, {"standby_engine": "16.4"}):
            before = {name: self.box.get("/timings")[name] for name in settings}
            self.box.post("/timings", **settings)
            self.refused(self.move("SwitchoverGlobalCluster", EAST, TO_WEST), state, 400)
            self.box.post("/timings", **before)

    def test_an_identifier_of_another_region(self):
        for call in ("DescribeDBClusters",):
            for name in ("remittance-1", CLUSTER.format(EAST, 1)):
                self.refused(self.client.call("rds", WEST, call, {"DBClusterIdentifier": name}),
                             "DBClusterNotFoundFault", 404)
        secret = f"arn:aws:secretsmanager:{EAST}:123456789012:secret:remittance/database-AbCdEf"
        self.refused(self.client.call("secretsmanager", WEST, "GetSecretValue",
                                      {"SecretId": secret}), "ResourceNotFoundException", 400)

    def test_an_event_of_a_source_without_its_type(self):
        self.refused(self.client.call("rds", WEST, "DescribeEvents",
                                      {"SourceIdentifier": "remittance-2"}),
                     "InvalidParameterCombination", 400)


class Rules(World):
    """ARC's safety rules, and gates that no rule is over."""

    def update(self, override=None, **states):
        entries = [{"RoutingControlArn": CONTROL[r.replace("_", "-")], "RoutingControlState": s}
                   for r, s in states.items()]
        params = {"UpdateRoutingControlStateEntries": entries}
        return self.client.call(ARC, WEST, "UpdateRoutingControlStates",
                                params | ({"SafetyRulesToOverride": override} if override else {}))

    def test_a_gating_rule_bars_all_change_until_it_is_overridden(self):
        self.box.post("/rule", barred=True)
        answer = self.update(us_east_1="Off", us_west_2="On")
        self.refused(answer, "ConflictException", 409)
        rule = answer.json["resourceId"]
        self.assertIn("gating rule", answer.json["message"])
        self.refused(self.update([rule.replace("555", "333")], us_west_2="On"),
                     "ResourceNotFoundException", 404)
        self.assertEqual(self.update([rule], us_west_2="On").status, 200)
        self.box.post("/rule", barred=False)

    def test_gates_are_controls_of_a_panel_of_their_own(self):
        controls = self.client.call(ARC, WEST, "ListRoutingControls").json["RoutingControls"]
        gates = {c["RoutingControlName"]: c for c in controls if c["ControlPanelName"] == "writes"}
        self.assertEqual({g["RoutingControlState"] for g in gates.values()}, {"On"})
        self.client.call(ARC, WEST, "UpdateRoutingControlStates", {
            "UpdateRoutingControlStateEntries": [
                {"RoutingControlArn": gates[f"writes-{EAST}"]["RoutingControlArn"],
                 "RoutingControlState": "Off"}]})
        self.assertEqual(self.box.get("/world")["gates"][EAST], "Off")
        self.assertFalse(self.client.order(EAST, "o1"))
        self.assertIsNone(self.box.get("/world")["serving"])
        self.box.post("/gates", **{EAST: "On"})
        self.assertTrue(self.client.order(EAST, "o2"))


if __name__ == "__main__":
    unittest.main()
