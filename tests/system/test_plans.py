# SPDX-License-Identifier: MIT
"""Plans: what a move would do now, and the run of that very plan, once, in the same world."""
from __future__ import annotations

import json
import sqlite3
from typing import Any

from demo.daemon import UnixConnection

from .stage import EAST, WEST, Case

DONE, FAILED, USAGE, REFUSED, STALE, ACTS = 0, 1, 2, 5, 9, 2


class Plans(Case):
    takes_s = 12

    def ask(self, method: str, path: str, body: dict[str, Any], **headers: str) -> Any:
        connection = UnixConnection(self.stage.daemon.socket)
        connection.request(method, path, json.dumps(body),
                           {"Content-Type": "application/json", **headers})
        answer = connection.getresponse()
        said = json.loads(answer.read())
        connection.close()
        return answer.status, said

    def plan(self, kind: str, *words: str) -> Any:
        return self.stage.ctl_json("plan", kind, *words)

    def run_plan(self, plan: str, to: str) -> Any:
        return self.stage.ctl("run", plan, "--confirm", f"remittance {to}", "--reason", "a test")

    def ledger(self, kind: str) -> list[Any]:
        database = sqlite3.connect(f"file:{self.stage.directory}/state/failoverd.db?mode=ro", uri=True)
        rows = database.execute("SELECT body FROM event WHERE kind = ? ORDER BY seq", (kind,))
        found = [json.loads(row[0]) for row in rows]
        database.close()
        return found

    def test_what_would_be_done_is_said_and_nothing_is_done(self) -> None:
        stage = self.stage
        stage.start_settled()
        nothing = stage.ctl("plan", "--exit-code")
        self.assertEqual(nothing.returncode, DONE, nothing.stderr)
        self.assertIn("Nothing is about to be done", nothing.stdout)
        self.assertEqual(stage.ctl("plan", "failback", "--exit-code").returncode, DONE)
        done = stage.ctl("plan", "failover", "--exit-code")
        self.assertEqual(done.returncode, ACTS, done.stderr)
        for words in (f"call rds:FailoverGlobalCluster at {WEST}", "global-cluster:remittance",
                      "POINT OF NO RETURN", "no such move was ever made", "loss: about",
                      "irreversible: step 2, aurora-writer", "pass    G03 pause",
                      "secretsmanager:PutSecretValue", "look DNS A api.shop.example",
                      "UpdateRoutingControlStates at any of", "digest "):
            self.assertIn(words, done.stdout)
        stage.ctl("pause", "--reason", "hands off")
        held = stage.ctl("plan", "failover", "--exit-code")
        self.assertEqual(held.returncode, REFUSED, held.stdout)
        self.assertIn("It would be refused now: failover is held back by G03", held.stdout)
        self.assertEqual(stage.ctl("plan", "failover").returncode, DONE)
        self.assertEqual(stage.ctl("plan", "sideways").returncode, USAGE)
        self.assertEqual(stage.ctl("plan", "sideways", "--exit-code").returncode, FAILED)
        for words in (("run",), ("run", "/no/such/plan")):
            self.assertEqual(stage.ctl(*words).returncode, USAGE)
        self.assertEqual((stage.changes(), stage.runs()), ([], []))

    def test_that_very_plan_is_run_once_and_only_in_the_same_world(self) -> None:
        stage = self.stage
        stage.start_settled()
        plan = self.plan("switchover")
        stage.ctl("pause", "--reason", "hands off")
        stale = self.run_plan(plan["id"], WEST)
        self.assertEqual(stale.returncode, STALE, stale.stderr)
        self.assertIn("  guard G03 pause: was yes, is no\n", stale.stderr)
        self.assertIn("look again: failoverctl plan switchover", stale.stderr)
        stage.ctl("resume")
        other = self.ask("POST", "/api/v1/runs", {"plan": plan["id"], "digest": "0" * 64,
                                                  "reason": "x", "confirm": plan["confirm"]})
        self.assertEqual((other[0], other[1]["code"]), (409, "plan-digest"))

        stage.daemon.stop()
        stage.start_settled()
        forgotten = self.run_plan(plan["id"], WEST)
        self.assertEqual(forgotten.returncode, FAILED)
        self.assertIn(f"there is no plan {plan['id']}; plans are kept in memory", forgotten.stderr)
        self.assertIn("this failoverd was started at", forgotten.stderr)

        path = str(stage.directory / "plan.json")
        plan = self.plan("switchover", "--out", path)
        unheard = stage.ctl("run", path)  # nobody to confirm it
        self.assertEqual(unheard.returncode, USAGE)
        self.assertIn(f'  failoverctl run {path} --confirm "remittance {WEST}"', unheard.stderr)
        done = self.run_plan(path, WEST)
        self.assertEqual(done.returncode, DONE, done.stdout + done.stderr)
        twice = self.run_plan(path, WEST)
        self.assertEqual(twice.returncode, FAILED)
        self.assertIn("was run already, by root: a plan is run once", twice.stderr)
        self.assertIn("failoverctl runs watch r-0001", twice.stderr)
        self.assertEqual(len(stage.changes(action="SwitchoverGlobalCluster")), 1)

        stage.until("a failback could begin",
                    lambda: stage.ctl("plan", "failback", "--exit-code").returncode == ACTS)
        wish = {key: value for key, value in self.plan("failback").items()
                if key in ("digest", "confirm")}
        wish |= {"plan": self.ask("POST", "/api/v1/plans", {"kind": "failback"})[1]["id"],
                 "reason": "clicked twice"}
        clicks = [self.ask("POST", "/api/v1/runs", wish, **{"Idempotency-Key": "one"})
                  for _ in range(2)]
        self.assertEqual([(status, said["run"]) for status, said in clicks],
                         [(202, "r-0002")] * 2, clicks)
        self.assertEqual(stage.ctl("runs", "watch", "r-0002").returncode, DONE)
        self.assertEqual(stage.world()["serving"], EAST)

        after = self.plan("switchover")
        writer = next(s for s in after["steps"] if s["name"] == "aurora-writer")
        self.assertEqual(writer["history"]["runs"], 1)
        self.assertEqual(after["expected"]["steps_without_history"], 0)
        self.assertGreater(after["expected"]["rto_s"], 0)

        stage.daemon.stop()  # it alone has its ledger open
        planned = {row["plan"]: row for row in self.ledger("plan")}
        self.assertEqual(planned[plan["id"]]["digest"], plan["digest"])
        self.assertEqual(planned[plan["id"]]["actor"], "root")
        ran = next(row for row in self.ledger("command") if row.get("plan") == plan["id"])
        self.assertEqual((ran["digest"], ran["reason"]), (plan["digest"], "a test"))
        self.assertEqual([row["differences"][0]["what"] for row in self.ledger("plan-stale")],
                         ["guard G03 pause"])
