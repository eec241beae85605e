"""An index in PostgreSQL: written, published, changed, tidied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from fakes import HashEncoder, text_document
from stores import MORE_RAIN, RAIN, SNOW, SUN, long_text

from index.chunking import Chunking
from index.collection import Collection
from index.errors import (
    DocumentError,
    EngineError,
    IndexDamagedError,
    IndexMissingError,
    IndexNotWrittenError,
    IndexOutdatedError,
)
from index.postgres.database import Connection
from index.postgres.jobs import Jobs
from index.postgres.rows import IndexedDocument
from index.postgres.store import PostgresStore
from qa.retrieval import Retriever

LONG = text_document("The river rose over its banks. " * 4 + long_text(1)[:900], "long.txt")
LIKE_LONG = text_document(LONG.text + "\n\nThis line is new here.", "more.txt")
HOSTILE = [
    "it's \"quoted\" \\ back'; DROP TABLE article_qa.document; -- %s %(x)s $1 {0}",
    "a NUL \x00 in the middle, and \x01 and \x7f",
    "lone \ud800 surrogates \udfff",
    "\u202e right to left \ufeff \u0000",
    "{1,2} \t tab \\N \\. copy",
]


@pytest.fixture
def store(database):
    """An empty one that ranks in SQL whatever its size."""
    return PostgresStore(database, small=0)


def same_as_built(engine, documents, encoder=None):
    """Whether the engine holds what a collection in memory of these documents does."""
    built = Collection.build(sorted(documents, key=lambda each: each.name), encoder or HashEncoder())
    assert dict(engine.documents) == built.documents
    assert list(engine.documents) == list(built.documents)
    assert tuple(engine.passages) == tuple(built.passages)
    assert [engine.passages[at] for at in range(-1, len(engine.passages))][1:] == list(built.passages)
    assert engine.id == built.id
    assert sorted(engine.stems) == sorted(built.stems)
    part = engine.part(engine.candidates("river", HashEncoder().encode(["river"])[0], documents=1000))
    assert dict(part.documents) == {name: built.documents[name] for name in part.documents}
    for stem in built.stems:
        assert engine.passages_with(stem) == built.passages_with(stem)
        assert engine.texts_with([stem], 3) == built.texts_with([stem], 3)
    assert engine.opening_passages(3) == built.opening_passages(3)
    return True


def test_documents_are_read_as_they_were_written(store):
    assert not store.exists
    change = store.update(HashEncoder(), add=[SUN, RAIN])
    assert change.added == ("sun.txt", "rain.txt")
    assert store.exists
    assert same_as_built(store.open(HashEncoder()), [RAIN, SUN])


def test_vectors_come_back_bit_for_bit(store):
    store.update(HashEncoder(), add=[RAIN, SUN])
    whole = PostgresStore(store.url).open(HashEncoder())
    part = whole.part(whole.candidates("rain", HashEncoder().encode(["rain"])[0]))
    built = Collection.build([RAIN, SUN], HashEncoder())
    assert np.array_equal(part.by_passage.all_vectors(), built.by_passage.all_vectors())
    assert np.array_equal(part.by_sentence.all_vectors(), built.by_sentence.all_vectors())


def test_documents_are_added_replaced_and_removed(store):
    store.update(HashEncoder(), add=[RAIN, SUN])
    change = store.update(HashEncoder(), add=[MORE_RAIN, SNOW], remove=["sun.txt"])
    assert (change.added, change.updated, change.removed) == (("snow.txt",), ("rain.txt",), ("sun.txt",))
    assert same_as_built(store.open(HashEncoder()), [MORE_RAIN, SNOW])


def test_what_is_the_same_is_not_encoded_again(store):
    store.update(HashEncoder(), add=[RAIN, SUN])
    encoder = HashEncoder()
    assert store.update(encoder, add=[RAIN, SUN]).unchanged == ("rain.txt", "sun.txt")
    assert encoder.encoded == []
    longer = text_document(RAIN.text + "\n\nThen it stopped.", "rain.txt")
    store.update(encoder, add=[longer])
    assert RAIN.text not in encoder.encoded
    assert any("Then it stopped." in text for text in encoder.encoded)


def test_an_open_generation_stays_as_it_was(store):
    store.update(HashEncoder(), add=[RAIN, SUN])
    before = store.open(HashEncoder())
    store.update(HashEncoder(), add=[SNOW], remove=["sun.txt"])
    assert same_as_built(before, [RAIN, SUN])
    assert same_as_built(store.open(HashEncoder()), [RAIN, SNOW])


def test_near_duplicates_are_marked_and_lose_what_they_repeat(store):
    store.update(HashEncoder(), add=[LONG])
    change = store.update(HashEncoder(), add=[LIKE_LONG])
    assert change.duplicates == (("more.txt", "long.txt"),)
    assert same_as_built(store.open(HashEncoder()), [LONG, LIKE_LONG])


def test_a_near_duplicate_becomes_the_original_when_that_goes(store):
    store.update(HashEncoder(), add=[LONG, LIKE_LONG, SUN])
    store.update(HashEncoder(), remove=["long.txt"])
    assert same_as_built(store.open(HashEncoder()), [LIKE_LONG, SUN])


def test_documents_out_of_date_are_marked_left_out_and_come_back(store):
    store.update(HashEncoder(), add=[RAIN, SUN])
    assert store.update(HashEncoder(), out_of_date={"sun.txt": "2026-11-27"}).out_of_date == ("sun.txt",)
    engine = store.open(HashEncoder())
    assert engine.documents["sun.txt"].out_of_date_since == "2026-11-27"
    current = engine.current()
    assert [(each.name, each.out_of_date_since) for each in current.out_of_date] == [("sun.txt", "2026-11-27")]
    assert same_as_built(current, [RAIN])
    store.update(HashEncoder(), out_of_date={"rain.txt": "2026-11-28"})
    with pytest.raises(DocumentError, match="what the index holds is out of date"):
        store.open(HashEncoder()).current()
    store.update(HashEncoder(), add=[RAIN])
    assert same_as_built(store.open(HashEncoder()).current(), [RAIN])


def test_some_documents_alone_are_counted_anew(store):
    store.update(HashEncoder(), add=[RAIN, SUN, SNOW])
    assert same_as_built(store.open(HashEncoder()).only({"sun.txt", "snow.txt"}), [SNOW, SUN])
    with pytest.raises(DocumentError, match="no such document has text of its own"):
        store.open(HashEncoder()).only({"hail.txt"})


def test_a_rebuild_holds_these_documents_alone_with_another_encoder_and_chunking(store):
    store.update(HashEncoder(), add=[RAIN, SUN])
    other, chunking = HashEncoder("other"), Chunking(longest=300)
    other.dimensions = 4
    store.update(other, chunking, add=[SNOW, SUN], rebuild=True, seeds=True)
    engine = store.open(other, chunking)
    assert list(engine.documents) == ["snow.txt", "sun.txt"]
    assert engine.chunking == chunking
    assert store.holds_seeds
    found = Retriever(engine, other).retrieve("snow", 2)
    assert found[0].passage.document == "snow.txt"


def test_what_cannot_be_done_changes_nothing(store):
    store.update(HashEncoder(), add=[RAIN])
    with pytest.raises(IndexMissingError, match=r"no document 'hail.txt'\. Its documents: rain\.txt"):
        store.update(HashEncoder(), add=[SUN], remove=["hail.txt"])
    with pytest.raises(DocumentError, match="Nothing would be left in the index of the database"):
        store.update(HashEncoder(), remove=["rain.txt"])
    assert same_as_built(store.open(HashEncoder()), [RAIN])


def test_tidying_drops_what_is_seen_no_more_and_nothing_else(store, postgres):
    store.update(HashEncoder(), add=[RAIN, SUN])
    old = store.open(HashEncoder())
    store.update(HashEncoder(), add=[MORE_RAIN], remove=["sun.txt"])
    assert store.compact() > 0
    assert postgres.execute("SELECT count(DISTINCT document), count(*) FROM article_qa.passage", "shared") == [(1, 1)]
    assert same_as_built(store.open(HashEncoder()), [MORE_RAIN])
    with pytest.raises(EngineError, match="was changed and tidied since it was opened here"):
        old.candidates("sun", HashEncoder().encode(["sun"])[0])
    store.update(HashEncoder(), add=[SUN])
    assert same_as_built(store.open(HashEncoder()), [MORE_RAIN, SUN])
    assert store.compact() == 0


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_names_and_questions_that_look_like_code_are_only_texts(store, text):
    document = replace(
        text_document(f"Here it says: {text} and it goes on.", f"{text}.txt"), author=text, source=text, title=text
    )
    store.update(HashEncoder(), add=[document, RAIN])
    engine = store.open(HashEncoder())
    assert engine.documents[document.name] == document
    assert same_as_built(engine, [document, RAIN])
    assert Retriever(engine, HashEncoder()).retrieve(text, 3)
    assert engine.passages_with(text) == 0
    assert engine.texts_with([text, "goe"], 3) == []
    assert store.update(HashEncoder(), remove=[document.name]).removed == (document.name,)
    assert same_as_built(store.open(HashEncoder()), [RAIN])


def test_a_disk_that_is_full_once_the_documents_are_published_is_told_as_that(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: object) -> None:
        raise IndexNotWrittenError("The disk is full: the index stays as it was.")

    store = PostgresStore(database)
    monkeypatch.setattr("index.postgres.store.analyze", full)
    with pytest.raises(IndexNotWrittenError, match=r"^The documents are in the index in the database .*: qa compact"):
        store.update(HashEncoder(), add=[RAIN])
    assert list(store.open(HashEncoder()).documents) == ["rain.txt"]
    monkeypatch.undo()
    store.compact()
    assert store.verify().documents == 1


def test_jobs_are_queued_in_one_order_so_that_no_two_programs_wait_for_each_other(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued: list[bytes] = []
    queue = Jobs._queue

    def told(jobs: Jobs, connection: Connection, documents: Mapping[bytes, IndexedDocument]) -> None:
        queued.extend(documents)
        queue(jobs, connection, documents)

    monkeypatch.setattr(Jobs, "_queue", told)
    given = [text_document(f"Storm number {number} came.", f"{number}.txt") for number in range(12)]
    PostgresStore(database).update(HashEncoder(), add=given)
    assert len(queued) == 12
    assert queued == sorted(queued)


def test_tables_of_the_first_version_are_brought_up_to_date_by_the_next_writer(store, postgres):
    store.update(HashEncoder(), add=[RAIN, SUN, SNOW])
    store.update(HashEncoder(), remove=["sun.txt"])
    for statement in (
        "TRUNCATE article_qa.frequency, article_qa.posting",
        "ALTER TABLE article_qa.frequency DROP COLUMN stem",
        'ALTER TABLE article_qa.frequency ALTER COLUMN term TYPE text COLLATE "C"',
        "ALTER TABLE article_qa.document DROP COLUMN terms",
        "UPDATE article_qa.format SET version = 1",
    ):
        postgres.execute(statement, "shared")
    with pytest.raises(IndexOutdatedError, match="is of version 1, and this program reads 2"):
        store.open(HashEncoder())
    encoder = HashEncoder()
    assert store.update(encoder, add=[RAIN]).is_empty
    assert encoder.encoded == []
    assert same_as_built(store.open(HashEncoder()), [RAIN, SNOW])
    assert store.verify().documents == 2


def test_terms_that_are_not_those_of_their_document_are_found(store, postgres):
    store.update(HashEncoder(), add=[RAIN, SUN])
    postgres.execute("UPDATE article_qa.document SET terms = substr(terms, 1, 50) WHERE id = 1", "shared")
    with pytest.raises(IndexDamagedError, match=r"the terms of a document cannot be read .* qa index --rebuild"):
        store.verify()
    postgres.execute(
        "UPDATE article_qa.document d SET terms = o.terms FROM article_qa.document o WHERE o.id = 2", "shared"
    )
    with pytest.raises(IndexDamagedError, match=r"the terms of rain\.txt are not its own"):
        store.verify()
