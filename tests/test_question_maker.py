"""qa.evaluation.making.question_maker and its neighbours: a set made from documents."""

import json

import pytest

from index.documents import from_parsed
from index.formats import markdown
from index.passages import split
from qa.evaluation.making.answerability import Sentences, unique
from qa.evaluation.making.candidates import by_question, candidates
from qa.evaluation.making.made_question import MadeQuestion
from qa.evaluation.making.names import Names
from qa.evaluation.making.question_maker import MOST_OF_SENTENCE, make_questions
from qa.evaluation.making.written_set import to_json_lines, to_squad
from qa.evaluation.placing import place_evidence
from qa.evaluation.questions import load_questions

HOTEL = """# The Grand Hotel

The Grand Hotel was built in 1912 by Otto Brandt, the architect of the town hall. It has three floors.

## What time is breakfast served?

Breakfast is served from 7 to 10.

## House rules

- No smoking
- Quiet after ten

## The owner

Maria Holm, the owner of the Grand Hotel, lives in Bergen. In May 2019, Maria Holm opened a bakery in Bergen.
The Grand Hotel has 42 rooms. Maria Holm does not own the Harbour Hotel.

## The town

People in Oslo know Otto Brandt and Maria Holm. In Oslo people like Bergen, and Anna Lund, the mayor of Oslo, does too.
"""


@pytest.fixture(scope="module")
def hotel():
    return from_parsed(markdown.read(HOTEL), "hotel.md", "0")


@pytest.fixture(scope="module")
def made(hotel):
    return make_questions({"hotel.md": hotel}, 40, unanswerable=True)


def by_kind(made):
    return {one.kind: one for one in (*made.answerable, *made.swapped, *made.taken_out)}


def test_there_are_questions_of_every_kind_that_the_text_gives(made):
    assert {"who", "when", "where", "how-many", "yes-no", "list", "heading", "swapped-name"} <= set(by_kind(made))


def test_answers_stand_in_their_sentence(made, hotel):
    for one in made.answerable:
        assert one.sentences
        for answer in (*one.answers, *one.items):
            assert any(place.start <= answer.start < answer.end <= place.end for place in one.sentences)
    assert [hotel.text[slice(*item)] for item in by_kind(made)["list"].items] == ["No smoking", "Quiet after ten"]


def test_no_sentence_is_asked_for_too_often_and_no_question_twice(made, hotel):
    few, many = (make_questions({"hotel.md": hotel}, count).answerable for count in (8, 40))
    for chosen, most in zip((few, many), MOST_OF_SENTENCE, strict=True):
        places = [place for one in chosen for place in one.sentences]
        assert max(places.count(place) for place in places) <= most
    assert len(few) == 8
    assert many[:8] == few
    questions = [one.question for one in (*made.answerable, *made.swapped)]
    assert len(set(questions)) == len(questions)


def test_the_number_is_kept_and_a_third_has_no_answer(hotel):
    few = make_questions({"hotel.md": hotel}, 6, unanswerable=True)
    assert (len(few.answerable), len(few.swapped)) == (4, 2)
    assert len(make_questions({"hotel.md": hotel}, 3).answerable) == 3
    assert make_questions({"hotel.md": hotel}, 3).swapped == ()


def test_the_same_documents_give_the_same_set(hotel, made):
    assert make_questions({"hotel.md": hotel}, 40, unanswerable=True) == made


def test_what_two_sentences_answer_otherwise_is_dropped():
    text = "In 1912, Maria Holm opened a bakery. In 1950, Maria Holm opened a bakery.\n"
    document = from_parsed(markdown.read(text), "a.md", "0")
    assert "when" not in {one.kind for one in make_questions({"a.md": document}, 20).answerable}


def test_what_is_defined_twice_has_both_answers():
    text = (
        "They like Maria Holm, the painter of a ship.\n\n## More\n\nThey met Maria Holm, the mayor of Bergen, there.\n"
    )
    document = from_parsed(markdown.read(text), "a.md", "0")
    passages = split(document)
    groups = by_question(list(candidates(document, passages, Names(passages))))
    one = unique(groups["who is maria holm"], Sentences({"a.md": document}, passages))
    assert [document.text[slice(*answer)] for answer in one.answers] == ["the painter of a ship", "the mayor of Bergen"]


def test_a_swapped_question_is_answered_nowhere(made):
    for one in made.swapped:
        assert not one.answerable
        assert one.answers == one.sentences == ()
    where = next(one for one in made.swapped if one.question.startswith("Where"))
    assert where.question in {"Where does Otto Brandt live?", "Where does Anna Lund live?"}


def test_json_lines_can_be_asked_and_say_that_they_were_made(made, hotel, tmp_path):
    file = tmp_path / "made.jsonl"
    file.write_text(to_json_lines(made, {"hotel.md": hotel}), encoding="utf-8")
    questions = place_evidence(load_questions(file).questions, {"hotel.md": hotel})
    assert all(one.made for one in questions)
    assert {one.verdict for one in questions} >= {"yes"}
    assert len(questions) == len(made.answerable) + len(made.swapped)


def test_a_sentence_taken_out_is_gone_and_its_question_has_no_answer(hotel, tmp_path):
    made = make_questions({"hotel.md": hotel}, 40, unanswerable=True, take_out=True)
    assert made.taken_out
    file = tmp_path / "made.json"
    file.write_text(to_squad(made, {"hotel.md": hotel}), encoding="utf-8")
    questions = load_questions(file)
    text = questions.documents[0].text
    for one in made.taken_out:
        assert hotel.text[slice(*one.sentences[0])] not in text
        assert hotel.text[slice(*one.answers[0])].lower() not in text.lower()
    assert sum(one.kind == "taken-out" and not one.answerable for one in questions.questions) == len(made.taken_out)
    assert len(questions.questions) == sum(map(len, (made.answerable, made.swapped, made.taken_out)))
    assert all(one.made for one in questions.questions)


def test_the_questions_of_the_article_are_many_and_sound(article):
    made = make_questions({article.name: article}, 100, unanswerable=True)
    assert len(made.answerable) >= 25
    assert len(made.swapped) >= 3
    assert json.loads(to_json_lines(made, {article.name: article}).splitlines()[0])["made"] is True


def test_a_document_without_such_sentences_gives_none():
    document = from_parsed(markdown.read("it rained all day and they slept.\n"), "a.md", "0")
    assert make_questions({"a.md": document}, 5).answerable == ()


def test_an_unanswerable_question_says_so():
    assert not MadeQuestion("Who?", "swapped-name", "a").answerable
