"""qa.reading.expansion: what an abbreviation stands for."""

import pytest

from index.passages import Passage, Sentence
from index.spans import Span
from qa.reading.expansion import CONFIDENCE, or_expansion
from qa.reading.reader import Reading
from qa.retrieval import Hit, ScoredSentence

TEXT = "The Lake Ferry Union (LFU) and the Harbour Board (HB) agreed."


def read(question):
    sentence = Sentence(10, 10 + len(TEXT), 1)
    passage = Passage("a.txt", TEXT, (sentence,))
    hit = Hit(passage, 1.0, 0.5, 1.0, (ScoredSentence(sentence, TEXT, 0.5, 1.0),))
    return or_expansion(question, [hit], Reading(hit, Span(10, 13), 0.3))


@pytest.mark.parametrize("question", ["What is HB?", "what does HB stand for", "HB", "What does HB mean?"])
def test_an_abbreviation_is_answered_with_its_long_form(question):
    found = read(question)
    assert TEXT[found.span.start - 10 : found.span.end - 10] == "Harbour Board"
    assert found.confidence == CONFIDENCE


@pytest.mark.parametrize("question", ["Who leads HB?", "What is XY?", "What is love?", "Where is HB?"])
def test_any_other_question_is_left_as_it_was_read(question):
    assert read(question).confidence == 0.3
