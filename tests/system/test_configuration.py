# SPDX-License-Identifier: MIT
"""Configurations that are wrong, and those that are shipped."""
from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

from .stage import BUILD, Case

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534


def check(path: Path, **options) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([str(BUILD / "failoverd"), "--check", "--config", str(path)],
                          capture_output=True, text=True, timeout=30, check=False, **options)


class Shipped(unittest.TestCase):
    """No world is needed."""

    def test_what_is_shipped_is_good(self):
        done = check(ROOT / "conf" / "failoverd.json")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("good, 1 application\n", done.stdout)

    def test_an_installation_keeps_what_an_operator_wrote(self):
        with tempfile.TemporaryDirectory(prefix="failoverd-system-") as place:
            install = ["make", "-C", str(ROOT), "install", f"B={BUILD}", f"DESTDIR={place}"]
            subprocess.run(install, check=True, capture_output=True, timeout=60)
            configuration = Path(place) / "etc" / "failoverd"
            main = configuration / "failoverd.json"
            self.assertTrue(main.stat().st_mode & 0o004, "the service's user must read it")
            self.assertEqual(check(main).returncode, 0)
            self.assertEqual(list((configuration / "apps.d").glob("*.json")), [])
            main.write_text("// mine\n" + main.read_text())
            subprocess.run(install, check=True, capture_output=True, timeout=60)
            self.assertTrue(main.read_text().startswith("// mine\n"))

    def test_the_smallest_pair_of_the_readme_is_good(self):
        blocks = re.findall(r"```jsonc\n// (\S+)\n(.*?)```", (ROOT / "README.md").read_text(), re.S)
        self.assertEqual([name for name, _ in blocks], ["failoverd.json", "apps.d/shop.json"])
        with tempfile.TemporaryDirectory(prefix="failoverd-system-") as place:
            (Path(place) / "apps.d").mkdir()
            for name, text in blocks:
                (Path(place) / name).write_text(text)
            done = check(Path(place))
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertNotIn("error", done.stderr)


class Wrong(Case):
    takes_s = 10

    def setUp(self):
        super().setUp()
        self.main = self.stage.directory / "failoverd.json"
        self.application = self.stage.directory / "apps.d" / "remittance.json"

    def both(self, *words):
        """The daemon ends with 78, failoverctl with 3; both say these words."""
        self.stage.daemon.start()
        self.stage.until("the daemon ends", lambda: self.stage.daemon.ended() is not None)
        self.assertEqual(self.stage.daemon.ended(), 78, self.stage.log())
        ctl = self.stage.ctl("config", "check", str(self.stage.directory))
        self.assertEqual(ctl.returncode, 3, ctl.stdout + ctl.stderr)
        checked = check(self.main)
        self.assertEqual(checked.returncode, 78)
        for text in (self.stage.log(), ctl.stderr, checked.stderr):
            for word in words:
                self.assertIn(word, text)
        self.assertEqual(self.stage.box.get("/calls"), [])

    def test_a_wrong_value_is_shown_with_its_place_a_caret_and_a_remedy(self):
        text = self.application.read_text().replace('"hold": "1s"', '"hold": "1 fortnight"')
        self.application.write_text(text)
        line = next(n for n, words in enumerate(text.splitlines(), 1) if "fortnight" in words)
        self.both(f"{self.application}:{line}:", '"hold": "1 fortnight"', "^^^", "help")

    def test_an_unknown_name_is_guessed(self):
        self.application.write_text(self.application.read_text().replace('"guards"', '"gaurds"'))
        self.both("gaurds", 'did you mean "guards"')

    def test_a_comma_too_few_is_found_where_it_is(self):
        text = self.main.read_text().replace('"config_version": 1,', '"config_version": 1')
        self.main.write_text(text)
        self.both(f"{self.main}:3:")

    def test_a_file_that_is_not_there(self):
        self.main.unlink()
        self.both(str(self.main), "no such file")

    def test_without_an_application_it_says_so_and_waits_for_one(self):
        text = self.application.read_text()
        self.application.unlink()
        self.application.parent.rmdir()
        self.stage.start()
        self.assertIn("there is no application to watch", self.stage.log())
        self.assertIn("describe one in apps.d", self.stage.ctl("status").stdout)
        self.application.parent.mkdir()
        self.application.write_text(text)
        self.assertEqual(self.stage.ctl("reload").returncode, 0)
        self.stage.until("it is watched", lambda: "no reason to act"
                         in self.stage.ctl("status").stdout)

    @unittest.skipUnless(os.geteuid() == 0, "only root can be somebody else")
    def test_a_file_that_may_not_be_read(self):
        self.stage.directory.chmod(0o755)
        self.main.chmod(0o600)
        done = check(self.main, user=NOBODY, group=NOBODY, extra_groups=[])
        self.assertEqual(done.returncode, 78)
        self.assertIn(f"{self.main}: permission denied", done.stderr.lower())

    def test_a_file_that_cannot_be_read_now_is_no_mistake_of_the_configuration(self):
        done = check(Path("/proc/self/mem"))  # the kernel has nothing to read at its start
        self.assertEqual(done.returncode, 71)
        self.assertIn("/proc/self/mem: cannot be read: Input/output error", done.stderr)

    def test_every_mistake_is_told_at_once_and_as_json(self):
        values = json.loads(self.application.read_text())
        values["mode"] = "manual"
        values["home"] = "eu-west-9"
        values["probes"]["api"]["every"] = 5
        self.application.write_text(json.dumps(values))
        done = self.stage.ctl("config", "check", str(self.stage.directory), "--json")
        self.assertEqual(done.returncode, 3)
        said = json.loads(done.stdout)
        self.assertFalse(said["valid"])
        self.assertGreaterEqual(said["errors"], 3)
        pointers = {d["pointer"] for d in said["diagnostics"] if d["severity"] == "error"}
        self.assertLessEqual({"/mode", "/home", "/probes/api/every"}, pointers)
        for diagnostic in said["diagnostics"]:
            self.assertTrue(diagnostic["help"], diagnostic)
            self.assertTrue(diagnostic["code"], diagnostic)

    def test_a_good_one_says_so(self):
        done = self.stage.ctl("config", "check", str(self.stage.directory))
        self.assertEqual(done.returncode, 0)
        self.assertIn("is valid: 1 application", done.stdout)
        self.assertTrue(self.stage.ctl_json("config", "check", str(self.main))["valid"])

    def test_a_ca_file_that_cannot_be_read_is_found_before_anything_is_asked(self):
        missing = str(self.stage.directory / "no-ca.pem")
        self.stage.configure(daemon={"aws": {"ca_file": missing}})
        self.both("E045", f'"{missing}"', "there is no such file", "PEM")

    def test_a_ca_file_of_a_probe_is_found_too(self):
        wrong = self.stage.directory / "wrong.pem"
        wrong.write_text("no certificate")
        values = json.loads(self.application.read_text())
        values["probes"]["api"]["http"]["ca_file"] = str(wrong)
        self.application.write_text(json.dumps(values))
        self.both("E045", "it holds no certificate", "PEM")

    def test_a_ca_file_of_the_environment_is_found_too(self):
        done = check(ROOT / "conf" / "failoverd.json",
                     env={**os.environ, "AWS_CA_BUNDLE": "/nowhere/ca.pem"})
        self.assertEqual(done.returncode, 78)
        for word in ("AWS_CA_BUNDLE", "/nowhere/ca.pem", "there is no such file"):
            self.assertIn(word, done.stderr)

    def test_a_program_that_is_not_there_is_a_warning(self):
        values = json.loads(self.application.read_text())
        values["probes"]["plugin"] = {"command": {"argv": ["/nowhere/check_it"]}}
        self.application.write_text(json.dumps(values))
        done = check(self.main)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("W212", done.stderr)
