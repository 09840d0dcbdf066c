# SPDX-License-Identifier: MIT
"""A daemon on each kind of AWS credentials does its work, renews them, and outlives their givers."""
from __future__ import annotations

from pathlib import Path
from typing import Any

from .stage import EAST, WEST, Case

KEY, SECRET = "AKIASANDBOX000000001", "sandbox/secret+key/0123456789abcdefghijk"
SHORT_S = 8.0  # a lifetime of credentials; the last quarter of it, and some more, is for renewing
ROLE = "arn:aws:iam::123456789012:role/failoverd"
SECRETS = (SECRET, "sandbox external id", "sandbox.web.identity", "sandbox-container-token")


class Credentials(Case):
    takes_s = 30

    def setUp(self) -> None:
        super().setUp()
        self.without_keys()
        self.addCleanup(self.assert_no_secret_was_told)

    def assert_no_secret_was_told(self) -> None:
        log = self.stage.log()
        for secret in SECRETS:
            self.assertNotIn(secret, log)

    def without_keys(self) -> None:
        environment = self.stage.daemon.environment
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            environment.pop(name, None)

    def set(self, **variables: str) -> None:
        self.stage.daemon.environment.update(variables)

    def write(self, name: str, text: str, mode: int = 0o600) -> str:
        path = self.stage.directory / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        path.chmod(mode)
        return str(path)

    def calls(self, query: str = "") -> list[dict[str, Any]]:
        return list(self.stage.box.get(f"/calls?{query}"))

    def callers(self, service: str = "rds") -> set[str]:
        """Who has asked that service, by the end of their names: "failoverd-pod/host"."""
        return {call["arn"].rpartition(":")[2] for call in self.calls(f"service={service}")}

    def watches_as(self, who: str, source: str) -> None:
        """It knows the topology, and every call of its probes was made by this one."""
        stage = self.stage
        stage.start_settled()
        self.assertIn(f"AWS credentials taken from {source}", stage.log())
        self.assertNotIn("no AWS credentials", stage.log())
        for caller in self.callers():
            self.assertIn(who, caller)

    def assert_renewed(self) -> None:
        """More than once, ahead of their end, and nobody has noticed."""
        stage = self.stage
        stage.until("the third ones are used", lambda: len(
            {call["access_key"] for call in self.calls("service=rds")}) >= 3)
        self.assertEqual([c["code"] for c in self.calls() if c["status"] == 403], [])
        self.assertNotIn("no newer AWS credentials", stage.log())


class Files(Credentials):
    def test_keys_of_a_profile(self):
        self.write(".aws/credentials", f"[default]\naws_access_key_id={KEY}\n"
                                       f"aws_secret_access_key={SECRET}\n")
        self.write(".aws/config", "[default]\nretry_mode = adaptive\n")
        self.watches_as("user/failoverd", "profile default")
        self.assertEqual(self.stage.log().count('the retry mode "adaptive"'), 1)

    def test_keys_that_systemd_hands_over(self):
        directory = Path(self.write("given/aws-access-key-id", KEY + "\n")).parent
        self.write("given/aws-secret-access-key", SECRET + "\n")
        self.set(CREDENTIALS_DIRECTORY=str(directory))
        self.watches_as("user/failoverd", "systemd credentials")

    def test_a_credentials_file_that_systemd_hands_over(self):
        directory = Path(self.write(
            "given/aws-credentials", f"[ours]\naws_access_key_id={KEY}\n"
                                     f"aws_secret_access_key={SECRET}\n")).parent
        self.set(CREDENTIALS_DIRECTORY=str(directory))
        self.stage.configure(daemon={"aws": {"profile": "ours"}})
        self.watches_as("user/failoverd", "profile ours")

    def test_a_role_of_a_profile_is_assumed_and_renewed(self):
        self.write(".aws/config",
                   f"[profile prod]\nrole_arn={ROLE}-shared\nsource_profile=base\n"
                   "external_id=sandbox external id\nrole_session_name=here\n"
                   f"[profile base]\nrole_arn={ROLE}-exec\nsource_profile=keys\n"
                   f"[profile keys]\naws_access_key_id={KEY}\naws_secret_access_key={SECRET}\n")
        self.set(AWS_PROFILE="prod")
        self.stage.box.post("/timings", role_s=SHORT_S)
        self.watches_as("assumed-role/failoverd-shared/here", "role failoverd-shared")
        self.assertEqual({call["arn"].split("/")[1] for call in self.calls("action=AssumeRole")},
                         {"failoverd", "failoverd-exec"})
        self.assert_renewed()

    def test_a_program_that_prints_them(self):
        runs = self.stage.directory / "given" / "the runs"
        program = self.write("given/give it", "\n".join((
            "#!/bin/sh", "echo run >> \"$1\"", "echo $SECRET_WORD >&2",
            f"end=$(date -u -d '+{SHORT_S:g} seconds' +%Y-%m-%dT%H:%M:%SZ)",
            f"printf '{{\"Version\": 1, \"AccessKeyId\": \"{KEY}\",'",
            f"printf ' \"SecretAccessKey\": \"{SECRET}\", \"Expiration\": \"%s\"}}' $end")), 0o700)
        self.write(".aws/config", f"[default]\ncredential_process = '{program}' \"{runs}\"\n")
        self.set(SECRET_WORD=SECRET)
        self.watches_as("user/failoverd", "profile default")
        self.stage.until("it is run again and again",
                         lambda: runs.read_text().count("run") >= 3)
        self.assertNotIn("no newer AWS credentials", self.stage.log())


class Elsewhere(Credentials):
    def test_a_token_that_somebody_keeps_fresh(self):
        self.set(AWS_WEB_IDENTITY_TOKEN_FILE=self.write("given/token", "sandbox.web.identity"),
                 AWS_ROLE_ARN=ROLE + "-pod", AWS_ROLE_SESSION_NAME="pod-1")
        self.stage.box.post("/timings", role_s=SHORT_S)
        self.watches_as("assumed-role/failoverd-pod/pod-1", "role failoverd-pod")
        self.assertEqual({call["arn"] for call in self.calls(
            "service=sts&action=AssumeRoleWithWebIdentity")}, {""})
        self.assert_renewed()

    def test_a_container(self):
        self.set(AWS_CONTAINER_CREDENTIALS_FULL_URI=self.stage.box.addresses["container"],
                 AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=self.write(
                     "given/token", "sandbox-container-token\n"))
        self.stage.box.post("/container", lifetime_s=SHORT_S)
        self.watches_as("assumed-role/failoverd-task/task", "container")
        self.assert_renewed()
        self.write("given/token", "another-token")
        self.stage.box.post("/container", token="another-token")
        before = {call["access_key"] for call in self.calls("service=rds")}
        self.stage.until("the token is read anew", lambda: len(
            {call["access_key"] for call in self.calls("service=rds")} - before) >= 1)


class Broken(Credentials):
    """What is configured but broken is said, with its place and what to do, and watching goes on."""

    takes_s = 30

    def check(self, words: str, config: str = "", **variables: str) -> None:
        stage = self.stage
        self.write(".aws/config", config)
        self.set(**variables)
        stage.start()
        stage.until_logged(f"no AWS credentials: {words}")
        stage.until("it is asked on", lambda: stage.application()["state"] == "home")
        self.assertEqual(self.calls("service=rds"), [])

    def test_nothing_anywhere(self):
        self.check("none in the environment or the shared files, and AWS_EC2_METADATA_DISABLED "
                   "forbids to ask the instance; set AWS_ACCESS_KEY_ID, a profile, or give the "
                   "instance a role")

    def test_the_instances_role_is_named_and_must_not_be_asked(self):
        self.check("AWS_EC2_METADATA_DISABLED forbids to ask the instance",
                   f"[default]\nrole_arn={ROLE}\ncredential_source=Ec2InstanceMetadata\n")

    def test_an_address_of_the_instances_that_is_none(self):
        self.check("none in the environment or the shared files, and AWS_EC2_METADATA_SERVICE_"
                   "ENDPOINT is not a URL", AWS_EC2_METADATA_DISABLED="",
                   AWS_EC2_METADATA_SERVICE_ENDPOINT="imds")

    def test_a_file_that_cannot_be_read(self):
        self.check(f"{self.stage.directory}: not a regular file; give the path of one",
                   AWS_SHARED_CREDENTIALS_FILE=str(self.stage.directory))

    def test_a_token_that_is_not_there(self):
        self.check("web identity token: /nowhere/token: there is no such file",
                   AWS_WEB_IDENTITY_TOKEN_FILE="/nowhere/token", AWS_ROLE_ARN=ROLE)

    def test_a_token_that_is_refused(self):
        self.check(f"{ROLE} cannot be assumed: HTTP 400 InvalidIdentityToken: ",
                   AWS_WEB_IDENTITY_TOKEN_FILE=self.write("given/token", "other"),
                   AWS_ROLE_ARN=ROLE)
        self.assertIn("; check the token file, and the identity provider", self.stage.log())

    def test_a_container_that_refuses(self):
        self.check("the container's credentials endpoint gave none: HTTP 403; look whether the "
                   "task has a role", AWS_CONTAINER_AUTHORIZATION_TOKEN="other",
                   AWS_CONTAINER_CREDENTIALS_FULL_URI=self.stage.box.addresses["container"])

    def test_a_container_that_does_not_answer(self):
        self.stage.box.post("/container", mode="down")
        self.check("the container's credentials endpoint gave none: connection to ",
                   AWS_CONTAINER_CREDENTIALS_FULL_URI=self.stage.box.addresses["container"])

    def test_a_container_elsewhere(self):
        self.check("AWS_CONTAINER_CREDENTIALS_FULL_URI leads to another host over plain HTTP",
                   AWS_CONTAINER_CREDENTIALS_FULL_URI="http://evil.example/")

    def test_a_containers_token_that_is_not_there(self):
        self.check("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: /nowhere: there is no such file",
                   AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE="/nowhere",
                   AWS_CONTAINER_CREDENTIALS_FULL_URI=self.stage.box.addresses["container"])

    def test_a_program_without_its_path(self):
        self.check("profile default: credential_process: it does not begin with a program's "
                   "absolute path", "[default]\ncredential_process = give it\n")

    def test_a_program_that_fails(self):
        self.check("credential_process of profile default ended with status 1; run it by hand",
                   "[default]\ncredential_process = /bin/false\n")


class Roles(Credentials):
    """Whoever watches may have fewer rights than a run."""

    takes_s = 40

    def setUp(self) -> None:
        super().setUp()
        self.set(AWS_ACCESS_KEY_ID=KEY, AWS_SECRET_ACCESS_KEY=SECRET)

    def give_roles(self, **roles: str) -> None:
        self.stage.configure(daemon={"aws": {"roles": {
            purpose: f"{ROLE}-{role}" for purpose, role in roles.items()}}})

    def test_each_purpose_has_its_own(self):
        stage = self.stage
        self.give_roles(read="read", failover="failover", failback="failback")
        stage.start_settled()
        for words in ("for reading", "for a failover", "for a failback"):
            stage.until_logged(f"AWS credentials {words} taken from role failoverd-")
        assumed = self.calls("action=AssumeRole")
        self.assertEqual({call["arn"].rpartition("/")[2] for call in assumed}, {"failoverd"})
        self.assertEqual(len(assumed), 3, "ahead of need")
        stage.box.post("/aws", service="sts", effect="500")
        stage.break_region()
        stage.until("it is moved", lambda: stage.world()["serving"] == WEST)
        stage.until_told("run-done")
        self.assertEqual({call["arn"].split("/")[1] for call in stage.changes()},
                         {"failoverd-failover"})
        stage.box.post("/calls/clear")
        stage.heal_region()
        stage.until_told("run-done", 2)
        self.assertEqual(stage.world()["serving"], EAST)
        self.assertEqual({call["arn"].split("/")[1] for call in stage.changes()},
                         {"failoverd-failback"})

    def test_a_role_that_cannot_be_assumed_is_said_and_nobody_stands_in(self):
        stage = self.stage
        self.give_roles(read="read", failover="nobody")
        stage.start()
        stage.until_logged("no AWS credentials for a failover: "
                           f"{ROLE}-nobody cannot be assumed: ")
        self.assertIn("allow sts:AssumeRole on it to whom failoverd is", stage.log())
        stage.until("what watches is not touched by it", lambda: any(
            "failoverd-read" in caller for caller in self.callers()))

    def test_it_follows_the_configuration(self):
        stage = self.stage
        stage.start_settled()
        self.give_roles(read="read")
        self.assertEqual(stage.ctl("reload").returncode, 0)
        stage.until_logged("AWS credentials for reading taken from role failoverd-read")
        stage.box.post("/calls/clear")
        stage.until("probes ask by it", lambda: len(self.calls("service=rds")) > 3)
        self.assertEqual({caller.split("/")[1] for caller in self.callers()}, {"failoverd-read"})


class Outages(Credentials):
    """STS, or a part of it, does not answer."""

    takes_s = 45

    def setUp(self) -> None:
        super().setUp()
        self.write(".aws/config", f"[default]\nrole_arn={ROLE}\nsource_profile=keys\n"
                                  f"[profile keys]\naws_access_key_id={KEY}\n"
                                  f"aws_secret_access_key={SECRET}\n")
        self.stage.box.post("/timings", role_s=SHORT_S)

    def test_the_sts_of_another_region_stands_in(self):
        stage = self.stage
        self.set(AWS_REGION=EAST)
        stage.break_region(EAST)
        stage.start()
        stage.until_logged("AWS credentials taken from role failoverd")
        self.assertEqual({call["region"] for call in self.calls("action=AssumeRole")}, {WEST})
        self.assertNotIn("no AWS credentials", stage.log())

    def test_what_is_there_is_used_on_until_there_is_newer(self):
        stage = self.stage
        stage.start_settled()
        stage.box.post("/aws", service="sts", effect="500")
        stage.until_logged("no newer AWS credentials, those of the role failoverd are good for")
        stage.until_logged("the AWS credentials of the role failoverd have expired and are used "
                           "on, calls may be refused")
        stage.until("AWS refuses them", lambda: any(
            call["code"] == "ExpiredToken" for call in self.calls("service=rds")))
        self.assertEqual(stage.log().count("no newer AWS credentials"), 1)
        self.assertEqual(stage.log().count("have expired and are used on"), 1)
        stage.box.post("/aws", service="sts", effect="none")
        stage.until("newer ones are found", lambda: any(
            call["status"] == 200 and call["arn"] for call in self.calls("service=rds")[-3:]))
        stage.until("AWS answers again", lambda: stage.guards_in_the_way("failover") <= {"G06"})
        stage.break_region()
        stage.until("it is moved all the same", lambda: stage.world()["serving"] == WEST)
