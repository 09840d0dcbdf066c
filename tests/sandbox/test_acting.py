# SPDX-License-Identifier: MIT
"""The services that do something: functions, documents, plans, topics, buses, statements."""
import json
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sandbox.test_services import EAST, WEST, World  # noqa: E402
from sandbox.testclient import until  # noqa: E402

QUICK = {"pending_s": 0.05, "promote_s": 0.1, "switchover_s": 0.1, "settle_s": 0.05,
         "rebuild_s": 0.1, "secret_cache_s": 0.0, "health_check_s": 0.05, "scale_s": 0.05,
         "arc_rate": 0}
CLUSTER = {EAST: "arn:aws:rds:us-east-1:123456789012:cluster:remittance-1",
           WEST: "arn:aws:rds:us-west-2:123456789012:cluster:remittance-2"}
SECRET = "arn:aws:secretsmanager:{}:123456789012:secret:remittance/database-AbCdEf"
PLAN = "arn:aws:arc-region-switch::123456789012:plan/remittance:abc123"
TOKEN = "3f2c9d3e-1111-4222-8333-{:012d}"


class Acting(World):
    settings = QUICK

    def invoke(self, name, payload=None, kind="RequestResponse", region=WEST, query=""):
        return self.client.call("lambda", region, f"{name}/invocations{query}", payload or {},
                                signed={"X-Amz-Invocation-Type": kind})

    def execute(self, sql, region=WEST, **more):
        return self.client.call("rds-data", region, "", {
            "resourceArn": CLUSTER[region], "secretArn": SECRET.format(region), "sql": sql,
            "database": "remittance", **more})

    def start(self, document, token=1, region=WEST, **parameters):
        return self.client.call("ssm", region, "StartAutomationExecution", {
            "DocumentName": document, "ClientToken": TOKEN.format(token),
            "Parameters": {name: [value] for name, value in parameters.items()}})

    def execution(self, started, region=WEST):
        return self.client.call("ssm", region, "GetAutomationExecution", {
            "AutomationExecutionId": started.json["AutomationExecutionId"]}).json[
                "AutomationExecution"]

    def ended(self, started, status, region=WEST):
        self.assertTrue(until(lambda: self.execution(started, region)[
            "AutomationExecutionStatus"] == status), self.execution(started, region))
        return self.execution(started, region)

    def home(self):
        """As it was: east serves, and all of it is well."""
        self.box.post("/fault", region=EAST, mode="none")
        self.assertTrue(until(lambda: self.box.get("/world")["clusters"][EAST]["sync"]
                              == "connected"))
        if self.box.get("/world")["writer"] != EAST:
            self.box.post("/human", switchover_to=EAST)
        self.assertTrue(until(lambda: self.box.get("/world")["writer"] == EAST
                              and self.box.get("/world")["operation"] is None))
        self.box.post("/controls", **{EAST: "On", WEST: "Off"})


class Functions(Acting):
    def test_a_function_scales_the_application_and_can_look(self):
        self.assertFalse(self.invoke("warm-up", {"phase": "look"}).json["done"])
        self.assertEqual(self.invoke("warm-up", {"phase": "act"}).status, 200)
        self.assertTrue(until(lambda: self.invoke("warm-up", {"phase": "look"}).json["done"]))
        self.assertEqual(self.box.get("/world")["fleet"], {EAST: 2, WEST: 4})
        mutates = {(c["params"].get("Payload") or {}).get("phase"): c["mutates"]
                   for c in self.box.get("/calls?service=lambda") if c["action"] == "Invoke"}
        self.assertEqual((mutates["look"], mutates["act"]), (False, True))

    def test_a_dry_run_and_an_event_answer_nothing(self):
        self.box.post("/function", region=WEST, name="noted")
        self.assertEqual(self.invoke("noted", kind="DryRun").status, 204)
        self.assertEqual(self.box.get("/functions")[WEST]["noted"], [])
        self.assertEqual(self.invoke("noted", {"a": 1}, kind="Event").status, 202)
        self.assertEqual(self.box.get("/functions")[WEST]["noted"], [{"a": 1}])

    def test_a_function_that_fails_is_no_error_of_the_call(self):
        for failure, kind in (("handled", "Handled"), ("unhandled", "Unhandled"),
                              ("timeout", "Unhandled")):
            self.box.post("/function", region=WEST, name="check", failure=failure, times=1)
            answer = self.invoke("check")
            self.assertEqual((answer.status, answer.headers["X-Amz-Function-Error"]), (200, kind))
            self.assertIn("errorMessage", answer.json)
        self.assertIsNone(self.invoke("check").headers["X-Amz-Function-Error"])

    def test_what_lambda_refuses(self):
        arn = "arn:aws:lambda:{}:123456789012:function:check"
        self.assertEqual(self.invoke(arn.format(WEST).replace(":", "%3A"),
                                     query="?Qualifier=live").status, 200)
        for name, query, code, status in (
                ("nothing", "", "ResourceNotFoundException", 404),
                ("check", "?Qualifier=blue", "ResourceNotFoundException", 404),
                (arn.format(EAST).replace(":", "%3A"), "", "ResourceNotFoundException", 404),
                ("a%20b", "", "ValidationException", 400)):
            self.refused(self.invoke(name, query=query), code, status)
        self.refused(self.invoke("check", kind="Maybe"), "InvalidParameterValueException", 400)
        self.refused(self.invoke("check", b"{"), "InvalidRequestContentException", 400)
        self.box.post("/aws", service="lambda", effect="throttle", times=1)
        self.refused(self.invoke("check"), "TooManyRequestsException", 429)


class Documents(Acting):
    def test_a_document_scales_the_application(self):
        started = self.start("Remittance-Scale", Region=WEST)
        execution = self.ended(started, "Success")
        self.assertEqual(self.box.get("/world")["fleet"][WEST], 4)
        self.assertEqual([s["StepStatus"] for s in execution["StepExecutions"]], ["Success"] * 2)
        self.assertEqual(execution["Outputs"], {"serves.detail": ["4 of 4 instances run"]})
        self.assertIn("assumed-role/automation/" + execution["AutomationExecutionId"],
                      {c["arn"].split(":")[5] for c in self.box.get("/calls?service=lambda")})

    def test_a_document_fails_over_and_its_calls_meet_the_outage(self):
        self.addCleanup(self.home)
        self.box.post("/fault", region=EAST, mode="refuse")
        self.ended(self.start("Remittance-Failover", 2, TargetRegion=WEST), "Success")
        self.assertTrue(until(lambda: self.box.get("/world")["serving"] == WEST))
        self.assertIn("unreachable", {c["code"] for c in self.box.get(f"/calls?region={EAST}")})

    def test_the_same_token_is_the_same_execution(self):
        ids = {self.start("Remittance-Scale", 3, Region=WEST).json["AutomationExecutionId"]
               for _ in range(2)}
        self.assertEqual(len(ids), 1)
        self.refused(self.start("Remittance-Scale", 3, Region=EAST),
                     "IdempotentParameterMismatch", 400)

    def add(self, name, *steps):
        self.box.world.automations.add(name, {"schemaVersion": "0.3", "mainSteps": list(steps)})

    def test_a_step_that_fails_ends_it_or_does_not(self):
        wrong = {"name": "wrong", "action": "aws:executeAwsApi", "inputs": {
            "Service": "rds", "Api": "DescribeDBClusters", "DBClusterIdentifier": "nothing"}}
        sleep = {"name": "sleep", "action": "aws:sleep", "inputs": {"Duration": "PT0S"}}
        self.add("Stops", wrong, sleep)
        execution = self.ended(self.start("Stops", 4), "Failed")
        self.assertIn("DBCluster nothing not found", execution["FailureMessage"])
        self.add("Goes-On", {**wrong, "onFailure": "Continue"}, sleep)
        execution = self.ended(self.start("Goes-On", 5), "Success")
        self.assertEqual([s["StepStatus"] for s in execution["StepExecutions"]],
                         ["Failed", "Success"])

    def test_a_step_that_takes_too_long_times_out(self):
        self.add("Slow", {"name": "slow", "action": "aws:sleep", "timeoutSeconds": 0.05,
                          "inputs": {"Duration": "PT1H"}})
        self.ended(self.start("Slow", 6), "TimedOut")

    def test_a_pause_waits_for_a_person_and_an_approval_can_be_rejected(self):
        self.add("Asks", {"name": "look", "action": "aws:pause", "inputs": {}},
                 {"name": "ask", "action": "aws:approve", "inputs": {}})
        started = self.start("Asks", 7)
        execution = self.ended(started, "Waiting")
        self.assertEqual(execution["CurrentStepName"], "look")
        self.client.call("ssm", WEST, "SendAutomationSignal", {
            "AutomationExecutionId": execution["AutomationExecutionId"], "SignalType": "Resume"})
        self.assertTrue(until(lambda: self.execution(started).get("CurrentStepName") == "ask"))
        self.box.post("/automation", id=execution["AutomationExecutionId"], signal="Reject")
        self.ended(started, "Rejected")
        started = self.start("Asks", 8)
        self.ended(started, "Waiting")
        self.client.call("ssm", WEST, "StopAutomationExecution", {
            "AutomationExecutionId": started.json["AutomationExecutionId"]})
        self.ended(started, "Cancelled")

    def test_a_branch_and_another_document(self):
        self.add("Chooses", {"name": "choose", "action": "aws:branch", "inputs": {
            "Choices": [{"Variable": "{{global:REGION}}", "StringEquals": WEST,
                         "NextStep": "inner"}], "Default": "never"}},
                 {"name": "never", "action": "aws:nothing", "inputs": {}},
                 {"name": "inner", "action": "aws:executeAutomation", "inputs": {
                     "DocumentName": "Remittance-Scale", "RuntimeParameters": {"Region": WEST}}})
        execution = self.ended(self.start("Chooses", 9), "Success")
        self.assertEqual([s["StepName"] for s in execution["StepExecutions"]],
                         ["choose", "inner"])

    def test_what_systems_manager_refuses(self):
        self.refused(self.start("Nothing", 20), "AutomationDefinitionNotFoundException", 400)
        arn = "arn:aws:ssm:{}:123456789012:document/Remittance-Scale"
        self.refused(self.start(arn.format(EAST), 21, Region=WEST),
                     "AutomationDefinitionNotFoundException")
        self.assertEqual(self.start(arn.format(WEST), 22, Region=WEST).status, 200)
        for wrong in ({}, {"Region": WEST, "Colour": "blue"}):
            self.refused(self.start("Remittance-Scale", 23, **wrong),
                         "InvalidAutomationExecutionParametersException", 400)
        for name, value, code in (
                ("DocumentVersion", "7", "AutomationDefinitionVersionNotFoundException"),
                ("ClientToken", "mine", "ValidationException"),
                ("Mode", "Fast", "ValidationException")):
            self.refused(self.client.call("ssm", WEST, "StartAutomationExecution", {
                "DocumentName": "Remittance-Scale", name: value}), code, 400)
        for call in ("GetAutomationExecution", "StopAutomationExecution"):
            self.refused(self.client.call("ssm", WEST, call, {"AutomationExecutionId": "x"}),
                         "AutomationExecutionNotFoundException")
        self.box.post("/timings", automations_most=0)
        self.addCleanup(self.box.post, "/timings", automations_most=100)
        self.refused(self.start("Remittance-Scale", 24, Region=WEST),
                     "AutomationExecutionLimitExceededException", 429)

    def test_a_document_is_described(self):
        def describe(name):
            return self.client.call("ssm", WEST, "DescribeDocument", {"Name": name})
        self.assertEqual(describe("Remittance-Scale").json["Document"]["DocumentType"],
                         "Automation")
        self.refused(describe("Nothing"), "InvalidDocument", 400)


class Plans(Acting):
    def start_plan(self, to=WEST, region=WEST, **more):
        return self.client.call("arc-region-switch", region, "StartPlanExecution", {
            "planArn": PLAN, "targetRegion": to, "action": "activate", "comment": "a test",
            **more})

    def state(self, started):
        return self.client.call("arc-region-switch", WEST, "GetPlanExecution", {
            "planArn": PLAN, "executionId": started.json["executionId"]}).json

    def until_state(self, started, *states):
        self.assertTrue(until(lambda: self.state(started)["executionState"] in states),
                        self.state(started))

    def test_it_moves_the_database_and_the_traffic_there_and_back(self):
        self.addCleanup(self.home)
        self.box.post("/fault", region=EAST, mode="refuse")
        started = self.start_plan(mode="ungraceful")
        self.assertEqual(started.json["deactivateRegion"], EAST)
        self.refused(self.start_plan(), "IllegalStateException", 400)
        self.until_state(started, "completedMonitoringApplicationHealth")
        world = self.box.get("/world")
        self.assertEqual((world["writer"], world["controls"][WEST]), (WEST, "On"))
        self.box.post("/secret", region=WEST, text=json.dumps(
            {"host": world["clusters"][WEST]["endpoint"]}))
        self.until_state(started, "completed")
        items = self.client.call("arc-region-switch", WEST, "ListPlanExecutions", {
            "planArn": PLAN, "maxResults": 1}).json["items"]
        self.assertEqual([(i["executionId"], i["comment"]) for i in items],
                         [(started.json["executionId"], "a test")])

    def test_an_approval_is_waited_for_and_a_decline_cancels(self):
        self.addCleanup(self.home)
        self.box.post("/timings", plan_steps="approval,controls")
        self.addCleanup(self.box.post, "/timings", plan_steps="database,controls")

        def say(started, approval):
            return self.client.call("arc-region-switch", WEST, "ApprovePlanExecutionStep", {
                "planArn": PLAN, "executionId": started.json["executionId"],
                "stepName": "approval", "approval": approval})
        started = self.start_plan()
        self.until_state(started, "pendingManualApproval")
        self.assertEqual(say(started, "decline").json, {})
        self.until_state(started, "canceled")
        self.refused(say(started, "approve"), "IllegalStateException", 400)
        started = self.start_plan()
        self.until_state(started, "pendingManualApproval")
        say(started, "approve")
        self.until_state(started, "completedMonitoringApplicationHealth", "completed")
        self.client.call("arc-region-switch", WEST, "CancelPlanExecution", {
            "planArn": PLAN, "executionId": started.json["executionId"]})
        self.until_state(started, "canceled", "completed")

    def test_a_block_that_fails_pauses_it_until_it_is_skipped(self):
        self.addCleanup(self.home)
        self.box.post("/aws", service="rds", action="SwitchoverGlobalCluster", effect="500",
                      times=1)
        started = self.start_plan()
        self.until_state(started, "pausedByFailedStep")
        self.client.call("arc-region-switch", WEST, "UpdatePlanExecutionStep", {
            "planArn": PLAN, "executionId": started.json["executionId"], "stepName": "database",
            "actionToTake": "skip"})
        self.until_state(started, "completedMonitoringApplicationHealth",
                         "completedWithExceptions")
        self.assertEqual(self.box.get("/world")["writer"], EAST)
        self.box.post("/plan", word="cancel")
        self.until_state(started, "canceled", "completedWithExceptions")

    def test_what_region_switch_refuses(self):
        self.refused(self.start_plan(region=EAST), "IllegalArgumentException", 400)
        self.refused(self.start_plan(to="eu-west-9"), "IllegalArgumentException", 400)
        self.refused(self.start_plan(mode="gentle"), "IllegalArgumentException", 400)
        self.refused(self.start_plan(action="deactivate"), "IllegalArgumentException", 400)
        self.refused(self.start_plan(planArn=PLAN + "x"), "ResourceNotFoundException", 404)
        self.refused(self.client.call("arc-region-switch", WEST, "GetPlanExecution", {
            "planArn": PLAN, "executionId": "x"}), "ResourceNotFoundException", 404)


class Words(Acting):
    """Topics and event buses."""

    def publish(self, **params):
        return self.client.call("sns", WEST, "Publish", {
            "TopicArn": f"arn:aws:sns:{WEST}:123456789012:failovers", "Message": "it moves",
            **params})

    def put(self, *entries):
        entry = {"Source": "test", "DetailType": "move", "Detail": "{}"}
        return self.client.call("events", WEST, "PutEvents", {
            "Entries": [{**entry, **more} for more in entries]}).json

    def test_what_was_published_is_heard(self):
        answer = self.publish(Subject="a subject", **{
            "MessageAttributes.entry.1.Name": "severity",
            "MessageAttributes.entry.1.Value.DataType": "String",
            "MessageAttributes.entry.1.Value.StringValue": "critical"})
        heard = self.box.get("/heard?place=topic")[-1]
        self.assertEqual(heard["id"], answer.text("PublishResult/MessageId"))
        self.assertEqual((heard["subject"], heard["text"], heard["attributes"], heard["region"]),
                         ("a subject", "it moves", {"severity": "critical"}, WEST))

    def test_what_sns_refuses(self):
        topic = "arn:aws:sns:{}:{}:{}"
        for arn, code, status in (
                (topic.format(WEST, "123456789012", "others"), "NotFound", 404),
                (topic.format(EAST, "123456789012", "failovers"), "InvalidParameter", 400),
                (topic.format(WEST, "999999999999", "failovers"), "AuthorizationError", 403),
                ("failovers", "InvalidParameter", 400)):
            self.refused(self.publish(TopicArn=arn), code, status)
            self.refused(self.client.call("sns", WEST, "GetTopicAttributes", {"TopicArn": arn}),
                         code, status)
        self.refused(self.publish(Subject="x" * 101), "InvalidParameter", 400)
        self.refused(self.publish(Subject="two\nlines"), "InvalidParameter", 400)
        self.refused(self.publish(Message=""), "MissingParameter", 400)

    def test_of_several_events_each_fails_alone(self):
        answer = self.put({}, {"Detail": "no JSON"}, {"Source": "aws.rds"},
                          {"EventBusName": "others"})
        self.assertEqual(answer["FailedEntryCount"], 3)
        self.assertEqual([e.get("ErrorCode") for e in answer["Entries"]], [
            None, "MalformedDetail", "NotAuthorizedForSourceException", "InvalidArgument"])
        self.box.post("/aws", service="events", effect="partial", times=1)
        self.assertEqual(self.put({})["Entries"][0]["ErrorCode"], "ThrottlingException")
        self.assertEqual(self.box.get("/heard?place=bus")[-1]["type"], "move")
        self.refused(self.client.call("events", WEST, "PutEvents", {"Entries": []}),
                     "ValidationException", 400)
        self.refused(self.client.call("events", WEST, "DescribeEventBus", {"Name": "others"}),
                     "ResourceNotFoundException", 400)


class Statements(Acting):
    def test_a_write_is_taken_by_the_writer_alone(self):
        self.addCleanup(self.home)
        write = "UPDATE canary SET seen = now()"
        self.assertEqual(self.execute(write, EAST).json["numberOfRecordsUpdated"], 1)
        self.refused(self.execute(write, WEST), "DatabaseUnavailableException", 504)
        self.box.post("/human", failover_to=WEST, only="database")
        self.assertTrue(until(lambda: self.execute(write, WEST).status == 200))
        self.assertEqual(self.box.get("/world")["clusters"][WEST]["statements"], 2)
        self.assertEqual(self.execute("SELECT 1", WEST).json["records"], [[{"longValue": 2}]])

    def test_a_fenced_writer_says_that_it_is_read_only(self):
        self.box.world.database.writer.writable = False
        answer = self.execute("INSERT INTO canary VALUES (1)", EAST)
        self.box.world.database.writer.writable = True
        self.refused(answer, "DatabaseErrorException", 400)
        self.assertIn("read-only transaction", answer.json["message"])

    def test_what_the_data_api_refuses(self):
        for more, code, status in (
                ({"resourceArn": CLUSTER[WEST]}, "DatabaseNotFoundException", 404),
                ({"resourceArn": "remittance-1"}, "BadRequestException", 400),
                ({"secretArn": SECRET.format(WEST)}, "BadRequestException", 400),
                ({"database": "other"}, "DatabaseErrorException", 400),
                ({"sql": "SHOUT"}, "DatabaseErrorException", 400),
                ({"sql": 7}, "SerializationException", 400),
                ({"query": "x"}, "SerializationException", 400)):
            self.refused(self.execute(**{"sql": "SELECT 1", "region": EAST, **more}), code, status)
        self.box.post("/timings", data_api=False)
        self.addCleanup(self.box.post, "/timings", data_api=True)
        self.refused(self.execute("SELECT 1", EAST), "HttpEndpointNotEnabledException", 400)


if __name__ == "__main__":
    unittest.main()
