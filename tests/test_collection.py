from dataclasses import replace

import numpy as np
import pytest
from fakes import HashEncoder, text_document

from index.chunking import Chunking
from index.collection import Collection
from index.errors import DocumentError

RAIN = "It rained all day long, and nobody went out of the house. " * 3 + "\n\n" + "The river rose. " * 12
SUN = "The sun came out again. It shone on the hills.\n\nThen it set."


def build(*texts: str, encoder: HashEncoder | None = None, known: Collection | None = None) -> Collection:
    documents = [text_document(text, f"{number}.txt") for number, text in enumerate(texts)]
    return Collection.build(documents, encoder or HashEncoder(), known=known)


def test_rows_are_passages_and_sentences_in_order() -> None:
    collection = build(RAIN, SUN)
    assert [passage.document for passage in collection.passages] == ["0.txt", "0.txt", "1.txt"]
    assert len(collection.by_passage) == 3
    assert len(collection.by_sentence) == 3 + 12 + 3
    texts = [passage.search_text for passage in collection.passages]
    np.testing.assert_array_equal(collection.by_passage.all_vectors(), HashEncoder().encode(texts))
    texts = [text for passage in collection.passages for text in passage.sentence_search_texts]
    np.testing.assert_array_equal(collection.by_sentence.all_vectors(), HashEncoder().encode(texts))


def test_a_sentence_knows_its_passage() -> None:
    collection = build(RAIN, SUN)
    np.testing.assert_array_equal(collection.owners, [0] * 3 + [1] * 12 + [2] * 3)
    np.testing.assert_array_equal(collection.first_sentence_rows, [0, 3, 15])


def test_each_different_text_is_encoded_once() -> None:
    encoder = HashEncoder()
    build(RAIN, RAIN, encoder=encoder)
    assert len(encoder.encoded) == len(set(encoder.encoded)) == 4


def test_only_texts_not_seen_before_are_encoded_again() -> None:
    known = build(RAIN)
    encoder = HashEncoder()
    collection = build(RAIN, SUN, encoder=encoder, known=known)
    assert sorted(encoder.encoded) == sorted([SUN, "The sun came out again.", "It shone on the hills.", "Then it set."])
    np.testing.assert_array_equal(collection.by_passage.all_vectors(), build(RAIN, SUN).by_passage.all_vectors())
    np.testing.assert_array_equal(collection.by_sentence.all_vectors(), build(RAIN, SUN).by_sentence.all_vectors())


def test_vectors_of_another_encoder_are_not_taken_over() -> None:
    encoder = HashEncoder("another")
    build(RAIN, encoder=encoder, known=build(RAIN))
    assert len(encoder.encoded) == 4


def test_progress_counts_the_texts_that_are_encoded() -> None:
    told: list[tuple[int, int]] = []
    Collection.build([text_document(SUN)], HashEncoder(), progress=lambda *counts: told.append(counts))
    assert told == [(4, 4)]


def test_no_document_is_refused() -> None:
    with pytest.raises(DocumentError, match=r"^There is no document to index\.$"):
        Collection.build([], HashEncoder())


def test_the_id_changes_with_all_that_answers_depend_on() -> None:
    document = text_document(SUN)
    collections = [
        Collection.build([document], HashEncoder()),
        Collection.build([text_document(RAIN)], HashEncoder()),
        Collection.build([replace(document, name="b.txt")], HashEncoder()),
        Collection.build([document], HashEncoder("another")),
        Collection.build([document], HashEncoder(), Chunking(longest=500)),
    ]
    assert len({collection.id for collection in collections}) == len(collections)
    assert all(len(collection.id) == 16 for collection in collections)
    assert Collection.build([document], HashEncoder()).id == collections[0].id


def test_the_article_is_found_by_meaning_and_by_words(collection: Collection) -> None:
    assert list(collection.documents) == ["article.txt"]
    assert len(collection.passages) == 13
    scores = collection.by_passage.lexical_scores("rocket attack on the embassy in Baghdad")
    assert "rocket attack" in collection.passages[int(scores.argmax())].text


def test_collections_are_joined_without_encoding_anything_again() -> None:
    documents = [
        text_document(text, f"{len(text)}.txt") for text in ("One rock. A moon.", "Two stars.", "Three bees sing.")
    ]
    parts = [Collection.build([document], HashEncoder()) for document in documents]
    joined, whole = Collection.join(parts), Collection.build(documents, HashEncoder())
    assert joined.id == whole.id
    assert joined.passages == whole.passages
    for field in ("by_passage", "by_sentence"):
        assert np.array_equal(getattr(joined, field).all_vectors(), getattr(whole, field).all_vectors())
        assert np.array_equal(
            getattr(joined, field).lexical_scores("bees"), getattr(whole, field).lexical_scores("bees")
        )
    assert Collection.join(parts[:1]) is parts[0]


def test_what_is_out_of_date_is_not_searched_and_no_original() -> None:
    text = "".join(f"Boat {hour} left the harbour of Kerr at {hour} in the morning of that day. " for hour in range(20))
    old, same = text_document(text, "a.txt"), text_document(text, "b.txt")
    marked = replace(old, out_of_date_since="2026-01-02")
    encoder = HashEncoder()
    assert Collection.build([old, same], encoder).documents["b.txt"].duplicate_of == "a.txt"
    current = Collection.build([marked, same], encoder).current()
    assert [*current.documents] == ["b.txt"]
    assert [document.name for document in current.out_of_date] == ["a.txt"]
    assert current.documents["b.txt"].duplicate_of is None
    with pytest.raises(DocumentError, match=r"There is nothing to ask: .* \(a\.txt since 2026-01-02\), .* --prune"):
        Collection.build([marked], encoder).current()
    assert Collection.build([same], encoder).current().out_of_date == ()
