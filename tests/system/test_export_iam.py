# SPDX-License-Identifier: MIT
"""The policies that a configuration asks for, held against what was really asked of AWS."""
from __future__ import annotations

import json
import re
import tempfile
import unittest
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Iterator

from sandbox.settings import ACCOUNT

from .exported import EVERY_KIND, PURPOSES, ROLES, actions, export, exported, listed
from .stage import EAST, WEST, SharedCase, Stage

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
}


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

    @contextmanager
    def configured(self, **more: Any) -> Iterator[str]:
        """The file of an application that asks nothing of AWS but what more says."""
        with tempfile.TemporaryDirectory(prefix="failoverd-export-") as place:
            path = Path(place) / "shop.json"
            path.write_text(json.dumps({
                "application": "shop", "mode": "observe", "home": EAST,
                "regions": {EAST: {}, WEST: {}},
                "probes": {"api": {"http": {"url": "https://{region}.example/"},
                                   "critical": True}}, **more}))
            yield str(path)

    def test_the_account_can_be_given_where_nothing_names_it(self):
        steps = [{"lambda": {"function": "move"}}]
        with self.configured(runbooks={"failover": steps, "switchover": steps}) as path:
            self.check(("iam", path), 2, "--account 111122223333")
            policy = exported("iam", path, "--account", "222233334444")
            self.assertIn(f"arn:aws:lambda:{WEST}:222233334444:function:move",
                          policy["Statement"][0]["Resource"])

    def test_where_nothing_is_asked_of_aws_there_is_no_policy(self):
        with self.configured() as path:
            self.check(("iam", path), 2, "nothing is asked of AWS")

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
