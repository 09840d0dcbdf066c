# SPDX-License-Identifier: MIT
"""systemctl reload waits for the verdict, and says it."""
from __future__ import annotations

from .guest import ETC, UNIT, Guest, ctl, shown, systemctl


class Reload(Guest):
    def setUp(self) -> None:
        super().setUp()
        self.start()

    def test_a_good_configuration_is_in_force_when_it_returns(self):
        self.configure(mode="observe")
        self.assertEqual(systemctl("reload", UNIT).returncode, 0, self.story())
        self.assertEqual(self.api.application()["mode"], "observe")
        self.assertEqual((shown("ActiveState"), shown("NRestarts")), ("active", "0"))
        self.until_told("reloaded")

    def test_a_bad_one_fails_says_why_and_leaves_the_old_one(self):
        path = ETC / "apps.d" / "remittance.json"
        path.write_text(path.read_text().replace('"mode": "auto"', '"mode": "automatic"'))
        self.assertNotEqual(systemctl("reload", UNIT).returncode, 0)
        self.assertEqual(self.api.application()["mode"], "auto")
        self.assertEqual((shown("ActiveState"), shown("NRestarts")), ("active", "0"))
        told = self.until_told("reload-refused")
        self.assertRegex(told["MESSAGE"], r"remittance\.json:\d+:")
        self.assertIn("remittance.json", systemctl("status", UNIT).stdout)

    def test_the_status_line_stands_after_it(self):
        self.assertEqual(systemctl("reload", UNIT).returncode, 0)
        self.assertEqual(ctl("status").returncode, 0)
        self.assertIn("us-east-1", shown("StatusText"))
