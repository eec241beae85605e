"""qa.form.compound: two questions typed as one, each answered on its own."""

import pytest
from fakes import HashEncoder, text_document

from index.collection import Collection
from index.spans import Span
from qa.assistant import Assistant
from qa.reading.reader import Reading

TEXT = "The mill was built in 1820. It employs nine people. The roof was mended for 400 crowns."


class ScriptedReader:
    """Finds the words that belong to a word of the question; what it does not know it finds with no confidence."""

    threshold = 0.5

    def __init__(self, **found):
        self.found = found
        self.asked = []

    def read(self, question, hits):
        self.asked.append(question)
        known = next((words for word, words in self.found.items() if word in question), None)
        start = TEXT.index(known) if known else 0
        span = Span(start, start + len(known or "The"))
        return Reading(next(hit for hit in hits if hit.passage.span.overlaps(span)), span, 0.9 if known else 0.1)


def ask(question, **found):
    assistant = Assistant(
        Collection.build([text_document(TEXT)], HashEncoder()), HashEncoder(), reader=ScriptedReader(**found)
    )
    return assistant.ask(question), assistant.reader


def test_each_question_is_a_piece_with_its_own_citation():
    answer, reader = ask("When was the mill built and how many people does it employ?", built="1820", employ="nine")
    assert answer.form == "list"
    assert answer.answers == ("1820", "nine")
    assert [citation.quote for citation in answer.citations] == [
        "The mill was built in 1820.",
        "It employs nine people.",
    ]
    assert answer.reply is None
    assert "How many people does the mill employ?" in reader.asked


def test_what_is_not_said_is_told_beside_what_is():
    answer, _ = ask("When was the mill built and who designed the wheel?", built="1820")
    assert answer.answers == ("1820",)
    assert answer.answered
    assert answer.reply.startswith("The article does not say who designed the wheel.")


@pytest.mark.parametrize("found", [{}, {"built": "1820", "employ": "1820"}])
def test_the_ordinary_way_is_left_where_there_are_no_two_answers(found):
    answer, reader = ask("When was the mill built and how many people does it employ?", **found)
    assert answer.form != "list"
    assert "When was the mill built and how many people does it employ?" in reader.asked


def test_one_question_is_read_once():
    _, reader = ask("When was the mill built?", built="1820")
    assert reader.asked == ["When was the mill built?"]
