# SPDX-License-Identifier: MIT
"""Secrets: one in each Region, or one and its replica."""
import json
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sandbox.test_services import EAST, VERSION, WEST, World  # noqa: E402
from sandbox.testclient import until  # noqa: E402

class Secrets(World):
    def secret(self, region, action, **params):
        return self.client.call("secretsmanager", region, action,
                                {"SecretId": "remittance/database", **params})

    def test_each_region_has_its_own_and_it_can_be_written(self):
        before = self.secret(EAST, "GetSecretValue").json
        value = json.loads(self.secret(WEST, "GetSecretValue").json["SecretString"])
        self.assertTrue(value["host"].startswith("remittance-1.cluster-"))
        value["host"] = "elsewhere"
        text = json.dumps(value)
        for _ in range(2):  # the same token and text again is no new version
            put = self.secret(WEST, "PutSecretValue", SecretString=text,
                              ClientRequestToken=VERSION)
            self.assertEqual(put.json["VersionId"], VERSION)
        self.refused(self.secret(WEST, "PutSecretValue", SecretString=text + " ",
                                 ClientRequestToken=VERSION), "ResourceExistsException")
        self.assertEqual(self.box.get("/world")["secrets"][WEST], "elsewhere")
        self.assertEqual(self.secret(EAST, "GetSecretValue").json, before)
        stages = self.secret(WEST, "DescribeSecret").json["VersionIdsToStages"]
        self.assertEqual(stages[VERSION], ["AWSCURRENT"])
        self.assertIn(["AWSPREVIOUS"], stages.values())

    def test_a_secret_never_reaches_the_record_of_calls(self):
        self.secret(EAST, "PutSecretValue", SecretString='{"host":"x","password":"hunter2"}',
                    ClientRequestToken=VERSION.replace("5", "6"))
        self.assertNotIn("hunter2", json.dumps(self.box.get("/calls")))

    def test_unknown_secrets_are_not_found(self):
        self.refused(self.client.call("secretsmanager", EAST, "GetSecretValue",
                                      {"SecretId": "other"}), "ResourceNotFoundException")


class Replica(World):
    settings = {"secret_replica": True, "replica_s": 0.05}

    def test_a_replica_follows_and_cannot_be_written(self):
        secret = {"SecretId": "remittance/database", "SecretString": '{"host":"h"}',
                  "ClientRequestToken": VERSION}
        self.refused(self.client.call("secretsmanager", WEST, "PutSecretValue", secret),
                     "InvalidRequestException")
        self.client.call("secretsmanager", EAST, "PutSecretValue", secret)
        self.assertTrue(until(lambda: self.box.get("/world")["secrets"][WEST] == "h"))
        self.client.call("secretsmanager", WEST, "StopReplicationToReplica",
                         {"SecretId": "remittance/database"})
        secret.update(SecretString='{"host":"g"}', ClientRequestToken=VERSION.replace("1", "7"))
        self.assertEqual(self.client.call("secretsmanager", WEST, "PutSecretValue",
                                          secret).status, 200)

    def test_it_becomes_a_replica_again_by_force_alone(self):
        name = {"SecretId": "remittance/database"}
        vault = self.box.world.vault
        if vault.secrets[WEST].replica_of:
            self.client.call("secretsmanager", WEST, "StopReplicationToReplica", name)
        self.refused(self.client.call("secretsmanager", WEST, "StopReplicationToReplica", name),
                     "InvalidRequestException", 400)

        def replicate(force):
            answer = self.client.call("secretsmanager", WEST, "ReplicateSecretToRegions", {
                **name, "AddReplicaRegions": [{"Region": EAST}],
                "ForceOverwriteReplicaSecret": force})
            return answer.json["ReplicationStatus"][0]
        failed = replicate(False)
        self.assertEqual((failed["Region"], failed["Status"]), (EAST, "Failed"))
        self.assertIn("already exists", failed["StatusMessage"])
        self.assertIsNone(vault.secrets[EAST].replica_of)
        self.assertEqual(replicate(True)["Status"], "InProgress")

        def status():
            answer = self.client.call("secretsmanager", EAST, "DescribeSecret", name).json
            return answer["PrimaryRegion"], answer["ReplicationStatus"][0]["Status"]
        self.assertTrue(until(lambda: status() == (WEST, "InSync")))
        self.assertEqual(vault.secrets[EAST].text, vault.secrets[WEST].text)
        self.client.call("secretsmanager", EAST, "StopReplicationToReplica", name)
        vault.secrets[WEST].replica_of = EAST


if __name__ == "__main__":
    unittest.main()
