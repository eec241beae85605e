"""index.word_search: the best rows by words are those of all rows scored, though most postings are not read."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from fakes import HashEncoder
from test_mapped_collection import CHUNKING, documents, questions

from index.candidates import FieldStatistics
from index.lexical import LexicalIndex, terms
from index.mapped_collection import MappedCollection
from index.store import Store
from index.word_search import WordSearch


@pytest.fixture
def mapped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MappedCollection:
    """In two segments; a document is left out of the first."""
    monkeypatch.setattr("index.store.IN_MEMORY", 0)
    monkeypatch.setattr("index.writing.SMALL", 0)
    store, given = Store(tmp_path / "index"), documents(40)
    store.update(HashEncoder(), CHUNKING, add=given[:30])
    store.update(HashEncoder(), CHUNKING, add=given[30:])
    store.update(HashEncoder(), CHUNKING, remove=["003.txt"])
    opened = store.open(HashEncoder(), CHUNKING)
    assert isinstance(opened, MappedCollection)
    assert [len(live.removed) for live in opened.segments] == [1, 0]
    return opened


@pytest.mark.parametrize("few", [0, 20_000], ids=["postings of rare stems alone", "all postings"])
def test_the_best_rows_by_stems_are_found(mapped: MappedCollection, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    monkeypatch.setattr("index.word_search.FEW_POSTINGS", few)
    whole = LexicalIndex.build([passage.search_text for passage in mapped.passages])
    average = float(np.mean([len(terms(passage.search_text)) for passage in mapped.passages]))
    skipped = 0
    for question in questions(30):
        asked = Counter(term for term in terms(question) if term.startswith("="))
        frequencies = {stem: len(whole.rows_with(stem)) for stem in asked}
        known = FieldStatistics(len(mapped.passages), average, frequencies)
        search = WordSearch(mapped.segments, "by_passage", asked, known, depth=20)
        skipped += search.stems_read < len([stem for stem in asked if frequencies[stem]])
        found = [
            (score, mapped.segments[at].segment.passage(row))
            for at, rows in enumerate(search.best())
            for row, score in zip(rows.tolist(), search.at(at, rows).tolist(), strict=True)
        ]
        by_stems = LexicalIndex(whole.counts, whole._columns, known)
        monkeypatch.setattr("index.lexical.terms", lambda text: [term for term in terms(text) if term.startswith("=")])
        expected = by_stems.scores(question)
        monkeypatch.undo()
        monkeypatch.setattr("index.word_search.FEW_POSTINGS", few)
        best = sorted(expected.tolist(), reverse=True)[:5]
        assert sorted((score for score, _ in found), reverse=True)[:5] == pytest.approx(best, abs=1e-5)
        scores = dict(zip(mapped.passages, expected.tolist(), strict=True))
        assert all(score == pytest.approx(scores[passage], abs=1e-5) for score, passage in found)
    assert (skipped > 0) == (few == 0)
