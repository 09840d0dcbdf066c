# SPDX-License-Identifier: MIT
"""What the programs say to a configuration: the shipped one, the README's, and a wrong one."""
from __future__ import annotations

import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

BUILD = Path(os.environ.get("FAILOVERD_BUILD", "build/release")).resolve()
ROOT = Path(__file__).resolve().parents[2]
GOOD, WRONG = 0, 78


class Configuration(unittest.TestCase):
    takes_s = 1

    def check(self, path: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run([BUILD / "failoverd", "--check", "--config", str(path)],
                              capture_output=True, text=True, timeout=20)

    def readme(self, directory: Path) -> Path:
        """Writes the pair that the README calls the smallest useful one."""
        text = (ROOT / "README.md").read_text()
        blocks = re.findall(r"```jsonc\n// (\S+)\n(.*?)```", text, re.DOTALL)
        self.assertEqual([name for name, _ in blocks], ["failoverd.json", "apps.d/shop.json"])
        (directory / "apps.d").mkdir()
        for name, block in blocks:
            (directory / name).write_text(block)
        return directory / "failoverd.json"

    def test_the_shipped_configuration_is_good_and_needs_no_word(self):
        done = self.check(ROOT / "conf" / "failoverd.json")
        self.assertEqual((done.returncode, done.stderr), (GOOD, ""))
        self.assertIn("good", done.stdout)

    def test_the_smallest_useful_pair_of_the_readme_is_good(self):
        with tempfile.TemporaryDirectory() as directory:
            done = self.check(self.readme(Path(directory)))
        self.assertEqual(done.returncode, GOOD, done.stderr)
        self.assertNotIn("error", done.stderr)

    def test_a_wrong_one_is_shown_with_its_line_and_its_remedy(self):
        with tempfile.TemporaryDirectory() as directory:
            main = self.readme(Path(directory))
            application = Path(directory) / "apps.d" / "shop.json"
            application.write_text(application.read_text().replace('"critical"', '"critcal"'))
            done = self.check(main)
        self.assertEqual(done.returncode, WRONG)
        self.assertIn('error[E012]: unknown key "critcal"', done.stderr)
        self.assertRegex(done.stderr, r"--> .*/apps\.d/shop\.json:\d+:\d+")
        self.assertIn("^^^^^^^^^", done.stderr)
        self.assertIn('help: did you mean "critical"?', done.stderr)


if __name__ == "__main__":
    unittest.main()
