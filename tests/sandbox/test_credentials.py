# SPDX-License-Identifier: MIT
"""The sandbox's credentials: those of roles, of a container, and instance metadata."""
import json
import sys
import time
import unittest
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sandbox.test_services import ARC, EAST, WEST, World  # noqa: E402

class Credentials(World):
    """Those of roles, and those of a container."""

    settings = {"role_s": 1.0, "credentials_s": 60.0}

    def assume(self, role, **more):
        return self.client.call("sts", WEST, "AssumeRole", {
            "RoleArn": f"arn:aws:iam::123456789012:role/{role}", "RoleSessionName": "test",
            **more})

    def client_of(self, answer):
        return self.other(*(answer.text(f"AssumeRoleResult/Credentials/{name}") for name in (
            "AccessKeyId", "SecretAccessKey", "SessionToken")))

    def test_an_external_id_is_asked_for_where_the_role_says_so(self):
        self.refused(self.assume("failoverd-shared"), "AccessDenied", 403)
        self.refused(self.assume("failoverd-shared", ExternalId="x"), "AccessDenied", 403)
        self.assertEqual(self.assume("failoverd-shared",
                                     ExternalId="sandbox external id").status, 200)
        self.refused(self.assume("failoverd", ExternalId="x"), "AccessDenied", 403)
        self.refused(self.assume("somebody"), "AccessDenied", 403)

    def test_who_may_look_may_not_touch(self):
        reader = self.client_of(self.assume("failoverd-read"))
        self.assertEqual(reader.call("rds", EAST, "DescribeGlobalClusters").status, 200)
        self.refused(reader.call("rds", EAST, "SwitchoverGlobalCluster", {
            "GlobalClusterIdentifier": "x", "TargetDbClusterIdentifier": "y"}),
            "AccessDenied", 403)
        self.assertIn("assumed-role/failoverd-read/test",
                      self.box.get("/calls?action=DescribeGlobalClusters")[-1]["arn"])

    def test_a_roles_credentials_end(self):
        assumed = self.client_of(self.assume("failoverd"))
        deadline = time.monotonic() + 5
        while assumed.call("sts", EAST, "GetCallerIdentity").status == 200:
            self.assertLess(time.monotonic(), deadline)
        self.refused(assumed.call("sts", EAST, "GetCallerIdentity"), "ExpiredToken", 403)

    def test_a_token_stands_for_a_signature(self):
        def ask(token):
            return self.client.send(
                "POST", f"sts.{WEST}.amazonaws.com", self.box.addresses["aws"][WEST], "/",
                {"Content-Type": "application/x-www-form-urlencoded"}, urlencode({
                    "Action": "AssumeRoleWithWebIdentity", "Version": "2011-06-15",
                    "RoleArn": "arn:aws:iam::123456789012:role/failoverd-pod",
                    "RoleSessionName": "test", "WebIdentityToken": token}).encode())
        self.refused(ask("none of ours"), "InvalidIdentityToken", 400)
        self.assertEqual(ask("sandbox.web.identity").status, 200)
        self.assertNotIn("sandbox.web.identity", json.dumps(self.box.get("/calls")))

    def container(self, token):
        request = urllib.request.Request(self.box.addresses["container"],
                                         headers={"Authorization": token})
        with urllib.request.urlopen(request, timeout=2) as answer:
            return json.load(answer)

    def test_a_container_is_given_some_for_its_token(self):
        given = self.container("sandbox-container-token")
        client = self.other(given["AccessKeyId"], given["SecretAccessKey"], given["Token"])
        self.assertIn("assumed-role/failoverd-task/task",
                      client.call("sts", EAST, "GetCallerIdentity").body.decode())
        for wrong in ({"token": "other"}, {"mode": "failing"}, {"mode": "down"}):
            self.box.post("/container", **wrong)
            with self.assertRaises(OSError):
                self.container("sandbox-container-token")


class Metadata(World):
    settings = {"credentials_s": 60.0}

    def ask(self, path, method="GET", **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.box.addresses["imds"] + path, headers=named,
                                         method=method)
        try:
            with urllib.request.urlopen(request, timeout=2) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, ""

    def token(self):
        return self.ask("/latest/api/token", "PUT", x_aws_ec2_metadata_token_ttl_seconds="60")[1]

    def test_nothing_is_told_without_a_token(self):
        self.assertEqual(self.ask("/latest/meta-data/placement/region")[0], 401)
        self.assertEqual(self.ask("/latest/api/token", "PUT")[0], 400)
        self.assertEqual(self.ask("/latest/meta-data/placement/region",
                                  x_aws_ec2_metadata_token=self.token()), (200, WEST))

    def test_its_credentials_sign_until_they_expire(self):
        self.box.post("/imds", lifetime_s=1.0, renew=True)
        place = "/latest/meta-data/iam/security-credentials/"
        role = self.ask(place, x_aws_ec2_metadata_token=self.token())[1]
        given = json.loads(self.ask(place + role, x_aws_ec2_metadata_token=self.token())[1])
        client = self.other(given["AccessKeyId"], given["SecretAccessKey"], given["Token"])
        self.assertEqual(client.call("sts", WEST, "GetCallerIdentity").status, 200)
        time.sleep(1.05)
        self.refused(client.call("sts", WEST, "GetCallerIdentity"), "ExpiredToken", 403)
        self.refused(client.call(ARC, WEST, "ListRoutingControls"), "ExpiredTokenException", 400)

    def test_it_can_be_down_or_refuse(self):
        self.box.post("/imds", mode="401")
        self.assertEqual(self.ask("/", x_aws_ec2_metadata_token=self.token())[0], 401)
        self.box.post("/imds", mode="down")
        with self.assertRaises(urllib.error.URLError):
            self.token()
        self.box.post("/imds", mode="ok")
        self.assertTrue(self.token())


if __name__ == "__main__":
    unittest.main()
