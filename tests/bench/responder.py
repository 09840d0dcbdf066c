# SPDX-License-Identifier: MIT
"""The endpoints that everybody asks, and their certificates. See responder.c."""
from __future__ import annotations

import json
import subprocess
from pathlib import Path

from .process import Child

AUTHORITY = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n"
SERVER = ("basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature,keyEncipherment\n"
          "extendedKeyUsage=serverAuth\nsubjectAltName=IP:127.0.0.1,DNS:localhost\n")


def _openssl(directory: Path, *arguments: str) -> None:
    done = subprocess.run(["openssl", *arguments], cwd=directory, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"openssl {arguments[0]}: {done.stderr.strip()}")


def _request(directory: Path, name: str) -> None:
    _openssl(directory, "req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{name}.key",
             "-out", f"{name}.csr", "-subj", f"/CN={name}")


def _sign(directory: Path, name: str, by: str, extensions: str) -> None:
    (directory / f"{name}.ext").write_text(extensions)
    _openssl(directory, "x509", "-req", "-in", f"{name}.csr", "-CA", f"{by}.pem", "-CAkey",
             f"{by}.key", "-CAcreateserial", "-days", "2", "-extfile", f"{name}.ext", "-out",
             f"{name}.pem")


def make_certificates(directory: Path) -> Path:
    """Makes root.pem, which is returned, chain.pem and server.key.

    RSA with 2048 bits and an authority in between: what AWS's certificate manager gives to
    whoever does not choose.
    """
    directory.mkdir(parents=True, exist_ok=True)
    _openssl(directory, "req", "-x509", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout",
             "root.key", "-out", "root.pem", "-days", "2", "-subj", "/CN=root",
             "-addext", "keyUsage=critical,keyCertSign,cRLSign")
    _request(directory, "between")
    _sign(directory, "between", "root", AUTHORITY)
    _request(directory, "server")
    _sign(directory, "server", "between", SERVER)
    chain = (directory / "server.pem").read_text() + (directory / "between.pem").read_text()
    (directory / "chain.pem").write_text(chain)
    return directory / "root.pem"


class Responder:
    """A context manager."""

    def __init__(self, program: Path, directory: Path, endpoints: int,
                 processor: set[int]) -> None:
        self.ca_file = make_certificates(directory)
        self.child = Child([str(program), str(directory / "chain.pem"),
                            str(directory / "server.key"), str(endpoints)],
                           directory / "responder.log", processor, pipes=True)
        self.ports = {scheme: [int(port) for port in self._line().split()]
                      for scheme in ("https", "http")}

    def __enter__(self) -> "Responder":
        return self

    def __exit__(self, *_: object) -> None:
        self.child.stop()

    def counts(self) -> dict[str, int]:
        """connections, requests, full, resumed, failed; since its start."""
        return dict(json.loads(self._ask("counts")))

    def fail(self, endpoint: int, failing: bool = True) -> None:
        """Numbers as arrivals() has them."""
        self._say(f"{'fail' if failing else 'mend'} {endpoint}")

    def record(self) -> None:
        self._say("record")

    def arrivals(self) -> list[tuple[int, int]]:
        """When, in nanoseconds, and at which endpoint; since record(). HTTP's follow HTTPS's."""
        found = []
        line = self._ask("arrivals")
        while line != "end":
            when, endpoint = line.split()
            found.append((int(when), int(endpoint)))
            line = self._line()
        return found

    def _say(self, command: str) -> None:
        assert self.child.process.stdin
        self.child.process.stdin.write(command + "\n")
        self.child.process.stdin.flush()

    def _ask(self, command: str) -> str:
        self._say(command)
        return self._line()

    def _line(self) -> str:
        assert self.child.process.stdout
        line = self.child.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the responder has ended: {self.child.last_words()}")
        return str(line).rstrip("\n")
