# SPDX-License-Identifier: MIT
"""The API under failoverctl: what is no good request moves nothing, and is answered in JSON."""
from __future__ import annotations

import json
import socket
from typing import Any

from demo.daemon import UnixConnection

from .stage import EAST, WEST, SharedCase

REMITTANCE = "/api/v1/applications/remittance"
MOVE = {"to": WEST, "confirm": f"remittance {WEST}", "reason": "a test"}


class Requests(SharedCase):
    takes_s = 8

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        connection = UnixConnection(self.stage.daemon.socket)
        self.addCleanup(connection.close)
        text = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        connection.request(method, path, text, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())

    def test_a_move_must_be_asked_for_without_a_fault(self):
        for body, words in (
                (b"{", "line 1"), (b"[]", "not an object"), (b'{"to":"x","to":"y"}', "uplicate"),
                ({**MOVE, "dryrun": True}, '"dryrun" is not known here'),
                ({**MOVE, "dry_run": "yes"}, '"dry_run" must be true or false'),
                ({**MOVE, "to": 7}, '"to" must be a text'),
                ({**MOVE, "to": "mars-1"}, '"mars-1" is no Region of remittance'),
                ({**MOVE, "confirm": WEST}, f'"confirm" must be "remittance {WEST}"'),
                ({"to": WEST, "reason": "x"}, f'"confirm" must be "remittance {WEST}"'),
                ({**MOVE, "reason": " "}, '"reason" must be'),
                ({**MOVE, "reason": "x" * 121}, '"reason" must be at most 120 bytes'),
                ({"to": WEST, "confirm": MOVE["confirm"]}, '"reason" is missing')):
            for verb in ("failover", "switchover"):
                with self.subTest(body=body, verb=verb):
                    status, problem = self.ask("POST", f"{REMITTANCE}/{verb}", body)
                    self.assertEqual((status, problem["code"]), (400, "bad-request"))
                    self.assertIn(words, problem["detail"])
                    self.assertTrue(problem["remedy"])
        status, problem = self.ask("POST", f"{REMITTANCE}/failover", {**MOVE, "from": WEST})
        self.assertEqual((status, problem["code"]), (409, "stale"))
        self.assertIn(f"{EAST} is", problem["detail"])
        self.assertEqual((self.stage.changes(), self.stage.runs()), ([], []))

    def test_a_pause_has_an_end(self):
        for body in ({"reason": "x"}, {"reason": "x", "for": "25h"}, {"reason": "x", "for": "0s"},
                     {"reason": "x", "for": "soon"}, {"reason": "x", "for": 60}):
            with self.subTest(body):
                self.assertEqual(self.ask("PUT", f"{REMITTANCE}/pause", body)[0], 400)
        self.assertIsNone(self.stage.application()["paused"])

    def test_what_is_not_there_says_what_is(self):
        for method, path, status, words in (
                ("GET", "/nowhere", 404, "/api/v1/status"),
                ("GET", "/api/v1/applications/shop/explain", 404, "remittance"),
                ("GET", "/api/v1/runs/r-0999", 404, "failoverctl runs"),
                ("DELETE", "/api/v1/status", 405, "GET"),
                ("GET", f"{REMITTANCE}/failover", 405, "POST")):
            with self.subTest(path):
                seen, problem = self.ask(method, path)
                self.assertEqual(seen, status)
                self.assertIn(words, json.dumps(problem))

    def test_a_body_without_end_is_not_read(self):
        with socket.socket(socket.AF_UNIX) as raw:
            raw.settimeout(10)
            raw.connect(self.stage.daemon.socket)
            raw.sendall(f"POST {REMITTANCE}/failover HTTP/1.1\r\nHost: x\r\n"
                        "Content-Length: 99999999\r\n\r\n".encode())
            self.assertIn(b" 413 ", raw.recv(4096).partition(b"\r\n")[0] + b" ")
        self.assertEqual(self.ask("GET", "/healthz")[0], 200)

    def test_events_stream_as_they_happen(self):
        connection = UnixConnection(self.stage.daemon.socket)
        self.addCleanup(connection.close)
        connection.request("GET", "/api/v1/events")
        answer = connection.getresponse()
        self.assertEqual(answer.headers["Content-Type"], "text/event-stream")
        self.assertEqual(answer.readline().rstrip(), b"event: snapshot")
        self.assertEqual(self.ask("POST", f"{REMITTANCE}/ack", {"reason": "hello"})[0], 200)
        line = answer.readline()
        while b"hello" not in line:
            line = answer.readline()
        event = json.loads(line.removeprefix(b"data: "))
        self.assertEqual((event["event"], event["actor"]), ("command", "root"))
