# SPDX-License-Identifier: MIT
"""Steps beside the built-in ones, in runbooks against the sandbox."""
from __future__ import annotations

import json
from typing import Any

from sandbox.database import GLOBAL_ENDPOINT
from sandbox.panel import CONTROLS, SAFETY_RULE

from .stage import EAST, LOOK, WEST, Case


def kind(step: dict[str, Any]) -> str:
    return next(name for name in step if name not in ("name", "every", "deadline", "best_effort"))


class StepCase(Case):
    """Its runbooks are the sandbox's, with steps put behind others."""

    def configure(self, behind: dict[str, list[Any]], book: str = "failover",
                  **application: Any) -> None:
        books = self.stage.box.configuration()["remittance"]["runbooks"]
        steps: list[Any] = []
        for step in books[book]:
            steps += [{**step, "every": LOOK},
                      *({**new, "every": LOOK} for new in behind.get(kind(step), []))]
        self.stage.configure(runbooks={book: steps}, **application)

    def fail_over(self) -> Any:
        """The run that leaves the lost home."""
        self.stage.start_settled()
        self.stage.break_region(EAST)
        self.stage.until_told("run-done")
        self.stage.until_state("away")
        return self.stage.ctl_json("runs", "show", "r-0001")

    def step(self, run: Any, name: str) -> Any:
        return next(step for step in run["steps"] if step["name"] == name)


class Fence(StepCase):
    takes_s = 12

    def test_a_rule_that_refuses_it_is_told_and_the_move_goes_on(self):
        self.configure({"recheck": [{"fence": {}}]})
        step = self.step(self.fail_over(), "fence")
        self.assertEqual(step["status"], "failed")
        self.assertIn(f"{SAFETY_RULE} refuses", step["detail"])
        self.assertEqual(step["notice_level"], "warning")
        self.assertIn(f"{EAST} was not fenced: {SAFETY_RULE} refuses", step["notice"])
        told = self.stage.until_told("step-warning")
        self.assertEqual((told["step"], told["run"]), ("fence", "r-0001"))
        self.assertIn("was not fenced", self.stage.ctl("runs", "show", "r-0001").stdout)
        sent = [call["params"] for call in self.stage.changes(action="UpdateRoutingControlStates")]
        self.assertEqual(sent[0], {"UpdateRoutingControlStateEntries": [
            {"RoutingControlArn": CONTROLS[EAST], "RoutingControlState": "Off"}]})
        self.assertFalse([call for call in sent if "SafetyRulesToOverride" in call])
        self.assertEqual(self.stage.world()["serving"], WEST)


class Override(StepCase):
    """A safety rule that still refuses when its pause should be over."""

    takes_s = 25
    settings = {"safety_wait_s": 60.0}

    def test_a_rule_that_the_operator_has_named_is_overridden_and_told(self):
        books = self.stage.box.configuration()["remittance"]["runbooks"]
        steps = [{**step, "every": LOOK} for step in books["failover"]]
        place = next(n for n, step in enumerate(steps) if kind(step) == "routing-controls")
        steps[place]["routing-controls"] = {"override_safety_rules": [SAFETY_RULE]}
        self.stage.configure(runbooks={"failover": steps})
        self.stage.start_settled()
        self.stage.box.world.panel.set({})  # somebody has just changed something
        self.stage.break_region(EAST)
        self.stage.until("the run is done", lambda: self.stage.runs()
                         and self.stage.runs()[0]["status"] == "done", within=45)
        sent = [call["params"].get("SafetyRulesToOverride") for call in self.stage.changes(
            action="UpdateRoutingControlStates")]
        self.assertEqual(sent, [None, None, None, [SAFETY_RULE]])
        told = self.stage.until_told("step-critical")
        self.assertIn(f"{SAFETY_RULE} refused", told["message"])
        self.assertIn("override_safety_rules", told["message"])


class Fencing(StepCase):
    """What became of the old writer, after a move by force."""

    takes_s = 14

    def test_a_writer_that_was_not_blocked_is_told_as_critical(self):
        self.stage.box.world.settings.fence_fails = True
        self.configure({"http": [{"aurora-fencing": {}}]})
        run = self.fail_over()
        step = self.step(run, "aurora-fencing")
        self.assertEqual(step["status"], "done")
        self.assertEqual((run["fencing"], step["notice_level"]), ("timed-out", "critical"))
        told = self.stage.until_told("step-critical")
        self.assertIn("Keep the clients of its database away", told["message"])

    def test_a_writer_that_was_blocked_is_told_in_the_record(self):
        self.configure({"http": [{"aurora-fencing": {}}]})
        self.stage.start_settled()
        self.stage.box.post("/fault", region=EAST, mode="refuse", only=["app"])
        self.stage.until_told("run-done")
        run = self.stage.ctl_json("runs", "show", "r-0001")
        self.assertEqual(run["fencing"], "blocked")
        self.assertIsNone(self.step(run, "aurora-fencing")["notice"])

    def test_what_was_lost_is_copied_on_the_way_home(self):
        snapshot = {"aurora-snapshot": {}}
        books = self.stage.box.configuration()["remittance"]["runbooks"]
        home = [{**step, "every": LOOK} for step in (snapshot, *books["switchover"])]
        away = [{**step, "every": LOOK} for step in (*books["failover"], snapshot)]
        self.stage.configure(runbooks={"failover": away, "switchover": home})
        run = self.fail_over()
        self.assertIn("is in no copy yet", self.step(run, "aurora-snapshot")["notice"])
        self.stage.heal_region(EAST)
        self.stage.until_state("home")
        copies = self.stage.changes(action="CopyDBClusterSnapshot")
        self.assertEqual([(c["region"], c["status"]) for c in copies], [(EAST, 200)])
        done = self.step(self.stage.ctl_json("runs", "show", "r-0002"), "aurora-snapshot")
        self.assertEqual(done["status"], "done")
        self.assertIn("is available", done["detail"])


class SecretCase(StepCase):
    """A secret that is kept in another way than one in each Region."""

    strategy = ""

    def keep(self) -> None:
        books = self.stage.box.configuration()["remittance"]["runbooks"]
        self.stage.configure(runbooks={name: [
            {**step, "every": LOOK, **({"secret": {"strategy": self.strategy}}
                                       if "secret" in step else {})} for step in steps]
            for name, steps in books.items()})

    def go_home(self) -> None:
        self.stage.heal_region(EAST)
        self.stage.until_told("run-done", 2)
        self.stage.until_state("home")

    def sent(self) -> list[tuple[str, str]]:
        return [(call["action"], call["region"])
                for call in self.stage.changes(service="secretsmanager")]


class Replica(SecretCase):
    takes_s = 18
    strategy = "replica"
    settings = {"secret_replica": True, "replica_s": 0.2}

    def test_it_is_made_stand_alone_by_force_and_a_replica_again_on_the_way_home(self):
        self.keep()
        self.fail_over()
        self.assertEqual(self.sent(), [("StopReplicationToReplica", WEST),
                                       ("PutSecretValue", WEST)])
        clusters = self.stage.world()["clusters"]
        self.assertEqual(self.stage.world()["secrets"][WEST], clusters[WEST]["endpoint"])
        self.go_home()
        self.assertEqual(self.sent()[2:], [("PutSecretValue", WEST),
                                           ("ReplicateSecretToRegions", WEST),
                                           ("ReplicateSecretToRegions", WEST)])
        self.assertEqual(self.stage.world()["secrets"],
                         {region: clusters[EAST]["endpoint"] for region in (EAST, WEST)})
        vault = self.stage.box.world.vault
        self.assertEqual(vault.secrets[EAST].replica_of, WEST)
        self.assertEqual(vault.secrets[EAST].text, vault.secrets[WEST].text)


class Verify(SecretCase):
    takes_s = 14
    strategy = "verify"

    def test_a_secret_that_names_the_global_endpoint_is_left_alone(self):
        vault = self.stage.box.world.vault
        for region in (EAST, WEST):
            text = vault.secrets[region].text.replace(vault.host(region), GLOBAL_ENDPOINT)
            self.stage.box.post("/secret", region=region, text=text)
        self.keep()
        step = self.step(self.fail_over(), "secret")
        self.assertIn(f"names {GLOBAL_ENDPOINT}", step["detail"])
        self.go_home()
        self.assertEqual(self.sent(), [])


class WrongSecret(SecretCase):
    """What is stored is not what was sent."""

    takes_s = 10
    strategy = "one-per-region"

    def test_it_is_taken_back_and_the_run_stops(self):
        vault = self.stage.box.world.vault
        before, put = vault.secrets[WEST].text, vault.put

        def garbled(region: str, version: str, text: str, stages: list[str]) -> None:
            put(region, version, text.replace(json.loads(text)["host"], "garbled"), stages)
        vault.put = garbled
        self.keep()
        self.stage.start_settled()
        self.stage.break_region(EAST)
        self.stage.until_told("run-failed")
        self.assertEqual([action for action, _ in self.sent()],
                         ["PutSecretValue", "UpdateSecretVersionStage"])
        self.assertEqual(vault.secrets[WEST].text, before)
        run = self.stage.ctl_json("runs", "show", "r-0001")
        self.assertIn("does not name the writer. AWSCURRENT is back at version", run["why"])
        self.assertNotIn("garbled", json.dumps(run))
