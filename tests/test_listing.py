"""qa.form.listing: all that is asked for, from every place."""

import pytest
from fakes import HashEncoder, text_document

from index.collection import Collection
from index.spans import Span
from qa.assistant import Assistant
from qa.form.listing import as_question, asks_for_list
from qa.reading.reader import Reading

TEXT = """The team has a cook, an usher and two singers.

The drummer is Ida Falk, and the mayor of Ostby is Petra Lund.

The mayor of Vestby is Oskar Wiese. The hall is red."""


class PassageReader:
    """In each passage finds the first words that it knows; what it does not know it finds with no confidence."""

    threshold = 0.5

    def __init__(self, *words):
        self.words = words
        self.read_alone = 0

    def read(self, question, hits):
        self.read_alone += len(hits) == 1
        for words in self.words:
            for hit in hits:
                if words in hit.passage.text:
                    start = hit.passage.start + hit.passage.text.index(words)
                    return Reading(hit, Span(start, start + len(words)), 0.8)
        return Reading(hits[0], Span(hits[0].passage.start, hits[0].passage.start + 3), 0.1)


def ask(question, *words, text=TEXT):
    collection = Collection.build([text_document(text)], HashEncoder())
    return Assistant(collection, HashEncoder(), reader=PassageReader(*words)).ask(question)


def test_each_item_is_cited_in_reading_order_from_all_passages():
    answer = ask("Which people are there?", "Ida Falk", "two singers")
    assert answer.form == "list"
    assert answer.answers == ("a cook", "an usher", "two singers", "Ida Falk")
    assert [TEXT[one.answer_start : one.answer_end] for one in answer.citations] == list(answer.answers)
    assert answer.citations[0].quote == "The team has a cook, an usher and two singers."


def test_the_same_item_is_named_once():
    assert ask("Which people are there?", "Petra Lund", "Oskar Wiese").answers == ("Petra Lund", "Oskar Wiese")


def test_what_only_says_of_which_sort_they_are_is_no_item():
    text = "Danish clubs met.\n\nThe clubs Falk and Lund came.\n\nThe Tarn sent nobody."
    answer = ask("Which clubs are mentioned in the text?", "Danish", "Falk and Lund", "The Tarn", text=text)
    assert answer.answers == ("Falk", "Lund", "The Tarn")


class ByQuestion(PassageReader):
    """Finds other words where names are asked for."""

    def read(self, question, hits):
        words = ("Falk and Lund", "The Tarn") if question == "Which clubs are named?" else ("Danish",)
        return PassageReader(*words).read(question, hits)


@pytest.mark.parametrize("question", ["What clubs are there?", "Name the clubs", "List the names of the clubs"])
def test_names_are_asked_for_where_only_their_sort_was_found(question):
    text = "Danish clubs met.\n\nThe clubs Falk and Lund came.\n\nThe Tarn sent nobody."
    collection = Collection.build([text_document(text)], HashEncoder())
    answer = Assistant(collection, HashEncoder(), reader=ByQuestion()).ask(question)
    assert answer.answers == ("Falk", "Lund", "The Tarn")


def test_one_item_is_an_ordinary_answer():
    assert ask("Which halls are there?", "The hall").form == "quotation"


def test_a_role_that_several_places_fill_is_answered_with_each():
    answer = ask("Who is the mayor?", "Petra Lund", "Oskar Wiese")
    assert (answer.form, answer.answers) == ("list", ("Petra Lund", "Oskar Wiese"))


def test_nothing_is_listed_where_nothing_is_found():
    assert ask("Which ships are there?").form == "refusal"


@pytest.mark.parametrize(
    "question",
    [
        "List the members.",
        "Name all towns",
        "Which towns lie there?",
        "Who is in the team?",
        "What halls are there?",
        "Can you list every town?",
        "Which of the small towns are old?",
    ],
)
def test_a_list_is_asked_for(question):
    assert asks_for_list(question)


@pytest.mark.parametrize(
    "question", ["Who is the mayor?", "Why is it red?", "What is the hall?", "When was it listed?"]
)
def test_one_thing_is_asked_for(question):
    assert not asks_for_list(question)


def test_a_request_is_read_as_a_question():
    assert as_question("List the members of the team.") == "Who are the members of the team?"
    assert as_question("Name all the halls") == "What are the halls?"
    assert as_question("Who is it?") == "Who is it?"
