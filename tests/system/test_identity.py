# SPDX-License-Identifier: MIT
"""Credentials and place from the instance's metadata service, and what happens without them."""
from __future__ import annotations

from .stage import EAST, WEST, Case

SHORT_S = 8  # a lifetime; the last quarter of it, and some more, is for renewing


class Instance(Case):
    metadata = True
    takes_s = 25

    def keys(self) -> set[str]:
        """Those that calls were signed with."""
        return {call["access_key"] for call in self.stage.box.get("/calls") if call["access_key"]}

    def topology(self) -> dict:
        return next(probe for probe in self.stage.application()["regions"][1]["probes"]
                    if probe["name"] == "topology")

    def test_credentials_and_place_are_those_of_the_instance(self):
        stage = self.stage
        stage.configure(daemon={"place": None})
        stage.start_settled()
        self.assertEqual({key[:4] for key in self.keys()}, {"ASIA"})
        self.assertIn("AWS credentials taken from instance role failoverd", stage.log())
        stage.until("the place is known",
                    lambda: f"we stand in {WEST}" in stage.guards("failover")["G20"]["text"])

    def test_an_instance_in_the_region_that_is_left_does_nothing(self):
        stage = self.stage
        stage.box.post("/imds", region=EAST)
        stage.configure(daemon={"place": None})
        stage.start_settled("G20")
        stage.break_region()
        stage.until("its place alone is in the way",
                    lambda: stage.guards_in_the_way("failover") == {"G20"})
        self.assertEqual(stage.changes(), [])

    def test_credentials_are_renewed_ahead_of_their_end(self):
        stage = self.stage
        stage.box.post("/imds", lifetime_s=SHORT_S)
        stage.start()
        stage.until("the third ones are used", lambda: len(self.keys()) >= 3)
        self.assertEqual([c for c in stage.box.get("/calls") if c["status"] == 403], [])
        self.assertNotIn("no newer AWS credentials", stage.log())

    def test_credentials_are_kept_when_they_cannot_be_renewed(self):
        stage = self.stage
        stage.start_settled()
        before = self.keys()
        for mode in ("failing", "silent", "down", "401", "no-role"):
            stage.box.post("/imds", mode=mode)
        asked = len(stage.box.get("/calls?service=rds"))
        stage.until("AWS is asked on", lambda: len(stage.box.get("/calls?service=rds")) > asked + 4)
        self.assertEqual(self.keys(), before)
        self.assertEqual(self.topology()["outcome"], "ok")
        stage.break_region()
        stage.until("it is moved all the same", lambda: stage.world()["serving"] == WEST)

    def test_expired_credentials_are_looked_for_anew(self):
        stage = self.stage
        stage.start_settled()
        before = self.keys()
        stage.box.post("/imds", renew=True)
        stage.box.post("/aws", effect="expired", times=4)
        stage.until("new ones are used", lambda: self.keys() - before)
        stage.until("the topology is known again", lambda: self.topology()["outcome"] == "ok")

    def test_their_end_is_told_by_the_clock_that_gave_them(self):
        stage = self.stage
        stage.box.post("/imds", lifetime_s=3600)
        stage.box.post("/timings", clock_offset_s=-7200.0)
        stage.start()
        stage.until_logged("this host is 2h ahead of that of ")
        stage.until_logged("AWS credentials can be had again, from instance role failoverd")
        self.assertEqual(stage.log().count("have expired and are used on"), 1)
        self.assertEqual(len(self.keys()), 1)

    def test_without_any_it_says_where_it_looked_and_watches_on(self):
        stage = self.stage
        for mode, words in (("down", "metadata service gave no token"),
                            ("no-role", "metadata service gave no role")):
            with self.subTest(mode):
                stage.box.post("/imds", mode=mode)
                stage.start()
                stage.until_logged(words)
                self.assertIn("set AWS_ACCESS_KEY_ID, a profile, or give the instance a role",
                              stage.log())
                stage.until("status says it", lambda: "no AWS credentials" in
                            stage.ctl("status").stdout)
                self.assertEqual(self.keys(), set())
                self.assertEqual(stage.application()["state"], "home")
                stage.daemon.stop()
