# SPDX-License-Identifier: MIT
"""A first configuration, of what the account has and of what is answered."""
from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
from pathlib import Path

from sandbox.panel import CONTROLS, PANEL
from sandbox.route53 import ZONE
from sandbox.secretsmanager import NAME as SECRET

from .stage import BUILD, EAST, WEST, SharedCase, Stage

CONTROL_API = "route53-recovery-control-config"
USAGE, WRONG, OPEN = 2, 3, 7


class Init(SharedCase):
    @classmethod
    def prepare(cls, stage: Stage) -> None:
        """A failoverd.json that says how AWS is reached, as a package brings one."""
        cls.place = stage.directory / "etc"
        cls.place.mkdir()
        shutil.copy(stage.directory / "failoverd.json", cls.place)

    def setUp(self) -> None:
        shutil.rmtree(self.place / "apps.d", ignore_errors=True)
        self.addCleanup(self.stage.box.post, "/aws", effect="none")

    def init(self, *answers: str, region: str = WEST) -> "subprocess.CompletedProcess[str]":
        words = [word for answer in answers for word in ("--answer", answer)]
        return self.stage.ctl("init", *words, str(self.place), env={"AWS_REGION": region})

    def file(self, name: str = "remittance") -> Path:
        return self.place / "apps.d" / f"{name}.json"

    def check(self) -> "subprocess.CompletedProcess[str]":
        return self.stage.ctl("config", "check", str(self.place))


class Discovers(Init):
    def test_the_file_is_complete_valid_and_only_watches(self):
        done = self.init(f"panel={PANEL}")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        text = self.file().read_text()
        for part in ('"application": "remittance"', '"mode": "observe"', f'"home": "{EAST}"',
                     f'"id": "{SECRET}"', f'"panel": "{PANEL}"', CONTROLS[EAST], CONTROLS[WEST],
                     '"name": "api.shop.example"', f'"zone": "{ZONE}"',
                     '"addresses": ["127.0.2.1"]',
                     '"url": "https://api.{region}.shop.example/healthz"',
                     '"eu-west-1": "https://aaaaaaaa.route53-recovery-cluster'):
            self.assertIn(part, text)
        self.assertNotIn("OPEN", text)
        self.assertEqual(self.check().returncode, 0)
        for step in ("export iam", "systemctl enable --now failoverd", "failoverctl doctor"):
            self.assertIn(step, done.stdout)
        self.assertEqual([call for call in self.stage.box.get("/calls?") if call["mutates"]], [])

    def test_what_was_found_is_said_with_how_it_was_found(self):
        said = self.init(f"panel={PANEL}").stdout
        self.assertIn(f"home: {EAST}, where the writer is now", said)
        self.assertIn(f"of {EAST}, by its name", said)

    def test_what_is_there_is_not_written_over(self):
        self.file().parent.mkdir()
        self.file().write_text("mine")
        done = self.init(f"panel={PANEL}")
        self.assertEqual(done.returncode, 1)
        self.assertIn("is not written over", done.stderr)
        self.assertEqual(self.file().read_text(), "mine")

    def test_the_service_may_read_it_whatever_root_withholds(self):
        place = self.place / "new"
        done = self.stage.ctl("init", "--answer", "application=remittance", str(place),
                              umask=0o077, env={"AWS_REGION": WEST})
        self.assertEqual(done.returncode, OPEN, done.stderr)
        modes = {path.name: f"{path.stat().st_mode & 0o777:o}"
                 for path in (place, *place.rglob("*"))}
        self.assertEqual(modes, {"new": "755", "apps.d": "755", "failoverd.json": "644",
                                 "remittance.json": "644"})

    def test_failoverd_starts_with_it_and_watches(self):
        self.assertEqual(self.init(f"panel={PANEL}").returncode, 0)
        path, ca = self.file(), self.stage.box.addresses["ca_file"]
        text = path.read_text().replace('"url": ', f'"ca_file": "{ca}", "url": ')
        path.write_text(re.sub('"every": "[0-9]+s"', '"every": "1s"', text))
        command = self.stage.daemon.command
        at = command.index("--config") + 1
        command[at] = str(self.place / "failoverd.json")
        self.stage.start()

        def seen() -> bool:
            probes = [probe for region in self.stage.application()["regions"]
                      for probe in region["probes"]]
            return {p["name"] for p in probes if p["outcome"] == "ok"} >= {
                "api", "topology", "lag"}
        self.stage.until("it watches", seen)
        self.assertEqual(self.stage.application()["mode"], "observe")


class Asks(Init):
    def test_what_is_not_decided_stays_open_and_is_refused(self):
        done = self.init()
        self.assertEqual(done.returncode, OPEN, done.stderr)
        text = self.file().read_text()
        self.assertIn("// OPEN: the routing controls: there are several control panels", text)
        self.assertIn("// Remedy: ", text)
        checked = self.check()
        self.assertEqual(checked.returncode, WRONG)
        self.assertIn("unfinished", checked.stderr)

    def test_what_is_not_permitted_is_asked_for_and_the_rest_is_found(self):
        for service, part in (("rds", "Aurora global cluster"), ("secretsmanager", "secret"),
                              (CONTROL_API, "routing controls"), ("route53", "public name")):
            with self.subTest(service):
                shutil.rmtree(self.place / "apps.d", ignore_errors=True)
                self.stage.box.post("/aws", effect="denied", service=service)
                done = self.init(f"panel={PANEL}", "application=remittance")
                self.stage.box.post("/aws", effect="none")
                self.assertEqual(done.returncode, OPEN, done.stderr)
                self.assertRegex(self.file().read_text(), f"// OPEN: the {part}: .*"
                                 "allow it in the IAM policy")
                self.assertEqual(self.check().returncode, WRONG)

    def test_without_aws_answers_alone_make_it(self):
        self.stage.box.post("/aws", effect="denied")
        done = self.init("application=remittance", "global-cluster=none", f"regions={EAST},{WEST}",
                         f"home={WEST}", "panel=none", "secret=none", "dns=none",
                         "url=https://api.{region}.shop.example/healthz")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        text = self.file().read_text()
        self.assertIn("// Not there: the secret: the answer was none.", text)
        self.assertLess(text.index(f'"{WEST}": {{'), text.index(f'"{EAST}": {{'))

    def test_an_answer_that_cannot_be_is_refused(self):
        for answer, why in (("secert=x", "such as secret="), ("secret", "write NAME=VALUE"),
                            ("secret=other", f"there is {SECRET}"),
                            ("url=https://api.shop.example/", "it must have {region}"),
                            ("application=a b", "application=a b: "),
                            ("addresses=1.2.3.4", "failoverctl help init"),
                            ("home=eu-west-1", f"there is {EAST}")):
            with self.subTest(answer):
                done = self.init(f"panel={PANEL}", answer)
                self.assertEqual(done.returncode, USAGE, done.stdout)
                self.assertIn(why, done.stderr)
                self.assertFalse(self.file().exists())

    def test_a_person_on_a_terminal_is_asked(self):
        ours, theirs = pty.openpty()
        environment = {**self.stage.daemon.environment, "AWS_REGION": WEST}
        child = subprocess.Popen([str(BUILD / "failoverctl"), "init", str(self.place)],
                                 stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
        os.close(theirs)
        heard = b""
        answered = 0
        while True:
            try:
                part = os.read(ours, 4096)
            except OSError:
                break
            heard += part
            while heard.count(b"]: ") > answered:
                answered += 1
                line = heard.rpartition(b"]: ")[0].rpartition(b"\n")[2]
                os.write(ours, (PANEL if line.startswith(b"panel") else "").encode() + b"\n")
        os.close(ours)
        self.assertEqual(child.wait(20), 0, heard)
        self.assertIn(b"Which control panel", heard)
        self.assertIn(PANEL, self.file().read_text())


class Replica(Init):
    settings = {"secret_replica": True}

    def test_a_replica_gets_the_runbooks_that_it_needs(self):
        done = self.init(f"panel={PANEL}")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        text = self.file().read_text()
        self.assertEqual(text.count('{ "secret": { "strategy": "replica" } }'), 2)
        self.assertEqual(self.check().returncode, 0)
