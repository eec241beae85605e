"""qa.form.bullets: a list that stands in the text, item below item."""

import pytest
from fakes import HashEncoder

from index.collection import Collection
from index.documents import from_parsed
from index.formats import markdown
from index.spans import Span
from qa.assistant import Assistant
from qa.reading.reader import Reading

TEXT = """# Fish soup

## What you need

- 800 g of cod
- two leeks
- saffron

Do not use salmon.

The hall has these rules:

- Dogs stay outside.
- Cats stay outside.
- Doors stay shut.
"""


class Finds:
    """Finds the words wherever they stand, with the confidence given."""

    threshold = 0.5

    def __init__(self, words, confidence):
        self.words, self.confidence = words, confidence

    def read(self, question, hits):
        hit = next((hit for hit in hits if self.words in hit.passage.text), None)
        if hit is None:
            return Reading(hits[0], hits[0].passage.span, 0.0)
        start = hit.passage.start + hit.passage.text.index(self.words)
        return Reading(hit, Span(start, start + len(self.words)), self.confidence)


def ask(question, words, confidence=0.8):
    document = from_parsed(markdown.read(TEXT), "soup.md", "")
    return Assistant(Collection.build([document], HashEncoder()), HashEncoder(), reader=Finds(words, confidence)).ask(
        question
    )


@pytest.mark.parametrize("confidence", [0.8, 0.3])
def test_the_list_whose_heading_is_asked_for_is_given_whole(confidence):
    answer = ask("What things do you need?", "two leeks", confidence)
    assert (answer.form, answer.answers) == ("list", ("800 g of cod", "two leeks", "saffron"))
    assert answer.confidence >= 0.6
    assert all(cited.quote == cited.answer for cited in answer.citations)


def test_the_line_above_announces_a_list():
    assert len(ask("What rules are there?", "Cats").answers) == 3


def test_some_of_the_items_are_not_the_list():
    assert ask("Which rules are there for dogs?", "Dogs stay outside").form == "quotation"


def test_another_list_and_an_unlikely_answer_stay_what_they_are():
    assert ask("Which tools are there?", "two leeks").form == "quotation"
    assert ask("What things do you need?", "two leeks", 0.1).form == "refusal"
