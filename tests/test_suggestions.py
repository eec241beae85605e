"""qa.suggestion.suggestions: only questions that are answered where they were made from are offered."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from index.collection import Collection
from index.spans import Span
from qa.assistant import Assistant
from qa.reading.reader import Reading
from qa.reading.span_reader import SpanReader
from qa.suggestion.suggestions import ASKED, ASKED_NEAR, LEADS, PatternSuggester
from tests.fakes import VerdictReader, text_document

TEXT = (
    "Ada Lovelace, the author of the first program, lived in London. The Analytical Engine was designed by "
    "Charles Babbage. In 1842, Charles Babbage lectured at the University of Turin.\n\n"
    "Luigi Menabrea, the prime minister of Italy, wrote about the engine. Ada Lovelace translated his paper in 1843."
)


class Counting(Assistant):
    """Counts the questions it is asked."""

    asked = 0

    def ask(self, question, history=()):
        self.asked += 1
        return super().ask(question, history)


@pytest.fixture(scope="module")
def engine(encoder):
    return Collection.build([text_document(TEXT)], encoder)


@pytest.fixture(scope="module")
def lovelace(engine, encoder):
    return Assistant(engine, encoder, reader=SpanReader())


@pytest.fixture(scope="module")
def suggester(lovelace):
    return PatternSuggester(lovelace)


def test_starters_are_answered_with_what_they_were_made_from(lovelace, suggester):
    starters = suggester.starters(4)
    assert starters
    for question in starters:
        answer = lovelace.ask(question)
        assert answer.answered
        assert answer.standalone_question == question
        assert answer.confidence > lovelace.threshold


def test_no_starter_is_offered_that_is_not_answered(engine, encoder):
    strict = Assistant(engine, encoder, reader=SpanReader(), threshold=1)
    assert PatternSuggester(strict).starters(4) == ()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a system of many structures and processes", True),
        ("system of many structures and processes", True),
        ("a system of many structures", False),
        ("many structures and processes", False),
    ],
)
def test_a_definition_that_is_cut_short_is_not_offered(encoder, given, kept):
    text = "The immune system is a system of many structures and processes."

    class Given:
        threshold = 0.5

        def read(self, question, hits):
            at = text.index(given)
            return Reading(hits[0], Span(at, at + len(given)), 0.9)

    assistant = Assistant(Collection.build([text_document(text)], encoder), encoder, reader=Given())
    assert PatternSuggester(assistant).starters(1) == (("What is the immune system?",) if kept else ())


def test_more_starters_begin_with_the_same(suggester):
    few, more = suggester.starters(1), suggester.starters(9)
    assert more[: len(few)] == few
    assert suggester.starters(0) == ()
    assert len(set(more)) == len(more)


def test_no_more_questions_are_asked_than_are_needed(collection, encoder):
    counting = Counting(collection, encoder)
    suggester = PatternSuggester(counting)
    suggester.starters(1)
    first = counting.asked
    suggester.starters(1)
    assert counting.asked == first <= ASKED
    suggester.starters(1000)
    assert first <= counting.asked <= ASKED


class Failing(Assistant):
    """Fails the first times that it is asked."""

    failures = 2

    def ask(self, question, history=()):
        if self.failures:
            self.failures -= 1
            raise MemoryError("no room")
        return super().ask(question, history)


def test_starters_are_found_once_asking_works_again(engine, encoder, suggester):
    failing = PatternSuggester(Failing(engine, encoder, reader=SpanReader()))
    for _ in range(2):
        with pytest.raises(MemoryError):
            failing.starters(4)
    assert failing.starters(4) == suggester.starters(4)


def test_a_failure_between_starters_loses_none(engine, encoder, suggester):
    assistant = Failing(engine, encoder, reader=SpanReader())
    assistant.failures = 0
    failing = PatternSuggester(assistant)
    first = failing.starters(1)
    assistant.failures = 1
    with pytest.raises(MemoryError):
        failing.starters(4)
    assert failing.starters(4) == suggester.starters(4)
    assert failing.starters(1) == first


def test_what_to_go_on_with_and_to_ask_instead_is_found_once_asking_works_again(engine, encoder, lovelace, suggester):
    answer = lovelace.ask("Who designed the Analytical Engine?")
    refused = Assistant(engine, encoder, reader=SpanReader(), threshold=1).ask("Who designed the engine in Warsaw?")
    failing = PatternSuggester(Failing(engine, encoder, reader=SpanReader()))
    with pytest.raises(MemoryError):
        failing.follow_ups(answer, [])
    with pytest.raises(MemoryError):
        failing.alternative(refused)
    assert failing.follow_ups(answer, []) == suggester.follow_ups(answer, [])
    assert failing.alternative(refused) == suggester.alternative(refused)


def test_threads_share_what_was_found(engine, encoder):
    suggester = PatternSuggester(Assistant(engine, encoder, reader=SpanReader()))
    with ThreadPoolExecutor(4) as threads:
        found = set(threads.map(suggester.starters, [3] * 8))
    assert len(found) == 1


def test_an_answer_leads_on_to_what_was_not_asked(lovelace, suggester):
    question = "Who designed the Analytical Engine?"
    answer = lovelace.ask(question)
    assert answer.answered
    leads = suggester.follow_ups(answer, [question])
    assert 1 <= len(leads) <= LEADS
    assert question not in leads
    assert not set(leads) & set(suggester.follow_ups(answer, [question, *leads]))


def test_the_cost_of_leading_on_is_bounded(collection, encoder):
    counting = Counting(collection, encoder)
    answer = counting.ask("Why did Qaani go to Baghdad?")
    suggester, counting.asked = PatternSuggester(counting), 0
    suggester.follow_ups(answer, [])
    assert counting.asked <= ASKED_NEAR


def test_a_refusal_leads_on_to_nothing_but_has_a_question_nearby(lovelace, suggester):
    refused = Assistant(lovelace.collection, lovelace._retriever.encoder, reader=SpanReader(), threshold=1).ask(
        "Who designed the Analytical Engine in Warsaw?"
    )
    assert not refused.answered
    assert suggester.follow_ups(refused, []) == ()
    assert lovelace.ask(suggester.alternative(refused)).answered


def test_nothing_is_offered_in_the_place_of_a_question_about_something_else(suggester, lovelace):
    refused = Assistant(lovelace.collection, lovelace._retriever.encoder, threshold=1).ask("How do cats purr?")
    assert suggester.alternative(refused) is None
    assert suggester.alternative(lovelace.ask("Who designed the Analytical Engine?")) is None


def test_a_collection_without_such_sentences_offers_nothing(encoder):
    plain = Assistant(Collection.build([text_document("it rained all day and they slept.")], encoder), encoder)
    assert PatternSuggester(plain).starters(4) == ()


def test_what_leads_on_from_a_verdict_and_stands_in_for_one_that_is_refused(engine, encoder):
    for confidence in (0.9, 0.1):
        assistant = Assistant(engine, encoder, reader=VerdictReader("yes", confidence, SpanReader()))
        suggester = PatternSuggester(assistant)
        answer = assistant.ask("Did Ada Lovelace translate his paper in 1843?")
        offered = suggester.follow_ups(answer, ()) or suggester.alternative(answer)
        assert offered
