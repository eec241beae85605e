"""training.traps: questions that look answered and are not, beside as many that are."""

import random

import pytest

from index.spans import Span
from training.clauses import OPEN, marked_sentence, parse
from training.examples import Example
from training.moods import changed_verb
from training.traps import KINDS

HALL = (
    "Many people walk through the old streets of the town. "
    "The hall was built by Anna Berg in 1923. "
    "It is a popular place for weddings in summer."
)
MILL = "Brenner opened the mill in 1850. His house stood on the hill. Falk painted landscapes."
WARDS = "The hospital employs 36 nurses. They work in shifts of two."
FIRE = "In 1840, the fire destroyed nearly forty houses. Rain ended it."


def ask(question, context, answer, document="1"):
    start = context.index(answer)
    return Example("squad2-half", document, question, context, (Span(start, start + len(answer)),))


ASKED = [
    ask("Who built the hall?", HALL, "Anna Berg"),
    ask("When was the hall built?", HALL, "1923"),
    ask("What did Brenner open?", MILL, "the mill"),
    ask("How many nurses does the hospital employ?", WARDS, "36 nurses"),
    ask("What did the fire destroy in 1840?", FIRE, "nearly forty houses"),
]


def made_of(kind, asked=ASKED):
    """Much of a kind: what is drawn differs from seed to seed."""
    return [example for seed in range(30) for example in KINDS[kind](asked, seed)]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_the_same_in_every_run(kind):
    made = list(KINDS[kind](ASKED, 5))
    assert made
    assert made == list(KINDS[kind](ASKED, 5))


@pytest.mark.parametrize("kind", KINDS)
def test_spans_lie_on_whole_words_and_no_mark_is_left(kind):
    for example in made_of(kind):
        text = example.question + example.lead + example.context
        assert not any("\ue000" <= letter <= "\uf8ff" or letter in "{}" for letter in text)
        assert example.source == "squad2-half"
        for start, end in (*example.answers, *filter(None, [example.sentence])):
            assert 0 <= start < end <= len(example.context)
            assert example.context[start:end] == example.context[start:end].strip()
            assert not example.context[start - 1 : start].isalnum()
            assert not example.context[end : end + 1].isalnum()


@pytest.mark.parametrize("kind", ["moods", "others", "headings", "rows"])
def test_there_are_as_many_answerable_as_not(kind):
    made = made_of(kind)
    assert sum(example.is_answerable for example in made) * 2 == len(made) > 0


def test_a_denied_fact_answers_nothing_and_an_affirmed_one_does():
    made = made_of("moods", ASKED[:1])
    traps = {example.context for example in made if not example.is_answerable}
    twins = {example.answer_texts for example in made if example.is_answerable}
    assert twins == {("Anna Berg",)}
    assert any("no evidence that the hall was built by Anna Berg" in context for context in traps)
    assert all("The hall was built by" not in context for context in traps)


def test_a_verb_is_changed_where_it_is_sure():
    clause = parse("The smith founded the school in 1850.")
    assert clause is not None
    assert (clause.subject, clause.verb, clause.rest) == ("The smith", "founded", "the school in 1850")
    changed = changed_verb(clause, (), ("did not {base}",), random.Random(1))
    assert changed == "The smith did not found the school in 1850."
    assert parse("He founded the school in 1850.") is None
    assert parse("The school founded in 1850 was closed.") is None


def test_an_answer_that_stands_twice_is_left_alone():
    assert marked_sentence(ask("Who sang?", "Ann sang. Ann left.", "Ann")) is None
    fact = marked_sentence(ASKED[1])
    assert fact is not None
    assert f"{OPEN}1923" in fact.sentence


def test_a_limit_belongs_to_the_answer():
    made = [example for example in made_of("limits") if "hospital employs" in example.context]
    answers = {text for example in made for text in example.answer_texts}
    assert "at least 36 nurses" in answers
    assert all(answer.endswith("nurses") and not answer.startswith("36 nurses") for answer in answers)
    assert all("number of nurses" in example.context for example in made if not example.is_answerable)


def test_a_fact_of_another_name_is_no_answer():
    made = made_of("others", ASKED[2:3])
    assert {example.answer_texts for example in made if example.is_answerable} == {("the mill",)}
    traps = [example for example in made if not example.is_answerable]
    assert traps
    assert all("Brenner" not in example.question or "Brenner" not in example.context for example in traps)


def test_a_year_in_the_heading_decides():
    made = [example for example in made_of("headings", ASKED[4:]) if "fire" in example.context]
    assert {example.lead.endswith(" > 1840: ") for example in made if example.is_answerable} == {True}
    assert {example.lead.endswith(" > 1840: ") for example in made if not example.is_answerable} == {False}
    assert all(example.context.startswith("The fire destroyed") for example in made)


def test_a_cell_stands_in_the_row_that_is_asked_about():
    for example in made_of("rows"):
        if example.is_answerable:
            start = example.answers[0].start
            row = example.context[example.context.rfind("\n", 0, start) + 1 :].split("\n")[0]
            item = row.replace(": ", " | ").replace("; ", " | ").replace(", ", " | ").split(" | ")
            assert any(cell.lower() in example.question.lower() for cell in item[:2])


def test_verdicts_point_at_the_sentence_that_decides():
    made = made_of("verdicts", ASKED[:1])
    assert {example.verdict for example in made} == {"yes", "no", "neither"}
    for example in made:
        assert example.answers == ()
        assert (example.sentence is None) == (example.verdict == "neither")
        if example.sentence and "hall was built" in example.question and example.verdict == "no":
            sentence = example.context[slice(*example.sentence)]
            asked_year = "1923" in example.question
            assert not asked_year or any(
                word in sentence for word in ("not", "never", "untrue", "false", "mistake", "disproved")
            )
