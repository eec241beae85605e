"""Which sentences speak of a topic."""

from __future__ import annotations

import pytest
from fakes import HashEncoder, text_document

from index.collection import Collection
from qa.form.telling import DocumentSentences
from qa.form.topic import Topic, abbreviations

TEXT = (
    "Ada Lovelace met Charles Babbage in 1833. She studied his engine for years. "
    "Later Lovelace wrote the notes of the Royal Engine Society (RES). "
    "Babbage spoke of Byron Lovelace at dinner. The RES met in London every week.\n\n"
    "It rained. The engine of brass was never built."
)


@pytest.fixture(scope="module")
def document() -> DocumentSentences:
    read = text_document(TEXT)
    return DocumentSentences(Collection.build([read], HashEncoder()), read, 0)


def test_a_person_is_named_in_full_and_by_the_last_name_but_not_by_that_of_another(document: DocumentSentences) -> None:
    found = Topic("Ada Lovelace").sentences(document)
    assert list(found.naming) == [0, 2]
    assert 0 in found.leading


def test_a_sentence_that_goes_on_about_the_topic_counts_too(document: DocumentSentences) -> None:
    found = Topic("ada lovelace").sentences(document)
    assert list(found.going_on) == [1]
    assert found.all == [0, 1, 2]
    assert not Topic("Charles Babbage").sentences(document).going_on


@pytest.mark.parametrize("name", ["RES", "the Royal Engine Society"])
def test_a_name_and_its_abbreviation_are_the_same(document: DocumentSentences, name: str) -> None:
    assert list(Topic(name).sentences(document).naming) == [2, 4]


def test_words_that_never_stand_together_are_looked_for_in_one_sentence(document: DocumentSentences) -> None:
    found = Topic("the brass engine").sentences(document)
    assert (list(found.naming), found.scattered) == ([6], True)


@pytest.mark.parametrize("name", ["Grace Hopper", "Lovelace's wife", "", "the", "of"])
def test_what_the_text_does_not_name_has_no_sentences(document: DocumentSentences, name: str) -> None:
    assert not Topic(name).sentences(document).naming


def test_a_name_is_told_from_a_word(document: DocumentSentences) -> None:
    for text, expected in (("lovelace", True), ("engine", False)):
        topic = Topic(text)
        assert topic.is_name_in(document, topic.sentences(document)) is expected


@pytest.mark.parametrize(
    ("text", "introduced"),
    [
        ("Ada Lovelace, the daughter of a poet, met him.", True),
        ("Ada Lovelace was a mathematician.", True),
        ("They met a woman called Ada Lovelace there.", True),
        ("In spring, Ada Lovelace, who had been ill, came back.", False),
        ("Ada Lovelace met him.", False),
    ],
)
def test_a_sentence_that_says_who_somebody_is_introduces_them(text: str, introduced: bool) -> None:
    read = text_document(text)
    found = Topic("Ada Lovelace").sentences(DocumentSentences(Collection.build([read], HashEncoder()), read, 0))
    assert found.introduced is introduced


def test_a_title_is_what_a_document_is_called() -> None:
    assert Topic("the annual report").is_title_of("Annual Report.pdf")
    assert not Topic("the report").is_title_of("Annual report")


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("Members of the Popular Mobilization Forces (PMF) came.", ("Popular Mobilization Forces", "PMF")),
        ("The heat shock protein (HSP) folds.", ("heat shock protein", "HSP")),
        ("It came (see Table) late.", None),
        ("Nothing fits (XYZ).", None),
    ],
)
def test_abbreviations_are_found_with_what_they_stand_for(text: str, pair: tuple[str, str] | None) -> None:
    assert list(abbreviations(text)) == ([pair] if pair else [])
