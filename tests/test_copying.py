"""index.copying: the same documents, bit for bit, wherever they are."""

from __future__ import annotations

import pytest
from fakes import HashEncoder, text_document
from stores import RAIN, SNOW, SUN, long_text

from index import copying
from index.collection import Collection
from index.copying import compare, copy, opened
from index.errors import EngineError
from index.postgres.store import PostgresStore
from index.store import Store

LONG = text_document(long_text(1), "long.txt")
AGAIN = text_document(long_text(1), "long again.txt")
"""A near-duplicate that has no passage of its own."""


@pytest.fixture
def folder(tmp_path):
    store = Store(tmp_path / "index")
    store.update(HashEncoder(), add=[RAIN, SUN, LONG, AGAIN])
    return store


def test_near_duplicates_without_a_passage_are_copied_too(folder, database, tmp_path, monkeypatch):
    monkeypatch.setattr(copying, "_AT_ONCE", 1)
    target, back = PostgresStore(database, small=0), Store(tmp_path / "back")
    copied = copy(folder, target)
    assert copied.documents == 4
    assert copy(target, back) == copied
    assert target.verify() == folder.verify() == back.verify()
    assert dict(opened(back).documents) == dict(opened(folder).documents)
    assert not opened(target).passages_of("long.txt") or not opened(target).passages_of("long again.txt")


def test_what_was_there_before_is_replaced(folder, database):
    target = PostgresStore(database)
    target.update(HashEncoder("other"), add=[SNOW, RAIN])
    copy(folder, target)
    assert list(target.open(HashEncoder()).documents) == list(opened(folder).documents)
    assert target.update(HashEncoder(), add=[SNOW]).added == ("snow.txt",)


def test_a_copy_that_stopped_goes_on(folder, database, monkeypatch, postgres):
    monkeypatch.setattr(copying, "_AT_ONCE", 1)
    target = PostgresStore(database)

    def stop(done, total):
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy(folder, target, stop)
    assert not target.exists
    written = postgres.execute("SELECT id FROM article_qa.document", "shared")
    assert len(written) == 2
    copy(folder, target)
    assert set(written) < set(postgres.execute("SELECT id FROM article_qa.document", "shared"))
    assert postgres.execute("SELECT count(*) FROM article_qa.document", "shared") == [(4,)]


def test_a_copy_that_differs_is_told(folder, database, postgres):
    target = PostgresStore(database)
    copy(folder, target)
    other = Collection.build([RAIN], HashEncoder())
    with pytest.raises(EngineError, match="does not hold the same documents"):
        compare(other, opened(target))
    postgres.execute(
        "UPDATE article_qa.passage SET vector = '[0,0,0,0,0,0,0,1]' WHERE (document, place) = "
        "(SELECT min(document), 0 FROM article_qa.passage)",
        "shared",
    )
    with pytest.raises(EngineError, match=r"The copy of .* is not the same\. Copy it again\."):
        compare(opened(folder), opened(target))
