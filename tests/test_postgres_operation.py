"""What docs/engine.md says of running the database: a replica, a backup, and roles with the least rights."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from fakes import HashEncoder
from postgres_servers import PostgresServer, run, started_server
from stores import RAIN, SNOW, SUN

from index.errors import EngineError
from index.postgres.store import PostgresStore
from qa.retrieval import Retriever

DOCUMENTATION = Path(__file__).resolve().parents[1] / "docs" / "engine.md"


def found_at(url):
    engine = PostgresStore(url, documents=1, small=0).open(HashEncoder())
    return [(hit.passage, hit.score) for hit in Retriever(engine, HashEncoder()).retrieve("the river rose", 3)]


def test_a_replica_answers_while_the_primary_is_away():
    with started_server() as primary:
        url = primary.make_database("qa")
        PostgresStore(url).update(HashEncoder(), add=[RAIN, SUN])
        folder = Path(f"{primary.folder}-r")
        replica = PostgresServer.replica_of(primary, folder)
        try:
            replica.start()
            PostgresStore(url).update(HashEncoder(), add=[SNOW])
            here, there = primary.url("qa"), replica.url("qa")
            replica.wait_for(primary)
            expected = found_at(here)
            primary.kill()
            assert found_at(there) == expected
            assert list(PostgresStore(there).open(HashEncoder()).documents) == ["rain.txt", "snow.txt", "sun.txt"]
            assert PostgresStore(there).verify().documents == 3
            with pytest.raises(
                EngineError, match=r"is a replica, which only reads: .* Give the primary's URL to write"
            ):
                PostgresStore(there).update(HashEncoder(), remove=["sun.txt"])
            assert found_at(f"{here},{replica.folder}") == expected
            primary.start()
            assert found_at(here) == expected
        finally:
            replica.stop()
            shutil.rmtree(folder, ignore_errors=True)


def test_a_dump_is_restored_as_it_was(postgres, database):
    PostgresStore(database).update(HashEncoder(), add=[RAIN, SUN])
    PostgresStore(database).update(HashEncoder(), add=[SNOW], remove=["sun.txt"])
    file = postgres.folder / "qa.dump"
    try:
        run("pg_dump", "--format=custom", f"--file={file}", postgres.url("shared"))
        restored = postgres.make_database("restored", vectors=False)
        run("pg_restore", f"--dbname={restored}", "--exit-on-error", file)
    finally:
        file.unlink(missing_ok=True)
    assert PostgresStore(restored).verify() == PostgresStore(database).verify()
    assert found_at(restored) == found_at(database)
    PostgresStore(restored).update(HashEncoder(), add=[SUN])
    assert PostgresStore(restored).verify().documents == 3


def test_the_roles_of_the_documentation_suffice(postgres):
    statements = re.search(r"```sql\n(.*?)```", DOCUMENTATION.read_text(encoding="utf-8"), re.S)
    assert statements
    postgres.execute("CREATE DATABASE qa")
    for statement in statements.group(1).split(";"):
        if statement.strip():
            postgres.execute(statement, "qa")
    writer, reader = (postgres.url("qa", name, "choose one") for name in ("qa_writer", "qa_reader"))
    store = PostgresStore(writer)
    store.update(HashEncoder(), add=[RAIN, SUN])
    store.update(HashEncoder(), add=[SNOW], remove=["sun.txt"])
    assert store.compact() > 0
    assert PostgresStore(reader).verify().documents == 2
    assert found_at(reader) == found_at(writer)
    for change in (lambda: PostgresStore(reader).update(HashEncoder(), add=[SUN]), PostgresStore(reader).compact):
        with pytest.raises(EngineError, match="does not let this user do that"):
            change()
