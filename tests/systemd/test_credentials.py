# SPDX-License-Identifier: MIT
"""Keys are handed over by systemd: not in the environment, not readable where they are kept."""
from __future__ import annotations

import shutil
from pathlib import Path

from .guest import UNIT, Guest, run, until

STORE = Path("/etc/credstore/aws-credentials")
SEALED = Path("/etc/credstore.encrypted/aws-credentials")
EXAMPLE = Path("/usr/share/doc/failoverd/examples/credentials.conf")


class Credentials(Guest):
    def setUp(self) -> None:
        super().setUp()
        values = self.box.environment()
        self.key, secret = values["AWS_ACCESS_KEY_ID"], values["AWS_SECRET_ACCESS_KEY"]
        self.set_environment({"AWS_EC2_METADATA_DISABLED": "true"})
        STORE.write_text(f"[default]\naws_access_key_id = {self.key}\n"
                         f"aws_secret_access_key = {secret}\n")
        STORE.chmod(0o600)
        self.addCleanup(STORE.unlink, missing_ok=True)

    def check_calls_are_signed(self) -> None:
        until("AWS has answered", lambda: all(
            probe["outcome"] == "ok" for region in self.api.application()["regions"]
            for probe in region["probes"] if probe["name"] == "topology"))
        environment = Path(f"/proc/{self.pid()}/environ").read_bytes()
        self.assertNotIn(self.key.encode(), environment)

    def test_a_file_of_the_credential_store_is_used(self):
        self.start()
        self.check_calls_are_signed()
        self.assertNotEqual(run("setpriv", "--reuid=failoverd", "--regid=failoverd",
                                "--clear-groups", "cat", STORE).returncode, 0)

    def test_an_encrypted_one_is_used_as_the_example_says(self):
        SEALED.parent.mkdir(mode=0o700, exist_ok=True)
        sealed = run("systemd-creds", "encrypt", "--with-key=host", "--name=aws-credentials",
                     STORE, SEALED)
        self.assertEqual(sealed.returncode, 0, sealed.stderr)
        self.addCleanup(SEALED.unlink)
        STORE.unlink()
        self.drop_in()
        shutil.copy(EXAMPLE, f"/run/systemd/system/{UNIT}.d/test.conf")
        run("systemctl", "daemon-reload")
        self.start()
        self.check_calls_are_signed()

    def test_without_any_it_runs_and_says_so(self):
        STORE.unlink()
        self.start()
        self.until_told("credentials-lost")
