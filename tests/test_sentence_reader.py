"""qa.reading.sentence_reader: from hits to one sentence and a confidence."""

import math

import pytest

from index.passages import Passage, Sentence
from qa.reading.linear_model import LinearModel
from qa.reading.sentence_reader import SentenceFeatures, SentenceReader
from qa.retrieval import Hit, ScoredSentence


def make_hit(score, *sentences, start=0):
    """A hit of sentences given as (text, cosine, coverage)."""
    scored, place = [], start
    for text, cosine, coverage in sentences:
        scored.append(ScoredSentence(Sentence(place, place + len(text), 1), text, cosine, coverage))
        place += len(text) + 1
    passage = Passage("a.txt", " ".join(s.text for s in scored), tuple(s.sentence for s in scored))
    return Hit(passage, score, 0.5, 0.5, tuple(scored))


def test_the_sentence_with_the_highest_sum_of_scores_is_chosen():
    hits = [make_hit(1.0, ("Low.", 0.1, 0.1), ("High.", 0.9, 0.2)), make_hit(0.9, ("Also high.", 0.6, 0.5))]
    reading = SentenceReader().read("What is it?", hits)
    assert reading.hit is hits[0]
    assert reading.span == hits[0].sentences[1].sentence.span


def test_a_sentence_with_the_words_that_the_question_waits_for_is_preferred():
    hits = [make_hit(1.0, ("He went to Baghdad.", 0.6, 0.5), ("He went because of the attack.", 0.6, 0.4))]
    assert SentenceReader().read("Why did he go?", hits).span == hits[0].sentences[1].sentence.span
    assert SentenceReader().read("Where did he go?", hits).span == hits[0].sentences[0].sentence.span


def test_a_tie_goes_to_the_better_passage_and_then_to_the_earlier_sentence():
    hits = [make_hit(1.0, ("One.", 0.5, 0.5), ("Two.", 0.5, 0.5)), make_hit(1.0, ("Three.", 0.5, 0.5))]
    reading = SentenceReader().read("What?", hits)
    assert reading.hit is hits[0]
    assert reading.span == hits[0].sentences[0].sentence.span


def test_confidence_is_the_models_of_the_sentences_features():
    model = LinearModel(-1.0, SentenceFeatures(1.0, 2.0, 3.0, 4.0, 5.0))
    reading = SentenceReader(model).read("What?", [make_hit(0.9, ("One.", 0.3, 0.4))])
    logit = -1 + 0.5 + 2 * 0.5 + 3 * 0.3 + 4 * 0.4 + 5 * 0.9
    assert reading.confidence == pytest.approx(1 / (1 + math.exp(-logit)))


def test_the_right_sentence_of_the_article_is_read(assistant):
    answer = assistant.ask("Who succeeded Muhannis?")
    assert "Abu Fadak al-Mohammedawi" in answer.citations[0].quote
