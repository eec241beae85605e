"""index.held_terms: what rows and documents of segments hold is what their texts say."""

from pathlib import Path

import numpy as np
import pytest
from fakes import HashEncoder, text_document

from index.held_terms import HeldTerms
from index.lexical import LexicalIndex, terms
from index.mapped_collection import MappedCollection
from index.store import Store

TEXTS = {
    "a.txt": "Couscous was cooked by the river. The cook sold couscous.",
    "b.txt": "Nobody cooks here.\n\nThe river rose.",
    "c.txt": "A river of couscous.",
}
ASKED = sorted({*terms("Who cooked couscous by the rivers of xylophones, kilometres and thermometers away?")})


@pytest.fixture
def mapped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MappedCollection:
    """In two segments."""
    monkeypatch.setattr("index.store.IN_MEMORY", 0)
    monkeypatch.setattr("index.writing.SMALL", 0)
    store = Store(tmp_path / "index")
    store.update(HashEncoder(), add=[text_document(TEXTS[name], name) for name in ("a.txt", "c.txt")])
    store.update(HashEncoder(), add=[text_document(TEXTS["b.txt"], "b.txt")])
    opened = store.open(HashEncoder())
    assert isinstance(opened, MappedCollection)
    assert len(opened.segments) == 2
    return opened


def test_rows_of_several_segments_score_as_their_texts_do_in_any_order(mapped: MappedCollection) -> None:
    (two, one) = sorted(range(2), key=lambda at: mapped.segments[at].segment.documents)
    owners, rows = np.array([one, two, one]), np.array([1, 0, 0])
    found = HeldTerms(mapped.segments, ASKED).lexical_index("by_passage", owners, rows, None)
    texts = [mapped.segments[at].segment.passage(row).search_text for at, row in zip(owners, rows, strict=True)]
    expected = LexicalIndex.build(texts)
    for question in ("Who cooked couscous?", "rivers", "xylophones"):
        np.testing.assert_allclose(found.scores(question), expected.scores(question), rtol=1e-6)
        np.testing.assert_allclose(found.coverage(question), expected.coverage(question), rtol=1e-6)


def test_documents_hold_the_terms_that_stand_in_their_passages(mapped: MappedCollection) -> None:
    assert len(ASKED) > 64 // 2
    asked = [*ASKED, *(f"zz{number}" for number in range(64)), *terms("cook")]
    places = [(at, number) for at, live in enumerate(mapped.segments) for number in live.documents]
    owners, numbers = np.array(places).T
    held = HeldTerms(mapped.segments, asked).in_documents(owners, numbers)
    assert held.shape == (3, len(asked))
    for (at, number), holds in zip(places, held, strict=True):
        name = mapped.segments[at].segment.entries[number].name
        of_text = {term for passage in mapped.passages_of(name) for term in terms(passage.search_text)}
        assert holds.tolist() == [term in of_text for term in asked]
