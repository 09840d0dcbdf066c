# SPDX-License-Identifier: MIT
"""The sandbox's two Regions: outages, both kinds of move, and what becomes of every order."""
import http.client
import socket
import ssl
import sys
import time
import unittest
import urllib.error
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sandbox import Sandbox  # noqa: E402
from sandbox.testclient import Client, until, workplace  # noqa: E402

EAST, WEST = "us-east-1", "us-west-2"
KEY, SECRET = "AKIASANDBOX000000001", "sandbox/secret+key/0123456789abcdefghijk"
CLUSTER = {EAST: "arn:aws:rds:us-east-1:123456789012:cluster:remittance-1",
           WEST: "arn:aws:rds:us-west-2:123456789012:cluster:remittance-2"}
QUICK = {"pending_s": 0.05, "promote_s": 0.2, "switchover_s": 0.1, "settle_s": 0.05,
         "rebuild_s": 0.2, "secret_cache_s": 0.0, "health_check_s": 0.05}
MEMBER = "DescribeGlobalClustersResult/GlobalClusters/GlobalClusterMember/"


class World(unittest.TestCase):
    """A fresh world for each test."""

    settings = QUICK

    def setUp(self):
        self.box = Sandbox(workplace(), **self.settings).start()
        self.addCleanup(self.box.stop)
        self.client = Client(self.box.addresses, KEY, SECRET)
        self.addCleanup(self.client.close)

    def order(self, region, *numbers):
        return [self.client.order(region, f"o{n}") for n in numbers]

    def move(self, call, region, target, **params):
        return self.client.call("rds", region, call, {
            "GlobalClusterIdentifier": "remittance",
            "TargetDbClusterIdentifier": CLUSTER[target], **params})

    def failover(self, target=WEST):
        return self.move("FailoverGlobalCluster", target, target, AllowDataLoss="true")

    def settled(self, writer):
        return until(lambda: (lambda w: w["writer"] == writer and w["status"] == "available"
                              and w["operation"] is None)(self.box.get("/world")))

    def sync(self, region):
        return self.box.get("/world")["clusters"][region]["sync"]

    def refused(self, answer, code):
        self.assertEqual((answer.code, answer.status), (code, 400), answer.body)

    def point_secret(self, region):
        host = self.box.get("/world")["clusters"][region]["endpoint"]
        self.box.post("/secret", region=region, text='{"host":"%s"}' % host)


class Failover(World):
    def test_it_loses_what_was_not_replicated_and_nothing_else(self):
        self.assertEqual(self.order(EAST, 1, 2, 3), [True] * 3)
        self.assertTrue(until(lambda: self.box.get("/orders")["replicating"] == 0))
        self.box.post("/lag", ms=60_000)
        self.assertEqual(self.order(EAST, 4, 5), [True] * 2)
        self.box.post("/fault", region=EAST, mode="refuse")
        self.assertEqual(self.order(EAST, 6), [False])
        self.assertEqual(self.failover().text(
            "FailoverGlobalClusterResult/GlobalCluster/FailoverState/Status"), "pending")
        self.assertTrue(self.settled(WEST))
        self.assertEqual(self.order(WEST, 7), [False], "its secret still names the old writer")
        self.point_secret(WEST)
        self.assertEqual(self.order(WEST, 8), [True])
        orders = self.box.get("/orders")
        self.assertEqual((orders["acknowledged"], orders["present"], orders["lost_failover"]),
                         (6, 4, 2))
        self.assertEqual(orders["moves"][0]["lost"], ["o4", "o5"])

    def test_its_states_are_those_of_aurora(self):
        self.box.post("/fault", region=EAST, mode="blackhole")
        seen = []
        self.failover()

        def look():
            answer = self.client.call("rds", WEST, "DescribeGlobalClusters")
            now = (answer.text(MEMBER + "Status"), answer.text(MEMBER + "FailoverState/Status"))
            if not seen or seen[-1] != now:
                seen.append(now)
            return len(seen) > 1 and now == ("available", "")
        self.assertTrue(until(look))
        self.assertEqual(seen, [("available", "pending"), ("failing-over", "failing-over"),
                                ("available", "")])
        cluster = self.client.call("rds", WEST, "DescribeDBClusters",
                                   {"DBClusterIdentifier": "remittance-2"})
        where = "DescribeDBClustersResult/DBClusters/DBCluster/"
        self.assertEqual(cluster.text(where + "DBClusterMembers/DBClusterMember/IsClusterWriter"),
                         "true")
        self.assertIn("remittance-2.cluster-", cluster.text(where + "Endpoint"))
        events = self.client.call("rds", WEST, "DescribeEvents", {"Duration": 60}).body
        for text in (b"Global failover to DB cluster remittance-2", b"timed out", b"completed"):
            self.assertIn(text, events)

    def test_the_old_primary_comes_back_as_a_copy(self):
        self.box.post("/lag", ms=60_000)
        self.order(EAST, 1)
        self.box.post("/fault", region=EAST, mode="refuse")
        self.failover()
        self.assertTrue(self.settled(WEST))
        time.sleep(0.3)
        self.assertEqual(self.sync(EAST), "pending-resync")
        self.point_secret(WEST)
        self.order(WEST, 2)
        self.refused(self.move("SwitchoverGlobalCluster", WEST, EAST),
                     "InvalidGlobalClusterStateFault")
        self.box.post("/lag", ms=10)
        self.box.post("/fault", region=EAST, mode="none")
        self.client.close()
        self.assertEqual(self.client.app(EAST).status, 503)
        self.assertTrue(until(lambda: self.sync(EAST) == "connected"))
        self.assertEqual(self.client.app(EAST).json["database"], "reachable")
        self.assertTrue(until(lambda: self.box.get("/orders")["clusters"]
                              == {"remittance-1": 1, "remittance-2": 1}))

    def test_a_snapshot_keeps_what_was_lost_and_can_be_copied_once(self):
        self.box.post("/fault", region=EAST, mode="refuse")
        self.assertEqual(self.failover().status, 200)
        self.settled(WEST)
        self.box.post("/fault", region=EAST, mode="none")
        path = "DescribeDBClusterSnapshotsResult/DBClusterSnapshots/DBClusterSnapshot/"

        def look(**params):
            answer = self.client.call("rds", EAST, "DescribeDBClusterSnapshots", params)
            return [answer.text(path + name) for name in (
                "DBClusterSnapshotIdentifier", "Status", "SnapshotType")]
        until(lambda: look()[1] == "available")
        name = look()[0]
        self.assertRegex(name, r"\Ards:unplanned-global-failover-remittance-1-[0-9-]+\Z")

        def copy(source=name, target="kept"):
            return self.client.call("rds", EAST, "CopyDBClusterSnapshot", {
                "SourceDBClusterSnapshotIdentifier": source,
                "TargetDBClusterSnapshotIdentifier": target})
        self.assertEqual(copy().status, 200)
        until(lambda: look(DBClusterSnapshotIdentifier="kept") == ["kept", "available", "manual"])
        self.refused(copy(), "DBClusterSnapshotAlreadyExistsFault")
        self.refused(copy(target="not--good"), "InvalidParameterValue")
        self.assertEqual(copy("rds:other", "other").code, "DBClusterSnapshotNotFoundFault")

    def test_a_failed_fence_lets_the_old_primary_take_writes_that_are_lost(self):
        self.box.post("/timings", fence_fails=True, rebuild_s=1.0)
        self.failover()
        self.assertTrue(self.settled(WEST))
        self.assertEqual(self.order(EAST, 1), [True])
        self.assertEqual(self.box.get("/orders")["lost_failover"], 1)

    def test_what_is_refused(self):
        call = "FailoverGlobalCluster"
        self.refused(self.move(call, EAST, WEST, AllowDataLoss="true"), "InvalidParameterValue")
        self.refused(self.move(call, WEST, WEST, AllowDataLoss="true", Switchover="true"),
                     "InvalidParameterCombination")
        self.refused(self.move(call, WEST, WEST), "InvalidParameterValue")
        self.refused(self.failover(EAST), "InvalidGlobalClusterStateFault")
        self.assertEqual(self.failover().status, 200)
        self.refused(self.failover(), "InvalidGlobalClusterStateFault")
        mutations = [c for c in self.box.get("/calls") if c["mutates"] and c["status"] == 200]
        self.assertEqual(len(mutations), 1)
        self.assertEqual(len(self.box.get("/world")["accepted"]), 1)

    def test_a_lost_answer_is_still_an_act(self):
        self.box.post("/aws", service="rds", action="FailoverGlobalCluster",
                      effect="lost-answer", times=1)
        with self.assertRaises((OSError, http.client.HTTPException)):
            self.failover()
        self.assertTrue(self.settled(WEST))


class Switchover(World):
    def test_it_loses_nothing_even_with_lag(self):
        self.box.post("/lag", ms=300)
        self.assertEqual(self.order(EAST, 1, 2, 3), [True] * 3)
        self.assertEqual(self.move("SwitchoverGlobalCluster", EAST, WEST).status, 200)
        self.assertTrue(until(lambda: self.box.get("/world")["status"] == "switching-over"))
        self.assertEqual(self.order(EAST, 4), [False], "the old writer is fenced")
        self.assertTrue(self.settled(WEST))
        self.assertEqual(self.sync(EAST), "connected")
        orders = self.box.get("/orders")
        self.assertEqual((orders["acknowledged"], orders["present"], orders["lost"]), (3, 3, 0))

    def test_what_is_refused(self):
        call = "SwitchoverGlobalCluster"
        self.refused(self.move(call, WEST, WEST), "InvalidParameterValue")
        self.refused(self.move(call, EAST, EAST), "InvalidGlobalClusterStateFault")
        self.box.post("/fault", region=EAST, mode="refuse", only=["db"])
        self.refused(self.move(call, EAST, WEST), "InvalidGlobalClusterStateFault")

    def test_it_is_cancelled_when_a_cluster_dies_or_replication_is_stuck(self):
        causes = (("/lag", {"metric": "climbing"}, 0.1),
                  ("/fault", {"region": WEST, "mode": "5xx", "only": ["db"]}, 60))
        for nth, (path, body, takes_s) in enumerate(causes, 1):
            with self.subTest(path):
                self.box.post("/timings", switchover_s=takes_s, switchover_timeout_s=0.3)
                if path == "/lag":
                    self.box.post(path, **body)
                self.order(EAST, 1)
                self.move("SwitchoverGlobalCluster", EAST, WEST)
                self.box.post(path, **body)
                self.assertTrue(until(lambda n=nth: n == sum(
                    e["event"] == "cancelled" for e in self.box.get("/events"))))
                self.assertTrue(self.settled(EAST))
                self.box.post("/lag", metric="normal")
                self.assertEqual(self.order(EAST, 3), [True])

    def test_a_human_can_do_it_behind_our_back(self):
        self.box.post("/human", switchover_to=WEST, only="database")
        self.assertTrue(self.settled(WEST))
        self.assertEqual(self.box.get("/world")["controls"], {EAST: "On", WEST: "Off"})
        self.box.post("/human", switchover_to=EAST)
        self.assertTrue(self.settled(EAST))
        self.assertEqual(self.box.get("/world")["serving"], EAST)


class Outages(World):
    def test_a_refused_region_is_wholly_gone_and_comes_back(self):
        self.assertEqual(self.client.app(EAST).status, 200)
        self.box.post("/fault", region=EAST, mode="refuse")
        for _ in range(2):  # first the kept connection, then a new one
            with self.assertRaises((OSError, http.client.HTTPException)):
                self.client.app(EAST)
        with self.assertRaises(ConnectionRefusedError):
            self.client.call("rds", EAST, "DescribeGlobalClusters")
        with self.assertRaises(ConnectionRefusedError):
            self.client.call("route53-recovery-cluster", EAST, "ListRoutingControls")
        self.assertEqual(self.client.call("rds", WEST, "DescribeGlobalClusters").status, 200)
        self.box.post("/fault", region=EAST, mode="none")
        self.assertEqual(self.client.app(EAST).status, 200)

    def test_a_black_hole_swallows_new_and_old_connections(self):
        self.client.app(EAST)
        self.box.post("/fault", region=EAST, mode="blackhole")
        place = self.box.addresses["app"][EAST].split(":")
        with self.assertRaises(socket.timeout):
            socket.create_connection((place[0], int(place[1])), 0.2)
        self.client.kept[f"api.{EAST}.shop.example{':'.join(place)}"].sock.settimeout(0.2)
        with self.assertRaises(socket.timeout):
            self.client.app(EAST)
        self.box.post("/fault", region=EAST, mode="none")
        self.assertEqual(self.client.app(EAST).status, 200)

    def test_5xx_and_slow(self):
        self.box.post("/fault", region=EAST, mode="5xx")
        self.assertEqual(self.client.app(EAST).status, 503)
        self.assertEqual(self.client.call("rds", EAST, "DescribeGlobalClusters").status, 503)
        self.box.post("/fault", region=EAST, mode="slow", delay_ms=100, only=["app"])
        began = time.monotonic()
        self.assertEqual(self.client.app(EAST).status, 200)
        self.assertGreaterEqual(time.monotonic() - began, 0.1)

    def test_a_share_of_the_answers_fails_and_is_counted(self):
        self.box.post("/app", region=EAST, status=500, share=0.25, path="/healthz")
        statuses = [self.client.app(EAST).status for _ in range(8)]
        self.assertEqual(statuses.count(500), 2)
        tally = self.box.get("/world")["app"][EAST]["GET /healthz"]
        self.assertEqual((tally["good"], tally["failed"]), (6, 2))
        self.assertGreater(tally["last_failed_ns"], tally["first_failed_ns"])
        self.box.post("/app", region=EAST, body="sorry")
        self.assertEqual(self.client.app(EAST).body, b"sorry")

    def test_certificates_can_be_wrong(self):
        for certificate, words in (("expired", "expired"), ("wrong-name", "not valid for")):
            self.box.post("/app", region=EAST, cert=certificate)
            self.client.close()
            with self.assertRaises(ssl.SSLCertVerificationError) as caught:
                self.client.app(EAST)
            self.assertIn(words, str(caught.exception))
        self.box.post("/app", region=EAST, cert="ok")
        self.assertEqual(self.client.app(EAST).status, 200)


    def test_references_are_independent_of_both_regions(self):
        place = self.box.addresses["references"]
        self.box.post("/fault", region=EAST, mode="refuse")
        self.box.post("/fault", region=WEST, mode="refuse")
        ask = lambda: urllib.request.urlopen(f"http://{place}/", timeout=1).status  # noqa: E731
        self.assertEqual(ask(), 200)
        self.box.post("/fault", region="references", mode="refuse")
        with self.assertRaises(urllib.error.URLError):
            ask()


class Lag(World):
    settings = {**QUICK, "metric_period_s": 0.25}

    def newest(self, region=WEST, name="AuroraGlobalDBRPOLag", cluster="remittance-2"):
        """(age in seconds, value) of the newest datapoint; None if there is none."""
        answer = self.client.call("monitoring", region, "GetMetricData", {
            "MetricDataQueries": [{"Id": "q", "MetricStat": {"Metric": {
                "Namespace": "AWS/RDS", "MetricName": name, "Dimensions": [
                    {"Name": "DBClusterIdentifier", "Value": cluster}]},
                "Period": 1, "Stat": "Maximum"}}],
            "StartTime": int(time.time()) - 60, "EndTime": int(time.time()) + 1,
            "ScanBy": "TimestampDescending"}).json["MetricDataResults"][0]
        self.assertEqual(answer["StatusCode"], "Complete")
        times = answer["Timestamps"]
        self.assertEqual(times, sorted(times, reverse=True))
        return (time.time() - times[0], answer["Values"][0]) if times else None

    def test_it_is_there_for_the_secondary_only(self):
        age, value = self.newest()
        self.assertLess(age, 2.5)
        self.assertAlmostEqual(value, 40.0, delta=5)
        self.assertIsNone(self.newest(EAST))
        self.assertIsNone(self.newest(EAST, cluster="remittance-1"))
        self.assertIsNone(self.newest(name="CPUUtilization"))
        self.box.post("/timings", rpo_lag=False)
        self.assertIsNone(self.newest())
        self.assertIsNotNone(self.newest(name="AuroraGlobalDBReplicationLag"))

    def test_it_follows_the_world(self):
        self.box.post("/lag", ms=1234)
        self.assertTrue(until(lambda: 1200 <= self.newest()[1] <= 1300, 3))
        self.box.post("/lag", metric="climbing")
        self.assertTrue(until(lambda: self.newest()[1] > 1900, 4))
        self.box.post("/lag", metric="absent")
        self.assertIsNone(self.newest())

    def test_it_stops_when_the_primary_dies(self):
        self.box.post("/fault", region=EAST, mode="refuse")
        first = self.newest()
        time.sleep(1.3)
        self.assertGreater(self.newest()[0], first[0] + 1)

    def test_bad_questions_are_refused(self):
        answer = self.client.call("monitoring", WEST, "GetMetricData", {
            "MetricDataQueries": [], "StartTime": "2026-01-01T00:00:00Z", "EndTime": 2})
        self.refused(answer, "SerializationException")


if __name__ == "__main__":
    unittest.main()
