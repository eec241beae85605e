"""qa.reading.hits_to_read: passages of the time that a question names are read first."""

from index.chunking import Chunking
from index.collection import Collection
from index.documents import from_parsed
from index.formats.plain_text import read
from qa.reading.hits_to_read import hits_to_read
from qa.retrieval import Retriever

TEXT = """Lena Moos was the head of the harbour office from 1988 to 1995, and the harbour office grew under its head.

Uwe Brandt was its head until 2003, when the harbour office was closed.

The harbour office stands beside the old lighthouse, and its head lives there.

The market sells cod and herring on Mondays.
"""


def retriever(encoder, text=TEXT):
    document = from_parsed(read(text), "harbour.txt", "")
    return Retriever(Collection.build([document], encoder, Chunking(shortest=0)), encoder)


def test_a_passage_of_the_time_asked_about_goes_before_one_of_another_time(encoder):
    found = hits_to_read("Who was the head of the harbour office in 2001?", retriever(encoder), 3)
    assert found[0].passage.text.startswith("Uwe Brandt")
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)
    assert all(0 <= hit.score <= 1 for hit in found)


def test_it_is_read_even_where_others_are_retrieved_before_it(encoder):
    one = retriever(encoder)
    assert not one.retrieve("Who was the head of the harbour office in 2001?", 1)[0].passage.text.startswith("Uwe")
    (found,) = hits_to_read("Who was the head of the harbour office in 2001?", one, 1)
    assert found.passage.text.startswith("Uwe Brandt")


def test_a_question_without_a_year_is_read_as_it_was_retrieved(encoder):
    one = retriever(encoder)
    question = "Who was the head of the harbour office?"
    assert hits_to_read(question, one, 2) == one.retrieve(question, 2)


def test_nothing_falls_back_where_no_passage_names_a_year(encoder):
    one = retriever(encoder, "Lena Moos led the harbour office.\n\nThe lighthouse stands beside the harbour office.\n")
    question = "Who led the harbour office in 2001?"
    assert hits_to_read(question, one, 2) == one.retrieve(question, 2)
