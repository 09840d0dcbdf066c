# SPDX-License-Identifier: MIT
"""The machine of a file, without a daemon: proved, drawn, listed."""
from __future__ import annotations

import json
import subprocess
import tempfile
import unittest
from pathlib import Path

from .stage import BUILD

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "conf" / "apps.d" / "remittance.json"
BAD = ROOT / "tests" / "data" / "config" / "bad"
DONE, USAGE, CONFIG, UNREACHABLE = 0, 2, 3, 4


class Machine(unittest.TestCase):
    def ctl(self, *words, code=DONE):
        done = subprocess.run([str(BUILD / "failoverctl"), "machine", *map(str, words)],
                              capture_output=True, text=True, timeout=30, check=False)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def test_a_proof_is_a_line(self):
        for path in (SHIPPED, ROOT / "conf", ROOT / "conf" / "failoverd.json"):
            lines = self.ctl("--check", path).stdout.splitlines()
            self.assertEqual(lines[0], "remittance: proved")
            self.assertEqual(len(lines), 11)
            for code in ("E141", "E143", "E144", "E145", "E146", "E147", "E148", "E149", "E151",
                         "E152"):
                self.assertEqual(sum(code in line for line in lines), 1, code)

    def test_a_violation_has_a_place_a_reason_and_a_remedy(self):
        path = BAD / "machine-rule-leads.json"
        done = self.ctl("--check", path, code=CONFIG)
        self.assertEqual(done.stdout, "")
        for words in (f"--> {path}:11:73", "which does not run", "= help: rules begin moves"):
            self.assertIn(words, done.stderr)
        said = json.loads(self.ctl("--check", "--json", path, code=CONFIG).stdout)
        self.assertEqual((said["valid"], said["machines"]), (False, []))
        self.assertEqual([d["code"] for d in said["diagnostics"]], ["E146"])

    def test_proofs_are_json_too(self):
        said = json.loads(self.ctl("--check", "--json", SHIPPED).stdout)
        self.assertTrue(said["valid"])
        self.assertEqual(said["machines"][0]["application"], "remittance")
        self.assertEqual(len(said["machines"][0]["proved"]), 10)

    def test_what_is_in_force_is_listed(self):
        said = json.loads(self.ctl("--json", SHIPPED).stdout)
        self.assertEqual(list(said), ["application", "mode", "start", "away", "operator", "states",
                                      "runbooks", "probes", "facts", "guards", "objectives",
                                      "drills"])
        self.assertEqual([state["name"] for state in said["states"]],
                         ["home", "failing-over", "away", "failing-back", "switching-over",
                          "needs-operator"])
        self.assertFalse(any(state["current"] for state in said["states"]))
        self.assertEqual(said["states"][2]["rules"][1],
                         {"when": ["home.up", "!active.down"], "for_s": 0.0, "go": "failing-back"})
        self.assertEqual([book["name"] for book in said["runbooks"]], ["failover", "switchover"])
        self.assertEqual((said["guards"]["hold_s"], said["guards"]["failback"]), (90.0, "auto"))
        facts = {fact["name"]: fact for fact in said["facts"]}
        self.assertEqual(facts["down"]["holds"], ">= 50%")
        probes = {probe["name"]: probe for probe in said["probes"]}
        self.assertEqual(probes["api"]["options"]["status"], ["200-299"])
        # what lets the prober in is not for everybody who looks
        self.assertNotIn("headers", probes["api"]["options"])

    def test_it_is_drawn(self):
        self.assertIn("needs_operator", self.ctl("--graph", SHIPPED).stdout)
        self.assertTrue(self.ctl("--graph=dot", SHIPPED).stdout.startswith("digraph"))
        self.assertIn("point of no return", self.ctl(SHIPPED).stdout)

    def test_one_of_several_is_named(self):
        with tempfile.TemporaryDirectory(prefix="failoverd-system-") as place:
            other = Path(place) / "other.json"
            other.write_text(SHIPPED.read_text().replace('"remittance",', '"other",', 1))
            self.assertIn("other: proved", self.ctl("--check", SHIPPED, other).stdout)
            self.assertIn("--app", self.ctl(SHIPPED, other, code=USAGE).stderr)
            said = self.ctl("--json", "--app", "other", SHIPPED, other).stdout
            self.assertEqual(json.loads(said)["application"], "other")
            self.assertIn("no application in these files",
                          self.ctl("--app", "third", SHIPPED, other, code=USAGE).stderr)
            self.assertIn("name it alone",
                          self.ctl("--check", SHIPPED, ROOT / "conf", code=CONFIG).stderr)

    def test_what_cannot_be_read_is_said(self):
        self.assertIn("no such file", self.ctl("--check", "/nowhere.json", code=CONFIG).stderr)
        self.assertIn("no such file", self.ctl("/nowhere.json", code=CONFIG).stderr)
        self.assertIn("contradicts", self.ctl("--graph", "--json", SHIPPED, code=USAGE).stderr)
        self.assertIn("contradicts", self.ctl("--graph", "--check", SHIPPED, code=USAGE).stderr)

    def test_without_a_file_the_daemon_is_asked(self):
        with tempfile.TemporaryDirectory(prefix="failoverd-system-") as place:
            self.ctl("--socket", Path(place) / "none.sock", code=UNREACHABLE)


if __name__ == "__main__":
    unittest.main()
