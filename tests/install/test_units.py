# SPDX-License-Identifier: MIT
"""What `make install` puts where, and what systemd thinks of the units. No systemd need run."""
from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

BUILD = Path(os.environ.get("FAILOVERD_BUILD", "build/release")).resolve()
EXPOSURE_MOST = 1.2
PLACES = ("sbin/failoverd", "bin/failoverctl", "lib/systemd/system/failoverd.service",
          "lib/systemd/system/failoverd.socket", "lib/systemd/system-preset/90-failoverd.preset",
          "lib/systemd/catalog/failoverd.catalog", "lib/sysusers.d/failoverd.conf",
          "lib/tmpfiles.d/failoverd.conf")


def run(*command: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          check=False)


class Install(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.root = Path(tempfile.mkdtemp(prefix="failoverd-install."))
        cls.addClassCleanup(shutil.rmtree, cls.root)
        cls.install()

    @classmethod
    def install(cls) -> None:
        done = run("make", "install", f"B={BUILD}", f"DESTDIR={cls.root}", "PREFIX=/usr")
        if done.returncode != 0:
            raise AssertionError(done.stdout + done.stderr)

    def unit(self, name: str) -> Path:
        return self.root / "usr/lib/systemd/system" / name

    def test_each_file_has_its_place(self):
        for place in PLACES:
            self.assertTrue((self.root / "usr" / place).is_file(), place)
        for place in ("failoverd/failoverd.json", "failoverd/apps.d", "default/failoverd"):
            self.assertTrue((self.root / "etc" / place).exists(), place)

    def test_all_may_read_it_whatever_root_withholds(self):
        with tempfile.TemporaryDirectory(prefix="failoverd-install.") as root:
            done = subprocess.run(["make", "install", f"B={BUILD}", f"DESTDIR={root}"], umask=0o077,
                                  capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual([path for path in Path(root).rglob("*")
                              if path.stat().st_mode & 0o044 != 0o044], [])

    def test_no_place_is_left_to_be_filled_in(self):
        for path in (self.root / "usr/lib").rglob("failoverd.*"):
            if path.suffix != ".catalog":
                self.assertIsNone(re.search(r"@[A-Z]+@", path.read_text()), path)

    def test_what_an_operator_wrote_stays(self):
        for name in ("failoverd/failoverd.json", "default/failoverd"):
            (self.root / "etc" / name).write_text("# mine\n")
        self.install()
        for name in ("failoverd/failoverd.json", "default/failoverd"):
            self.assertEqual((self.root / "etc" / name).read_text(), "# mine\n")

    def test_systemd_finds_nothing_amiss_in_the_units(self):
        """It ends with 0 whatever it finds, so it must say nothing of ours."""
        there = self.root / "verify"
        there.mkdir()
        for name in ("failoverd.service", "failoverd.socket"):
            text = self.unit(name).read_text()
            (there / name).write_text(text.replace("=/usr/", f"={self.root}/usr/"))
        done = run("systemd-analyze", "verify", "--man=no", there / "failoverd.service",
                   there / "failoverd.socket")
        self.assertEqual([line for line in (done.stdout + done.stderr).splitlines()
                          if "failoverd" in line], [])

    def test_the_service_is_hardly_exposed(self):
        done = run("systemd-analyze", "security", "--offline=true", "--no-pager",
                   f"--threshold={EXPOSURE_MOST * 10:.0f}", self.unit("failoverd.service"))
        found = re.search(r"exposure level for failoverd\.service: ([0-9.]+)", done.stdout)
        self.assertIsNotNone(found, done.stdout + done.stderr)
        self.assertLessEqual(float(found.group(1)), EXPOSURE_MOST)
        self.assertEqual(done.returncode, 0)

    def test_the_examples_change_what_the_service_has(self):
        known = set(re.findall(r"^(\w+)=", self.unit("failoverd.service").read_text(), re.M))
        known |= {"LoadCredentialEncrypted", "RestartSteps", "RestartMaxDelaySec",
                  "IPAddressDeny", "IPAddressAllow"}
        examples = list((self.root / "usr/share/doc/failoverd/examples").glob("*.conf"))
        self.assertEqual(len(examples), 3)
        for example in examples:
            text = example.read_text()
            self.assertIn("[Service]", text)
            self.assertLessEqual(set(re.findall(r"^(\w+)=", text, re.M)), known)

    def test_the_users_and_directories_can_be_made(self):
        for command in (("systemd-sysusers", "--dry-run", "failoverd.conf"),
                        ("systemd-tmpfiles", "--create", "--prefix=/etc/failoverd",
                         "failoverd.conf")):
            (self.root / "etc/passwd").touch()
            (self.root / "etc/group").touch()
            done = run(command[0], f"--root={self.root}", *command[1:])
            self.assertEqual((done.returncode, done.stderr.replace("\n", " ").strip()
                              if "dry" not in " ".join(command) else ""), (0, ""))


class Readme(unittest.TestCase):
    def test_what_it_says_of_installing_begins_with_what_is_needed(self):
        section = Path("README.md").read_text().partition("\n## Install\n")[2]
        lines = [line.partition("#")[0].split() for line in section.split("```")[1].splitlines()]
        self.assertEqual(lines[1], ["make", "setup-build"])
        for command in ("systemd-sysusers", "systemd-tmpfiles", "journalctl"):  # each has a file
            self.assertIn(command, [line[1] for line in lines if line[:1] == ["sudo"]])
        done = run("make", "-n", "setup-build")
        self.assertEqual(done.returncode, 0, done.stderr)
        for package in ("gcc", "pkg-config", "libevent-dev", "libcurl4-openssl-dev"):
            self.assertIn(package, done.stdout.split())


class Versions(unittest.TestCase):
    def test_all_packages_are_of_the_same_version(self):
        found = {name: re.search(pattern, Path(name).read_text(), re.MULTILINE)
                 for name, pattern in (("Makefile", r"^VERSION +:= (\S+)$"),
                                       ("debian/changelog", r"^failoverd \(([^)]+)\)"),
                                       ("packaging/failoverd.spec", r"^Version: +(\S+)$"))}
        self.assertEqual(len({match and match.group(1) for match in found.values()}), 1, found)
