# SPDX-License-Identifier: MIT
"""The sandbox's services: what they answer, and all that they refuse."""
import http.client
import socket
import sys
import time
import unittest
import unittest.mock
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sandbox import Sandbox  # noqa: E402
from sandbox.testclient import Client, resolve, until, workplace  # noqa: E402

EAST, WEST = "us-east-1", "us-west-2"
KEY, SECRET = "AKIASANDBOX000000001", "sandbox/secret+key/0123456789abcdefghijk"
PANEL = ("arn:aws:route53-recovery-control::123456789012:controlpanel/"
         "0123456bbbbbbb0123456bbbbbb0123456")
CONTROL = {EAST: PANEL + "/routingcontrol/abcdefg1234567",
           WEST: PANEL + "/routingcontrol/abcdefg1234568"}
ARC = "route53-recovery-cluster"
VERSION = "11111111-2222-4333-8444-555555555555"


class World(unittest.TestCase):
    """A sandbox for each class; each test leaves it as it found it."""

    settings: dict = {"arc_rate": 0}

    @classmethod
    def setUpClass(cls):
        cls.box = Sandbox(workplace(), **cls.settings).start()
        cls.client = Client(cls.box.addresses, KEY, SECRET)

    @classmethod
    def tearDownClass(cls):
        cls.client.close()
        cls.box.stop()

    def other(self, key, secret, token=None):
        """A client with other credentials."""
        client = Client(self.box.addresses, key, secret, token)
        self.addCleanup(client.close)
        return client

    def refused(self, answer, code, status=None):
        self.assertEqual(answer.code, code, answer.body)
        self.assertGreaterEqual(answer.status, 400)
        if status is not None:
            self.assertEqual(answer.status, status)


class Signatures(World):
    def identity(self, **wrong):
        return self.client.call("sts", WEST, "GetCallerIdentity", **wrong)

    def list_controls(self, **wrong):
        return self.client.call(ARC, "eu-west-1", "ListRoutingControls", **wrong)

    def test_a_right_signature_is_accepted(self):
        self.assertEqual(self.identity().text("GetCallerIdentityResult/Account"), "123456789012")
        self.assertEqual(self.list_controls().status, 200)

    def test_a_wrong_secret_is_refused(self):
        other = self.other(KEY, SECRET + "x")
        self.refused(other.call("sts", WEST, "GetCallerIdentity"), "SignatureDoesNotMatch", 403)
        self.refused(other.call(ARC, WEST, "ListRoutingControls"), "InvalidSignatureException",
                     400)

    def test_a_wrong_scope_is_refused(self):
        self.refused(self.identity(sign_region=EAST), "SignatureDoesNotMatch", 403)
        self.refused(self.identity(sign_service="rds"), "SignatureDoesNotMatch", 403)
        self.refused(self.list_controls(sign_region=WEST), "InvalidSignatureException", 400)

    def test_a_wrong_date_is_refused(self):
        for ago in (400, -400):
            self.refused(self.identity(ago=ago), "SignatureDoesNotMatch", 403)
            self.refused(self.list_controls(ago=ago), "InvalidSignatureException", 400)
        self.assertEqual(self.identity(ago=200).status, 200)

    def test_our_clock_can_be_the_wrong_one(self):
        self.box.post("/timings", clock_offset_s=600)
        answer = self.identity()
        self.box.post("/timings", clock_offset_s=0)
        self.refused(answer, "SignatureDoesNotMatch", 403)
        self.assertIn("Signature expired", answer.text("Error/Message"))

    def test_unknown_keys_and_wrong_tokens_are_refused(self):
        other = self.other("AKIAUNKNOWN000000000", SECRET)
        self.refused(other.call("sts", WEST, "GetCallerIdentity"), "InvalidClientTokenId", 403)
        other = self.other(KEY, SECRET, token="none of ours")
        self.refused(other.call(ARC, WEST, "ListRoutingControls"),
                     "UnrecognizedClientException", 400)

    def test_changed_and_unsigned_headers_are_refused(self):
        self.refused(self.identity(headers={"X-Amz-Foo": "1"}), "SignatureDoesNotMatch", 403)
        self.refused(self.identity(headers={"Authorization": "AWS4-HMAC-SHA256 nonsense"}),
                     "IncompleteSignature", 400)
        self.refused(self.list_controls(headers={
            "X-Amz-Target": "ToggleCustomerAPI.GetRoutingControlState"}),
            "InvalidSignatureException", 400)

    def test_a_request_without_signature_is_refused(self):
        answer = self.client.send("POST", f"rds.{WEST}.amazonaws.com",
                                  self.box.addresses["aws"][WEST], body=b"Action=x")
        self.refused(answer, "MissingAuthenticationToken", 403)

    def test_a_host_of_another_region_is_not_served(self):
        answer = self.client.send("POST", f"rds.{EAST}.amazonaws.com",
                                  self.box.addresses["aws"][WEST])
        self.assertEqual(answer.status, 421)

    def test_unknown_actions_and_parameters_are_refused(self):
        call = self.client.call
        self.refused(call("rds", WEST, "RebootEverything"), "InvalidAction", 400)
        self.refused(call("rds", WEST, "DescribeGlobalClusters", {"Nonsense": 1}),
                     "ValidationError", 400)
        self.refused(call("rds", WEST, "FailoverGlobalCluster"), "MissingParameter", 400)
        self.refused(call("secretsmanager", WEST, "GetSecretValue", {"SecretName": "x"}),
                     "SerializationException", 400)
        self.refused(call("secretsmanager", WEST, "GetSecretValue", {"SecretId": 7}),
                     "SerializationException", 400)
        self.refused(call("secretsmanager", WEST, "GetSecretValue"),
                     "InvalidParameterException", 400)

    def test_roles_give_credentials_that_work_with_their_token_only(self):
        answer = self.client.call("sts", WEST, "AssumeRole", {
            "RoleArn": "arn:aws:iam::123456789012:role/failoverd-exec",
            "RoleSessionName": "test", "DurationSeconds": 900})
        where = "AssumeRoleResult/Credentials/"
        given = [answer.text(where + n) for n in ("AccessKeyId", "SecretAccessKey")]
        token = answer.text(where + "SessionToken")
        assumed = self.other(*given, token)
        self.assertIn("assumed-role/failoverd-exec/test",
                      assumed.call("sts", EAST, "GetCallerIdentity").body.decode())
        assumed.token = None
        self.refused(assumed.call("sts", EAST, "GetCallerIdentity"), "InvalidClientTokenId", 403)


class RoutingControls(World):
    settings = {"arc_rate": 0, "health_check_s": 0.05}

    def update(self, endpoint=WEST, override=None, **states):
        entries = [{"RoutingControlArn": CONTROL[r.replace("_", "-")], "RoutingControlState": s}
                   for r, s in states.items()]
        params = {"UpdateRoutingControlStateEntries": entries}
        if override:
            params["SafetyRulesToOverride"] = override
        return self.client.call(ARC, endpoint, "UpdateRoutingControlStates", params)

    def tearDown(self):
        self.box.post("/controls", **{EAST: "On", WEST: "Off"})
        until(lambda: self.box.get("/world")["dns"] == EAST)

    def states(self, endpoint="eu-west-1"):
        answer = self.client.call(ARC, endpoint, "ListRoutingControls", {"ControlPanelArn": PANEL})
        return {c["RoutingControlArn"]: c["RoutingControlState"]
                for c in answer.json["RoutingControls"]}

    def test_an_update_is_seen_everywhere_and_moves_health_and_dns(self):
        self.assertEqual(resolve(self.box.addresses, "api.shop.example"),
                         (0, True, ["127.0.1.1"], 2))
        self.assertEqual(self.update(us_east_1="Off", us_west_2="On").json, {})
        self.assertEqual(self.states("ap-southeast-2"), {CONTROL[EAST]: "Off", CONTROL[WEST]: "On"})
        self.assertTrue(until(lambda: resolve(self.box.addresses, "api.shop.example")[2]
                              == ["127.0.2.1"]))
        status = self.client.call("route53", "", "/2013-04-01/healthcheck/"
                                  "02ec8401-9879-4259-91fa-04e66d094675/status")
        self.assertIn("Success", status.text(
            "HealthCheckObservations/HealthCheckObservation/StatusReport/Status"))

    def test_the_safety_rule_refuses_both_off_and_nothing_changes(self):
        answer = self.update(us_east_1="Off", us_west_2="Off")
        self.refused(answer, "ConflictException", 409)
        self.assertIn("/safetyrule/333333333444444", answer.json["message"])
        self.assertEqual(self.states(), {CONTROL[EAST]: "On", CONTROL[WEST]: "Off"})
        override = [PANEL + "/safetyrule/333333333444444"]
        self.assertEqual(self.update(override=override, us_east_1="Off").status, 200)

    def test_one_endpoint_can_be_unavailable_or_down(self):
        self.box.post("/arc", endpoint=WEST, effect="unavailable")
        self.refused(self.update(us_west_2="On"), "EndpointTemporarilyUnavailableException", 503)
        self.box.post("/arc", endpoint=WEST, effect="down")
        with self.assertRaises(OSError):
            self.update(us_west_2="On")
        self.assertEqual(self.states(), {CONTROL[EAST]: "On", CONTROL[WEST]: "Off"})
        self.box.post("/arc", endpoint=WEST, effect="none")
        self.assertEqual(self.update(us_west_2="On").status, 200)

    def test_too_many_updates_are_throttled(self):
        self.box.post("/timings", arc_rate=3)
        codes = [self.update("ap-northeast-1", us_east_1="On").status for _ in range(4)]
        self.box.post("/timings", arc_rate=0)
        self.assertEqual(codes, [200, 200, 200, 429])

    def test_unknown_controls_are_not_found(self):
        self.refused(self.client.call(ARC, WEST, "GetRoutingControlState",
                                      {"RoutingControlArn": CONTROL[EAST] + "x"}),
                     "ResourceNotFoundException", 404)


class Names(World):
    def test_the_zone_knows_its_names_and_refuses_others(self):
        ask = lambda name, kind=1: resolve(self.box.addresses, name, kind)[:3]  # noqa: E731
        self.assertEqual(ask("api.us-west-2.shop.example"), (0, True, ["127.0.2.1"]))
        self.assertEqual(ask("API.Shop.Example"), (0, True, ["127.0.1.1"]))
        self.assertEqual(ask("api.shop.example", 28), (0, True, []))
        self.assertEqual(ask("nothing.shop.example"), (3, True, []))
        self.assertEqual(ask("example.org"), (5, False, []))

    def test_the_server_can_fail_or_be_silent(self):
        self.box.post("/dns", mode="servfail")
        self.assertEqual(resolve(self.box.addresses, "api.shop.example")[0], 2)
        self.box.post("/dns", mode="silent")
        with self.assertRaises(socket.timeout):
            resolve(self.box.addresses, "api.shop.example", timeout=0.1)
        self.box.post("/dns", mode="ok")
        self.assertEqual(resolve(self.box.addresses, "api.shop.example")[0], 0)

    def test_an_unknown_health_check_is_not_found(self):
        self.refused(self.client.call("route53", "", "/2013-04-01/healthcheck/x/status"),
                     "NoSuchHealthCheck", 404)


class Effects(World):
    """What can be put wrong with a call, and that it is counted."""

    def spoiled(self, effect, times=1, **more):
        self.box.post("/aws", service="rds", action="DescribeGlobalClusters", effect=effect,
                      times=times, **more)
        return self.client.call("rds", WEST, "DescribeGlobalClusters", timeout=10.0)

    def tearDown(self):
        self.box.post("/aws", effect="none")

    def test_errors_of_the_service(self):
        for effect, code, status in (("throttle", "Throttling", 400),
                                     ("500", "InternalFailure", 500),
                                     ("denied", "AccessDenied", 403),
                                     ("expired", "ExpiredToken", 403)):
            with self.subTest(effect):
                self.refused(self.spoiled(effect), code, status)
        self.assertEqual(self.client.call("rds", WEST, "DescribeGlobalClusters").status, 200)

    def test_answers_that_are_not_what_the_protocol_says(self):
        self.assertEqual(self.spoiled("empty").body, b"")
        self.assertFalse(self.spoiled("garbage").body.startswith(b"<?xml"))
        self.assertGreater(len(self.spoiled("huge").body), 4 << 20)
        with self.assertRaises(http.client.IncompleteRead):
            self.spoiled("truncated")

    def test_answers_that_do_not_come(self):
        for effect in ("lost-answer", "lost-request"):
            with self.subTest(effect), self.assertRaises((ConnectionResetError,
                                                          http.client.RemoteDisconnected)):
                self.spoiled(effect)
        with self.assertRaises(socket.timeout):
            self.box.post("/aws", effect="hang", times=1)
            hasty = self.other(KEY, SECRET)
            hasty.call("rds", WEST, "DescribeGlobalClusters", timeout=0.2)

    def test_an_answer_that_does_not_end(self):
        with unittest.mock.patch("sandbox.testclient.BODY_MOST", 100_000):
            self.assertEqual(len(self.spoiled("endless").body), 100_000)
        self.client.close()

    def test_slow_is_slow_and_nothing_else(self):
        began = time.monotonic()
        self.assertEqual(self.spoiled("slow", delay_ms=150).status, 200)
        self.assertGreaterEqual(time.monotonic() - began, 0.15)

    def test_calls_are_recorded(self):
        self.box.post("/calls/clear")
        self.spoiled("500")
        call, = self.box.get("/calls?service=rds")
        self.assertEqual((call["action"], call["region"], call["status"], call["effect"]),
                         ("DescribeGlobalClusters", WEST, 500, "500"))
        self.assertLessEqual(call["t_first_ns"], call["t_ns"])
        self.assertGreaterEqual(call["t_done_ns"], call["t_ns"])

    def test_the_control_port_refuses_what_it_does_not_know(self):
        for path, body in (("/fault", {"region": "mars", "mode": "refuse"}),
                           ("/fault", {"region": EAST, "mode": "sleepy"}),
                           ("/timings", {"promote": 1}), ("/timings", {"promote_s": "soon"}),
                           ("/aws", {"effect": "nonsense"}), ("/app", {"regoin": EAST}),
                           ("/nothing", {})):
            with self.subTest(path), self.assertRaises(ValueError):
                self.box.post(path, **body)


if __name__ == "__main__":
    unittest.main()
