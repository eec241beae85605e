"""An index in PostgreSQL whose writers, or whose server, are killed; and several writers at once."""

from __future__ import annotations

import pytest
from fakes import HashEncoder
from postgres_kills import DOCUMENTS, Killing, Reader, Writers, check, documents_of
from postgres_servers import started_server
from stores import RAIN, SNOW, SUN

from index.postgres.jobs import Jobs
from index.postgres.store import PostgresStore

DURABLE = ("fsync=on",)


@pytest.fixture
def writers():
    with Writers() as started:
        yield started


def test_killed_writers_and_servers_leave_the_old_generation_or_the_new_one(writers):
    with started_server(DURABLE) as server:
        url = server.make_database("qa")
        killing = Killing(server, url, writers, seed=1)
        with Reader(url).running() as reader:
            killing.kill_writers()
            killing.kill_writers(killed=1, others=1)
            killing.kill_server()
            killing.finish()
        assert reader.seen["mixed"] == 0
        assert reader.seen["whole"] > 3
        assert killing.counted["servers killed"] == 1


def test_several_writers_of_the_same_documents_write_each_once(writers, database, postgres):
    answer = writers.write(database, [1, 1, 1, 1])
    assert not answer["failed"]
    assert check(database, {1}) == 1
    # Counted with what was written and never published.
    assert postgres.execute("SELECT count(*) FROM article_qa.document", "shared") == [(DOCUMENTS,)]
    assert postgres.execute("SELECT count(*) FROM article_qa.job", "shared") == [(0,)]


def test_several_writers_of_other_documents_lose_nothing(database):
    one, two = PostgresStore(database), PostgresStore(database)
    one.update(HashEncoder(), add=[SNOW])

    class Meanwhile(HashEncoder):
        """Another program publishes while this one encodes."""

        def encode(self, texts):
            if not self.encoded:
                two.update(HashEncoder(), add=[SUN], remove=["snow.txt"])
            return super().encode(texts)

    assert one.update(Meanwhile(), add=[RAIN]).added == ("rain.txt",)
    assert list(one.open(HashEncoder()).documents) == ["rain.txt", "sun.txt"]


def test_what_was_written_by_a_run_that_stopped_is_not_encoded_again(database, monkeypatch):
    class Stopped(HashEncoder):
        def encode(self, texts):
            if len(self.encoded) > 10:
                raise KeyboardInterrupt
            return super().encode(texts)

    monkeypatch.setattr("index.postgres.jobs.AT_ONCE", 2)
    store, first, second = PostgresStore(database), Stopped(), HashEncoder()
    with pytest.raises(KeyboardInterrupt):
        store.update(first, add=documents_of(1))
    assert not store.exists
    store.update(second, add=documents_of(1))
    assert first.encoded
    assert second.encoded
    assert set(first.encoded).isdisjoint(second.encoded)
    assert len(store.open(HashEncoder()).documents) == DOCUMENTS


def test_jobs_of_one_that_died_are_done_by_the_next(database, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(Jobs, "_do_some", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            PostgresStore(database).update(HashEncoder(), add=[RAIN])
    change = PostgresStore(database).update(HashEncoder(), add=[RAIN, SUN])
    assert change.added == ("rain.txt", "sun.txt")
    assert list(PostgresStore(database).open(HashEncoder()).documents) == ["rain.txt", "sun.txt"]
