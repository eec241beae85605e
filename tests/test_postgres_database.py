"""What goes wrong with a database is said in one sentence, without the password."""

from __future__ import annotations

import secrets
from functools import partial

import pytest
from fakes import HashEncoder
from postgres_servers import PASSWORD, QUICK, started_server
from stores import RAIN, SUN

from index.errors import ArticleQAError, EngineError, IndexMissingError, IndexNotWrittenError, IndexOutdatedError
from index.postgres.database import Database
from index.postgres.store import PostgresStore


def opened(url):
    return PostgresStore(url).open(HashEncoder())


def complaint(action, kind=EngineError):
    with pytest.raises(kind) as raised:
        action()
    said = str(raised.value)
    assert PASSWORD not in said
    assert "\n" not in said
    return said


def user_with(postgres, *rights):
    """The URL of a new user with these rights."""
    name = f"u{secrets.token_hex(6)}"
    postgres.execute(f"CREATE USER {name} PASSWORD 'p'")
    for right in rights:
        postgres.execute(f"GRANT {right} TO {name}", "shared")
    return postgres.url("shared", name, "p")


def test_a_server_that_is_not_there(tmp_path):
    said = complaint(lambda: opened(f"postgresql://me:{secrets.token_hex(4)}@/qa?host={tmp_path}"))
    assert said.startswith(f"The database qa on {tmp_path} cannot be reached: ")
    assert said.endswith("See that the server runs and that the URL leads to it, and try again.")


def test_a_wrong_password(postgres):
    said = complaint(lambda: opened(postgres.url(password="hush hush")))
    assert "does not accept this user and password. Check the user in the URL and the password" in said
    assert "hush" not in said


def test_a_database_that_is_not_there(postgres):
    said = complaint(lambda: opened(postgres.url("nowhere")))
    assert 'is not there: database "nowhere" does not exist. Check the URL, or make it: createdb' in said


@pytest.mark.parametrize(
    "url", ["postgresql://me:hush@[broken/qa", "host=here password=hush nonsense", "mysql://me:hush@a"]
)
def test_what_is_no_url_is_not_repeated(url):
    said = complaint(lambda: PostgresStore(url))
    assert "not one that PostgreSQL's client understands. Write it as postgresql://USER@HOST:PORT/DATABASE" in said
    assert "hush" not in said


def test_the_password_is_in_no_description(postgres):
    database = Database(postgres.url())
    assert PASSWORD not in repr(database) + database.name
    assert database.name == f"postgres on {postgres.folder}"


def test_a_database_without_pgvector(postgres):
    url = postgres.make_database(f"qa_{secrets.token_hex(6)}", vectors=False)
    said = complaint(lambda: PostgresStore(url).update(HashEncoder(), add=[RAIN]))
    assert said == (
        "The index needs pgvector, which is installed on the database server but not in this database. "
        "As a superuser of it: CREATE EXTENSION vector"
    )
    assert not PostgresStore(url).exists


def test_a_database_without_an_index(database):
    said = complaint(lambda: opened(database), IndexMissingError)
    assert said.endswith("Build one: qa index PATH --engine URL")


def test_tables_without_a_generation(database):
    with pytest.raises(ArticleQAError):
        PostgresStore(database).update(HashEncoder(), remove=["none.txt"])
    assert complaint(lambda: opened(database), IndexMissingError).startswith("There is no index in the database")


def test_another_encoder(database):
    PostgresStore(database).update(HashEncoder(), add=[RAIN])
    store = PostgresStore(database)
    for action in (store.open, store.update):
        said = complaint(partial(action, HashEncoder("other")), IndexOutdatedError)
        assert "was built with encoder hash-encoder, and other is asked for. Rebuild it: qa index --rebuild" in said


def test_tables_of_a_newer_program(postgres, database):
    PostgresStore(database).update(HashEncoder(), add=[RAIN])
    postgres.execute("UPDATE article_qa.format SET version = 99", "shared")
    store = PostgresStore(database)
    for action in (store.open, store.update):
        said = complaint(partial(action, HashEncoder()), IndexOutdatedError)
        assert said.endswith("is of version 99, and this program knows 2. Update article-qa.")


def test_a_user_that_may_only_read_asks_and_does_not_write(postgres, database):
    PostgresStore(database).update(HashEncoder(), add=[RAIN])
    reader = user_with(postgres, "USAGE ON SCHEMA article_qa", "SELECT ON ALL TABLES IN SCHEMA article_qa")
    assert list(opened(reader).documents) == ["rain.txt"]
    said = complaint(lambda: PostgresStore(reader).update(HashEncoder(), add=[SUN]))
    assert "does not let this user do that: permission denied" in said
    assert said.endswith("See the roles in docs/engine.md.")


def test_a_user_without_rights(postgres, database):
    PostgresStore(database).update(HashEncoder(), add=[RAIN])
    assert "does not let this user do that" in complaint(lambda: opened(user_with(postgres)))


def test_a_connection_that_is_lost_is_told_and_the_next_question_has_a_new_one(postgres, database):
    store = PostgresStore(database, small=0)
    store.update(HashEncoder(), add=[RAIN, SUN])
    engine = store.open(HashEncoder())

    def ask_while_the_connection_is_lost():
        with store.database.reading() as used:
            postgres.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'shared'")
            used.execute("SELECT 1")

    assert "cannot be reached: terminating connection" in complaint(ask_while_the_connection_is_lost)
    assert engine.totals.documents == 2


def test_a_server_that_comes_back_is_asked_again():
    with started_server(QUICK) as server:
        url = server.make_database("qa")
        store = PostgresStore(url, small=0)
        store.update(HashEncoder(), add=[RAIN, SUN])
        engine = store.open(HashEncoder())
        vector = HashEncoder().encode(["rain"])[0]
        before = engine.candidates("rain", vector, documents=1)
        server.stop()
        said = complaint(lambda: engine.candidates("rain", vector, documents=1))
        assert "cannot be reached" in said
        server.start()
        assert engine.candidates("rain", vector, documents=1) == before


def test_a_full_disk_leaves_the_index_as_it_was(postgres, database):
    store = PostgresStore(database)
    store.update(HashEncoder(), add=[RAIN])
    # A server says this of a full disk; the trigger says it for the test.
    postgres.execute(
        "CREATE OR REPLACE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$",
        "shared",
    )
    postgres.execute(
        "CREATE TRIGGER no_room BEFORE INSERT ON article_qa.document EXECUTE FUNCTION full_disk()", "shared"
    )
    said = complaint(lambda: store.update(HashEncoder(), add=[SUN]), IndexNotWrittenError)
    assert "is full: the index stays as it was. Make room and run the same command again" in said
    assert list(store.open(HashEncoder()).documents) == ["rain.txt"]
    postgres.execute("DROP TRIGGER no_room ON article_qa.document", "shared")
    store.update(HashEncoder(), add=[SUN])
    assert list(store.open(HashEncoder()).documents) == ["rain.txt", "sun.txt"]
