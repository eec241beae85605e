"""qa.reading.keyword_sentence: the sentence that speaks of the keywords."""

from dataclasses import replace

import pytest
from fakes import HashEncoder, text_document

from index.collection import Collection
from index.spans import Span
from qa.reading.keyword_sentence import CONFIDENCE, or_keyword_sentence, whole_sentence
from qa.reading.reader import Reading
from qa.retrieval import Retriever

TEXT = "The bridge is old.\n\nThe storm of May damaged a roof. The bridge was opened on 3 June 1911."


def read(query, confidence=0.1):
    collection = Collection.build([text_document(TEXT)], HashEncoder())
    hits = Retriever(collection, HashEncoder()).retrieve(query, 8)
    reading = or_keyword_sentence(query, hits, Reading(hits[0], Span(0, 3), confidence))
    return TEXT[slice(*reading.span)], reading.confidence


def test_the_whole_sentence_that_holds_all_of_them_is_the_answer():
    assert read("storm damage") == ("The storm of May damaged a roof.", CONFIDENCE)


def test_an_irregular_form_is_the_same_word():
    assert read("storm damages")[1] == CONFIDENCE


def test_what_names_the_kind_of_answer_need_not_stand_in_a_sentence_that_has_one():
    assert read("bridge opening date") == ("The bridge was opened on 3 June 1911.", CONFIDENCE)


def test_a_word_that_no_sentence_holds_leaves_the_reading():
    assert read("storm insurance") == ("The", 0.1)
    assert read("storm date age") == ("The", 0.1)


def test_a_surer_reading_of_a_topic_becomes_its_sentence():
    assert read("old bridge", 0.9) == ("The bridge is old.", 0.9)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("bridge opening", "3 June"),
        ("opening 1911", "The bridge was opened on 3 June 1911."),
        ("bridge mayor", "3 June"),
        ("BRIDGE", "3 June"),
        ("When was the bridge opened?", "3 June"),
    ],
)
def test_a_figure_says_enough_and_so_does_what_is_asked_for(query, wanted):
    text = "The bridge was opened on 3 June 1911."
    hits = Retriever(Collection.build([text_document(text)], HashEncoder()), HashEncoder()).retrieve("bridge", 8)
    reading = whole_sentence(query, Reading(hits[0], Span(25, 31), 0.9))
    assert text[slice(*reading.span)] == wanted


@pytest.mark.parametrize(("cosine", "found"), [(0.7, True), (0.6, False)])
def test_a_sentence_that_holds_most_of_them_has_to_be_very_like_them(cosine, found):
    hits = Retriever(Collection.build([text_document(TEXT)], HashEncoder()), HashEncoder()).retrieve("storm roof", 8)
    hits = [replace(hit, sentences=tuple(replace(scored, cosine=cosine) for scored in hit.sentences)) for hit in hits]
    reading = or_keyword_sentence("storm roof insurance", hits, Reading(hits[0], Span(0, 3), 0.1))
    assert (TEXT[slice(*reading.span)] == "The storm of May damaged a roof.") is found


def test_a_surer_reading_without_the_date_that_is_asked_for_becomes_its_sentence():
    collection = Collection.build([text_document("The bridge was opened on 3 June 1911.")], HashEncoder())
    hits = Retriever(collection, HashEncoder()).retrieve("bridge date us", 8)
    bridge, date = Span(0, 10), Span(25, 36)
    assert or_keyword_sentence("bridge date us", hits, Reading(hits[0], bridge, 0.9)).span == Span(0, 37)
    assert or_keyword_sentence("bridge date us", hits, Reading(hits[0], date, 0.9)).span == date


def test_a_question_is_left_alone():
    assert read("What did the storm damage?") == ("The", 0.1)
