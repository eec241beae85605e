"""nginx and Caddy in front of a page, as deploy/ configures them; only names, ports and files are others."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

DEPLOY = Path(__file__).resolve().parents[1] / "deploy"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def nginx(page: int, folder: Path) -> Iterator[str]:
    """The address at which nginx answers, in front of the page at that port."""
    program, port = _program("nginx", "/usr/sbin/nginx"), free_port()
    certificate, key = self_signed(folder)
    site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    site = _replaced(site, "listen 443 ssl", f"listen 127.0.0.1:{port} ssl")
    site = _replaced(site, "/etc/ssl/qa/certificate.pem", str(certificate))
    site = _replaced(site, "/etc/ssl/qa/key.pem", str(key))
    site = _replaced(site, "127.0.0.1:7860", f"127.0.0.1:{page}")
    names = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = " ".join(f"{name}_temp_path {folder / name};" for name in names)
    user = "user root;" if os.geteuid() == 0 else ""
    whole = f"{user} pid {folder}/pid; error_log stderr; events {{}} http {{ access_log off; {temporary}\n{site} }}"
    (folder / "nginx.conf").write_text(whole, encoding="utf-8")
    with _running([program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"], port, folder):
        yield f"https://localhost:{port}"


@contextmanager
def caddy(page: int, folder: Path) -> Iterator[str]:
    """The same of Caddy, with a certificate of its own authority."""
    program, port = _program("caddy", "/usr/bin/caddy"), free_port()
    site = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    site = _replaced(site, "qa.example.org {", f"https://localhost:{port} {{\n\ttls internal")
    site = _replaced(site, "127.0.0.1:7860", f"127.0.0.1:{page}")
    options = (
        f"{{\n\tadmin off\n\tskip_install_trust\n\tauto_https disable_redirects\n\tstorage file_system {folder}\n}}\n"
    )
    (folder / "Caddyfile").write_text(options + site, encoding="utf-8")
    with _running([program, "run", "--config", str(folder / "Caddyfile")], port, folder):
        yield f"https://localhost:{port}"


PROXIES: dict[str, Callable[..., object]] = {"nginx": nginx, "caddy": caddy}


def self_signed(folder: Path, host: str = "localhost") -> tuple[Path, Path]:
    """The files of a certificate for a host that nobody else has signed, and of its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "key.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    return folder / "certificate.pem", folder / "key.pem"


def unverified() -> ssl.SSLContext:
    """Takes any certificate."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _program(name: str, usual: str) -> str:
    found = shutil.which(name) or (usual if Path(usual).is_file() else None)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def _replaced(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new)


@contextmanager
def _running(command: list[str], port: int, folder: Path) -> Iterator[None]:
    environment = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
    try:
        _wait_for(port, process, folder / "log")
        yield
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until a TLS connection can be made."""
    end = time.monotonic() + 30
    while True:
        try:
            with socket.create_connection(("localhost", port), 5) as raw:
                unverified().wrap_socket(raw, server_hostname="localhost").close()
            return
        except OSError:
            assert process.poll() is None, log.read_text(encoding="utf-8", errors="replace")
            assert time.monotonic() < end, log.read_text(encoding="utf-8", errors="replace")
            time.sleep(0.1)
