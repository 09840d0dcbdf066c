# SPDX-License-Identifier: MIT
"""The sandbox as a program, and the configuration that it writes for failoverd."""
import fnmatch
import json
import subprocess
import sys
import time
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from sandbox import Sandbox  # noqa: E402
from sandbox.testclient import Client, workplace  # noqa: E402


class Program(unittest.TestCase):
    def start(self, *arguments):
        program = subprocess.Popen([sys.executable, str(HERE), *arguments], text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(program.stdout.close)
        self.addCleanup(program.stderr.close)
        self.addCleanup(program.kill)
        return program

    def test_it_says_when_it_is_ready_and_ends_on_a_signal(self):
        program = self.start("--dir", workplace(), "--set", "lag_ms=7")
        word, _, text = program.stdout.readline().partition(" ")
        self.assertEqual(word, "READY")
        addresses = json.loads(text)
        self.assertEqual(addresses, json.loads((Path(workplace()) / "sandbox.json").read_text()))
        program.terminate()
        self.assertEqual(program.wait(30), 0)
        self.assertEqual(program.stderr.read(), "")

    def test_a_wrong_setting_is_refused_with_all_that_exist(self):
        program = self.start("--dir", workplace(), "--set", "lag=7")
        self.assertEqual(program.wait(30), 1)
        self.assertIn("lag_ms", program.stderr.read())

    def test_several_sandboxes_run_side_by_side(self):
        with Sandbox(workplace()) as one, Sandbox(workplace()) as other:
            one.post("/fault", region="us-east-1", mode="refuse")
            self.assertEqual(other.get("/world")["faults"]["us-east-1"], "none")
            self.assertNotEqual(one.addresses["app_port"], other.addresses["app_port"])

    def test_an_answer_takes_about_a_millisecond(self):
        with Sandbox(workplace()) as box:
            client = Client(box.addresses, *list(box.environment().values())[:2])
            self.addCleanup(client.close)
            took = []
            for _ in range(30):
                began = time.monotonic()
                client.call("rds", "us-west-2", "DescribeGlobalClusters")
                took.append(time.monotonic() - began)
            self.assertLess(sorted(took)[3], 0.02)  # the quick ones: others use this machine too


class Configuration(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.box = Sandbox(workplace()).start()
        cls.addClassCleanup(cls.box.stop)

    def test_every_host_that_it_names_has_an_address(self):
        values = self.box.configuration()
        patterns = values["failoverd"]["aws"]["addresses"]
        application = values["remittance"]
        urls = list(application["routing"]["endpoints"].values())
        urls += [f"https://{s}.{r}.amazonaws.com/" for r in application["regions"]
                 for s in ("rds", "monitoring", "secretsmanager", "sts")]
        urls += [application["probes"]["api"]["http"]["url"].format(region=r)
                 for r in application["regions"]]
        urls += self.box.addresses["reference_urls"]
        for url in urls:
            host = url.split("/")[2]
            with self.subTest(host):
                self.assertTrue([p for p in patterns if fnmatch.fnmatch(host, p)])

    def test_the_public_name_has_no_fixed_address(self):
        patterns = self.box.configuration()["failoverd"]["aws"]["addresses"]
        self.assertFalse([p for p in patterns if fnmatch.fnmatch("api.shop.example", p)])

    def test_overrides_are_merged(self):
        values = self.box.configuration(mode="observe", guards={"hold": "9s"}, secret=None,
                                        daemon={"place": "us-west-2"})
        self.assertEqual(values["remittance"]["mode"], "observe")
        self.assertEqual(values["remittance"]["guards"]["hold"], "9s")
        self.assertEqual(values["remittance"]["guards"]["cooldown"], "5s")
        self.assertNotIn("secret", values["remittance"])
        self.assertEqual(values["failoverd"]["place"], "us-west-2")

    def test_the_files_are_what_was_made(self):
        main = self.box.write_configuration(mode="propose")
        self.assertEqual(json.loads(main.read_text())["config_version"], 1)
        application = json.loads((main.parent / "apps.d" / "remittance.json").read_text())
        self.assertEqual(application["mode"], "propose")
        self.assertEqual(application, self.box.configuration(mode="propose")["remittance"])


if __name__ == "__main__":
    unittest.main()
