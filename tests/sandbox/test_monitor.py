# SPDX-License-Identifier: MIT
"""CloudWatch's metrics and alarms, and Route 53's checkers, as a test sets them."""
import sys
import time
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sandbox import Sandbox  # noqa: E402
from sandbox.monitor import Monitor  # noqa: E402
from sandbox.settings import Settings  # noqa: E402
from sandbox.testclient import Client, workplace  # noqa: E402

EAST, WEST = "us-east-1", "us-west-2"
KEY, SECRET = "AKIASANDBOX000000001", "sandbox/secret+key/0123456789abcdefghijk"
CHECK = "/2013-04-01/healthcheck/02ec8401-9879-4259-91fa-04e66d094674/status"


class StoppedClock:
    def __init__(self, now):
        self.time = now

    def wall(self):
        return self.time


class Metrics(unittest.TestCase):
    """Datapoints of a second each, on a clock of our own."""

    KEY = ("AWS/Lambda", "Errors", frozenset())

    def setUp(self):
        self.clock = StoppedClock(10_000.5)
        self.monitor = Monitor(self.clock, Settings())

    def points(self, start, end):
        return self.monitor.points(WEST, self.KEY, start, end)

    def test_a_period_that_is_not_over_has_no_datapoint(self):
        self.monitor.set_metric(WEST, self.KEY, 1.0)
        self.assertEqual(self.points(9997, 20_000), [(9997, 1.0), (9998, 1.0), (9999, 1.0)])
        self.clock.time = 10_001.0
        self.assertEqual(self.points(9999, 20_000), [(9999, 1.0), (10_000, 1.0)])

    def test_a_metric_changes_and_ends(self):
        self.monitor.set_metric(WEST, self.KEY, 1.0)
        self.clock.time = 10_002.0
        self.monitor.set_metric(WEST, self.KEY, 7.0)
        self.clock.time = 10_004.0
        self.monitor.set_metric(WEST, self.KEY, None)
        self.clock.time = 11_000.0
        self.assertEqual(self.points(10_001, 20_000), [(10_001, 1.0), (10_002, 7.0), (10_003, 7.0)])


class Monitored(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.box = Sandbox(workplace()).start()
        cls.client = Client(cls.box.addresses, KEY, SECRET)

    @classmethod
    def tearDownClass(cls):
        cls.client.close()
        cls.box.stop()

    def values(self, region, name, dimensions, stat="Average", period=1):
        now = time.time()
        answer = self.client.call("monitoring", region, "GetMetricData", {
            "MetricDataQueries": [{"Id": "m", "MetricStat": {
                "Metric": {"Namespace": "AWS/ApiGateway", "MetricName": name,
                           "Dimensions": [{"Name": n, "Value": v} for n, v in dimensions.items()]},
                "Period": period, "Stat": stat}}],
            "StartTime": int(now) - 120, "EndTime": int(now) + 60})
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json["MetricDataResults"][0]["Values"]

    def test_a_metric_has_its_value_in_its_region_and_for_all_its_dimensions_only(self):
        where = {"ApiName": "remittance", "Stage": "live"}
        self.box.post("/metric", region=WEST, namespace="AWS/ApiGateway", name="5XXError",
                      dimensions=where, value=0.25)
        self.assertEqual(set(self.values(WEST, "5XXError", where)), {0.25})
        self.assertGreater(len(self.values(WEST, "5XXError", where)), 50)
        self.assertEqual(self.values(WEST, "5XXError", where, "Sum", 60)[1], 60 * 0.25)
        self.assertEqual(self.values(WEST, "5XXError", {"ApiName": "remittance"}), [])
        self.assertEqual(self.values(WEST, "4XXError", where), [])
        self.assertEqual(self.values(EAST, "5XXError", where), [])

    def alarms(self, region=WEST, **params):
        answer = self.client.call("monitoring", region, "DescribeAlarms", params)
        if answer.status != 200:
            return answer.code
        return ([a["AlarmName"] for a in answer.json["MetricAlarms"]],
                [a["AlarmName"] for a in answer.json["CompositeAlarms"]])

    def test_alarms_are_found_by_name_and_kind(self):
        both = ["MetricAlarm", "CompositeAlarm"]
        self.box.post("/alarm", region=WEST, name="api", state="ALARM", reason="too many")
        self.box.post("/alarm", region=WEST, name="all", state="OK", kind="composite")
        self.assertEqual(self.alarms(), (["api"], []))
        self.assertEqual(self.alarms(AlarmTypes=both), (["api"], ["all"]))
        self.assertEqual(self.alarms(AlarmTypes=both, AlarmNames=["all", "none"]), ([], ["all"]))
        self.assertEqual(self.alarms(AlarmTypes=both, StateValue="ALARM"), (["api"], []))
        self.assertEqual(self.alarms(EAST, AlarmTypes=both), ([], []))
        answer = self.client.call("monitoring", WEST, "DescribeAlarms", {"AlarmNames": ["api"]})
        alarm = answer.json["MetricAlarms"][0]
        self.assertEqual((alarm["StateValue"], alarm["StateReason"]), ("ALARM", "too many"))

    def test_what_describe_alarms_does_not_take_is_refused(self):
        wrong = "InvalidParameterValueException"
        self.assertEqual(self.alarms(AlarmTypes=["Alarm"]), wrong)
        self.assertEqual(self.alarms(MaxRecords=101), wrong)
        self.assertEqual(self.alarms(AlarmNames=["x"] * 101), wrong)
        self.assertEqual(self.alarms(StateValue="RINGING"), wrong)
        self.assertEqual(self.alarms(Names=["x"]), "SerializationException")

    def checkers(self):
        """What each checker says, and when it looked."""
        root = ElementTree.fromstring(self.client.call("route53", "", CHECK).body)
        return ([e.text.partition(":")[0] for e in root.iter() if e.tag.endswith("}Status")],
                [e.text for e in root.iter() if e.tag.endswith("}CheckedTime")])

    def test_checkers_can_disagree_and_fall_silent(self):
        self.addCleanup(self.box.post, "/checkers", region=EAST)
        self.assertEqual(self.checkers()[0], ["Success"] * 3)
        self.box.post("/checkers", region=EAST, good=1, age_s=3600)
        says, when = self.checkers()
        self.assertEqual(says, ["Success", "Failure", "Failure"])
        hour_ago = time.strftime("%Y-%m-%dT%H", time.gmtime(time.time() - 3600))
        self.assertTrue(when[0].startswith(hour_ago), when)

    def test_what_control_does_not_take_is_refused(self):
        for path, body in (("/metric", {"region": WEST, "unit": 1}),
                           ("/alarm", {"region": WEST, "name": "x", "state": "on"}),
                           ("/checkers", {"region": EAST, "good": 4})):
            with self.assertRaises(ValueError):
                self.box.post(path, **body)


if __name__ == "__main__":
    unittest.main()
