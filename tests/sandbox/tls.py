# SPDX-License-Identifier: MIT
"""Our own certificate authority, made with the openssl command, and what it has signed."""
from __future__ import annotations

import ssl
import subprocess
from pathlib import Path
from typing import Callable

from .settings import REGIONS

ARC_REGIONS = ("us-east-1", "us-west-2", "eu-west-1", "ap-northeast-1", "ap-southeast-2")
ARC_HOST = "aaaaaaaa.route53-recovery-cluster.{region}.amazonaws.com"
CERTIFICATES = ("ok", "expired", "wrong-name")


def _names() -> str:
    names = [f"*.{region}.{suffix}" for region in REGIONS
             for suffix in ("amazonaws.com", "api.aws")]
    names += [ARC_HOST.format(region=region) for region in ARC_REGIONS]
    names += ["route53.amazonaws.com", "shop.example", "*.shop.example"]
    names += [f"*.{region}.shop.example" for region in REGIONS]
    addresses = ["127.0.0.1", "127.0.1.1", "127.0.2.1", "127.0.4.1", "127.0.4.2"]
    addresses += [f"127.0.3.{n}" for n in range(1, 6)]
    return ",".join([f"DNS:{n}" for n in names] + [f"IP:{a}" for a in addresses])


def _openssl(directory: Path, *arguments: str) -> None:
    done = subprocess.run(["openssl", *arguments], cwd=directory, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"openssl {arguments[0]}: {done.stderr.strip()}")


def _sign(directory: Path, name: str, subject_names: str, days: str) -> None:
    """Makes NAME.pem and NAME.key, signed by our authority."""
    (directory / f"{name}.ext").write_text(
        f"subjectAltName={subject_names}\nextendedKeyUsage=serverAuth\n"
        "basicConstraints=critical,CA:FALSE\n")
    _openssl(directory, "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}")
    _openssl(directory, "x509", "-req", "-in", f"{name}.csr", "-CA", "../ca.pem", "-CAkey",
             "ca.key", "-CAcreateserial", "-days", days, "-extfile", f"{name}.ext", "-out",
             f"{name}.pem")


def make(directory: Path) -> Path:
    """Makes everything below DIRECTORY, unless it is there; returns the authority's file."""
    authority, place = directory / "ca.pem", directory / "tls"
    if authority.exists() and (place / "wrong-name.pem").exists():
        return authority
    place.mkdir(parents=True, exist_ok=True)
    _openssl(place, "req", "-x509", "-new", "-newkey", "ec", "-pkeyopt",
             "ec_paramgen_curve:P-256", "-nodes", "-keyout", "ca.key", "-out", "../ca.pem",
             "-days", "30", "-subj", "/CN=sandbox authority",
             "-addext", "basicConstraints=critical,CA:TRUE",
             "-addext", "keyUsage=critical,keyCertSign,cRLSign")
    _sign(place, "ok", _names(), "30")
    _sign(place, "expired", _names(), "-1")
    _sign(place, "wrong-name", "DNS:somebody.else.example", "30")
    return authority


def _context(directory: Path, name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(directory / "tls" / f"{name}.pem", directory / "tls" / f"{name}.key")
    context.set_alpn_protocols(["http/1.1"])
    return context


def context(directory: Path, choose: Callable[[], str] = lambda: "ok") -> ssl.SSLContext:
    """A server's context; choose() says at each handshake which certificate it shows."""
    contexts = {name: _context(directory, name) for name in CERTIFICATES}

    def on_name(sslobject: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        sslobject.sni = name  # type: ignore[attr-defined]
        sslobject.context = contexts[choose()]

    contexts["ok"].sni_callback = on_name
    return contexts["ok"]
