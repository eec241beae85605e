"""The terms of a document's texts, as they are kept in the database."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from index.errors import IndexDamagedError
from index.lexical import terms
from index.postgres.document_terms import DocumentTerms, TermTotals, count
from index.segment_field import term_hashes

PASSAGES = ["The river rose and rose. It rained.", "Nothing rises here."]
SENTENCES = ["The river rose and rose.", "It rained.", "Nothing rises here."]


def held(field, at):
    """By row how often the term at that place stands there."""
    start, end = field.starts[at : at + 2]
    return dict(zip(field.rows[start:end].tolist(), field.counts[start:end].tolist(), strict=True))


def test_every_term_is_counted_where_it_stands():
    counted = count(PASSAGES, SENTENCES)
    found = counted.terms
    assert found.hashes.tolist() == sorted(set(found.hashes.tolist()))
    for texts, field in ((PASSAGES, found.of_passages), (SENTENCES, found.of_sentences)):
        expected = [Counter(terms(text)) for text in texts]
        assert field.lengths.tolist() == [each.total() for each in expected]
        for term in {term for each in expected for term in each}:
            at = found.hashes.tolist().index(term_hashes([term])[0])
            assert held(field, at) == {row: each[term] for row, each in enumerate(expected) if each[term]}
    assert {stem: held(found.of_passages, at) for stem, at in counted.stems.items()}["=rose"] == {0: 2}


@pytest.mark.parametrize("texts", [(PASSAGES, SENTENCES), ([], []), (["..."], ["..."]), (["ha " * 300] * 300,) * 2])
def test_what_is_packed_is_unpacked_as_it_was(texts):
    terms = count(*texts).terms
    again = DocumentTerms.unpack(terms.pack())
    assert again.hashes.tolist() == terms.hashes.tolist()
    for one, other in ((terms.of_passages, again.of_passages), (terms.of_sentences, again.of_sentences)):
        for name in ("starts", "rows", "counts", "lengths"):
            assert getattr(one, name).tolist() == getattr(other, name).tolist()


@pytest.mark.parametrize("length", [0, 3, 20, -1])
def test_what_was_cut_short_is_told(length):
    with pytest.raises(IndexDamagedError, match=r"the terms of a document cannot be read .* qa index --rebuild PATH"):
        DocumentTerms.unpack(count(PASSAGES, SENTENCES).terms.pack()[:length])


def test_only_the_terms_that_are_asked_for_are_kept():
    found = count(PASSAGES, SENTENCES).terms.only(term_hashes(["=rose", "=moon", "=river", "=rose"]))
    assert found.hashes.tolist() == sorted(term_hashes(["=rose", "=river"]).tolist())
    assert found.of_sentences.sizes.tolist() == [1, 1]
    assert found.of_sentences.lengths.tolist() == count(PASSAGES, SENTENCES).terms.of_sentences.lengths.tolist()


def test_totals_are_added_and_taken_away():
    one, other = (count([text], [text]).terms for text in PASSAGES)
    both = TermTotals.of([one, other])
    asked = term_hashes(["=here", "=rose", "=moon"])
    assert both.of_terms(asked).tolist() == [[1, 1, 1], [1, 1, 1], [0, 0, 0]]
    left = TermTotals.join([both, TermTotals.of([one], -1)])
    assert left.hashes.tolist() == other.hashes.tolist()
    assert not len(TermTotals.join([left, TermTotals.of([other], -1)]).hashes)
    assert np.array_equal(TermTotals.of([]).of_terms(asked), np.zeros((3, 3)))
