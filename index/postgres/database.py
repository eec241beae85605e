"""Connections to PostgreSQL, kept for reuse; what goes wrong on them becomes one of our own errors."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, LiteralString, TypeAlias

from index.errors import EngineError, IndexMissingError, IndexNotWrittenError

if TYPE_CHECKING:
    import psycopg

Connection: TypeAlias = "psycopg.Connection[tuple[Any, ...]]"

Statement: TypeAlias = tuple[LiteralString | bytes, Mapping[str, Any]]
"""With what is bound in it, by name."""

_CONNECTING = 10
"""Seconds until a server that does not react counts as not there."""

_KEPT = 8
"""Connections that stay open when nobody uses them."""

_NO_INDEX = {"42P01", "3F000"}
_REPLICA, _NO_RIGHT, _FULL, _TOO_MANY = "25006", "42501", "53100", "53300"


class Database:
    """A PostgreSQL database by its URL or libpq connection string; safe to share between threads.

    The password is never part of `name`, of an error, or of `repr`.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self.name = _described(url)
        self._free: list[Connection] = []
        self._lock = threading.Lock()
        weakref.finalize(self, _close_all, self._free)

    def __repr__(self) -> str:
        return f"Database({self.name})"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database throughout, and cannot write."""
        # Compiling takes longer than any of the questions.
        begin: LiteralString = "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL jit = off"
        with self._transaction(begin) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is there as a whole once the block ends, and not at all if it fails."""
        with self._transaction("BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED") as connection:
            yield connection

    @contextmanager
    def session(self) -> Iterator[Connection]:
        """A connection of its own, closed in the end: what it holds, such as an advisory lock, goes with it."""
        with self._telling():
            connection = self._connect()
            try:
                yield connection
            finally:
                connection.close()

    def close(self) -> None:
        """Close the connections that nobody uses."""
        with self._lock:
            _close_all(self._free)

    @contextmanager
    def _transaction(self, begin: LiteralString) -> Iterator[Connection]:
        with self._telling():
            connection = self._begun(begin)
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                # Closed rather than rolled back: nothing is known of the state it is in.
                connection.close()
                raise
            with self._lock:
                if len(self._free) < _KEPT:
                    self._free.append(connection)
                    return
            connection.close()

    def _begun(self, begin: LiteralString) -> Connection:
        """A connection in a new transaction. One that was kept may have died with its server: then another is tried."""
        import psycopg

        while True:
            with self._lock:
                kept = self._free.pop() if self._free else None
            connection = kept or self._connect()
            try:
                connection.execute(begin)
                return connection
            except psycopg.OperationalError:
                connection.close()
                if kept is None:
                    raise

    def _connect(self) -> Connection:
        psycopg = _client()
        # Bound on this side: Citus cannot bind vectors on its own (its issue 7078).
        return psycopg.connect(  # type: ignore[no-any-return]
            self._url,
            autocommit=True,
            cursor_factory=psycopg.ClientCursor,
            connect_timeout=_CONNECTING,
            application_name="article-qa",
            client_encoding="utf8",
        )

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Turns the client's errors into ours."""
        psycopg = _client()
        try:
            yield
        except psycopg.Error as error:
            raise _told(error, self.name) from error


def run_together(connection: Connection, statements: Iterable[Statement]) -> list[list[tuple[Any, ...]]]:
    """Run statements, each with what is bound in it, in one round trip: the rows of each, none where it has none."""
    import psycopg

    cursor: psycopg.ClientCursor[tuple[Any, ...]] = psycopg.ClientCursor(connection)
    cursor.execute(";".join(cursor.mogrify(statement, bound) for statement, bound in statements).encode())
    found = [cursor.fetchall() if cursor.description else []]
    while cursor.nextset():
        found.append(cursor.fetchall() if cursor.description else [])
    return found


def _close_all(connections: list[Connection]) -> None:
    while connections:
        connections.pop().close()


def _client() -> Any:
    try:
        import psycopg
    except ImportError:
        raise EngineError("An index in PostgreSQL needs an extra: pip install 'article-qa[postgres]'") from None
    return psycopg


def _described(url: str) -> str:
    """Where a URL leads, without its password. Raises `EngineError` for what is none."""
    psycopg = _client()
    try:
        parts = psycopg.conninfo.conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        # What libpq says of it quotes it, password and all.
        raise EngineError(
            "The engine's URL is not one that PostgreSQL's client understands. Write it as "
            "postgresql://USER@HOST:PORT/DATABASE, and the password into a password file or PGPASSWORD."
        ) from None
    host = parts.get("host") or parts.get("hostaddr") or "this machine"
    port = f":{parts['port']}" if parts.get("port") else ""
    return f"{parts.get('dbname') or parts.get('user') or 'the default database'} on {host}{port}"


def _told(error: psycopg.Error, name: str) -> Exception:
    """Our error for one of the client's: what happened, and what to do."""
    said = " ".join((error.diag.message_primary or str(error).strip() or type(error).__name__).split())
    state = error.sqlstate
    if state in _NO_INDEX:
        return IndexMissingError(f"There is no index in the database {name}. Build one: qa index PATH --engine URL")
    if state == _NO_RIGHT:
        return EngineError(
            f"The database {name} does not let this user do that: {said}. See the roles in docs/engine.md."
        )
    if state == _FULL:
        return IndexNotWrittenError(
            f"The disk of the database {name} is full: the index stays as it was. "
            "Make room and run the same command again; it goes on where it stopped."
        )
    if state == _REPLICA:
        return EngineError(
            f"The database {name} is a replica, which only reads: {said}. Give the primary's URL to write."
        )
    if state is None or state.startswith(("08", "57P")) or state == _TOO_MANY:
        return EngineError(f"The database {name} {_unreachable(said)}")
    return EngineError(f"The database {name} could not do what was asked: {said} ({state}).")


def _unreachable(said: str) -> str:
    if "password" in said or "authentication" in said or "pg_hba" in said:
        return (
            "does not accept this user and password. Check the user in the URL and the password in PGPASSWORD, "
            "the password file or the URL."
        )
    if "does not exist" in said:
        return f"is not there: {said.rpartition('FATAL:')[2].strip()}. Check the URL, or make it: createdb NAME"
    return f"cannot be reached: {said}. See that the server runs and that the URL leads to it, and try again."
