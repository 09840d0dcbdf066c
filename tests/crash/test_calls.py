# SPDX-License-Identifier: MIT
"""Killed at each call of a move: when it is sent and never arrives, when it was taken and not
answered, when it was just answered; at acts and at looks."""
from __future__ import annotations

from sandbox.calls import MOMENTS

from .journey import Journey

ACTS = ("FailoverGlobalCluster", "SwitchoverGlobalCluster", "PutSecretValue",
        "UpdateRoutingControlStates")
LOOKS = ("DescribeGlobalClusters", "DescribeDBClusters", "GetSecretValue", "ListRoutingControls")


class Calls(Journey):
    def die(self, action: str, when: str, nth: int = 1) -> int:
        stage = self.stage
        with self.subTest(f"{when}: {action}, number {nth}"):
            return self.there_and_back(
                lambda: stage.box.post("/kill", pid=stage.daemon.process.pid, action=action,
                                       when=when, nth=nth),
                lambda: stage.box.post("/kill"))
        return 0


class AtActs(Calls):
    takes_s = 100

    def test_each_act(self):
        for action in ACTS:
            for when in MOMENTS:
                self.assertGreater(self.die(action, when), 0)


class AtLooks(Calls):
    takes_s = 150

    def test_each_look(self):
        for action in LOOKS:
            for when in MOMENTS:
                for nth in (1, 3):
                    self.die(action, when, nth)
        self.assertGreater(self.deaths, 24)
