"""qa.suggestion.question_patterns: questions made from sentences, with the place of their answers."""

import pytest

from index.documents import from_parsed
from index.formats import markdown
from index.passages import split
from qa.suggestion.question_patterns import LONGEST, generate_questions
from tests.fakes import text_document

KHAZALI = "Qais al-Khazali, leader of Asa'ib Ahl al-Haq (AAH), spoke."


def every(word):
    return bool(word)


def none(word):
    return not word


def made(text, is_name=every):
    document = text_document(text)
    return [
        (one.question, document.text[one.answer.start : one.answer.end])
        for passage in split(document)
        for one in generate_questions(passage, is_name)
    ]


@pytest.mark.parametrize(
    ("text", "question", "answer"),
    [
        (KHAZALI, "Who is Qais al-Khazali?", "leader of Asa'ib Ahl al-Haq (AAH)"),
        (KHAZALI, "Who is the leader of Asa'ib Ahl al-Haq?", "Qais al-Khazali"),
        (KHAZALI, "What does AAH stand for?", "Asa'ib Ahl al-Haq"),
        ("Abu Fadak, Muhannis\u2019s successor, failed.", "Who is Muhannis's successor?", "Abu Fadak"),
        ("They met Esmail Qaani [commander of the Quds Force].", "Who is Esmail Qaani?", "commander of the Quds Force"),
        ("Ali Khamenei, the supreme leader, spoke.", "Who is Ali Khamenei?", "the supreme leader"),
        ("Frontex, the agency for border security, is there.", "What is Frontex?", "the agency for border security"),
        ("In 1066, William invaded England.", "When did William invade England?", "1066"),
        ("William invaded England in 1066.", "When did William invade England?", "1066"),
        ("Harvard was founded on October 28, 1636.", "When was Harvard founded?", "October 28, 1636"),
        ("In 1781 James Watt patented an engine, and sold it.", "When did James Watt patent an engine?", "1781"),
        ("Telenet was founded by Larry Roberts.", "Who founded Telenet?", "Larry Roberts"),
        ("The Royal Castle is located in Warsaw.", "Where is the Royal Castle located?", "in Warsaw"),
        ("Isaac surrendered because Richard had sworn.", "Why did Isaac surrender?", "because Richard had sworn"),
        ("It led Qaani to go to Iraq the next day to calm AAH down.", "Why did Qaani go to Iraq?", "to calm AAH down"),
        ("A qubit is a unit of information.", "What is a qubit?", "a unit of information"),
        ("The immune system is a defence of the body.", "What is the immune system?", "a defence of the body"),
        ("Moons are rocks that circle planets.", "What are moons?", "rocks that circle planets"),
        ("William invaded Scotland in 1072.", "Who invaded Scotland?", "William"),
        ("In 2012 Oxfam ranked Warsaw as the best city.", "When did Oxfam rank Warsaw as the best city?", "2012"),
        ("Bohemond was the leader of the crusade.", "Who was Bohemond?", "the leader of the crusade"),
        ("Iran\u2019s policy was to de-escalate tensions.", "What was Iran's policy?", "to de-escalate tensions"),
        ("Ali Khamenei emphasized that there is no rush.", "What did Ali Khamenei emphasize?", "there is no rush"),
    ],
)  # fmt: skip
def test_a_sentence_gives_a_question_and_the_place_of_its_answer(text, question, answer):
    assert (question, answer) in made(text)


def test_a_name_that_begins_with_a_common_word_may_end_in_al():
    text = "Abu Mahdi al-Muhannis, the commander of the militias, died."
    assert made(text, none)[0] == ("Who is Abu Mahdi al-Muhannis?", "the commander of the militias")


@pytest.mark.parametrize(
    "text",
    [
        "In 1066, he invaded England.",
        "However, it was founded in 1636.",
        "Many were killed in 1920.",
        "William invaded it in 1066.",
        "Edessa, under the duke of Antioch, fell.",
        "Kublai Khan, yet he was the official founder of the dynasty, ruled.",
        "Henry Ware was elected to the chair in 1805.",
        "Harvard reduced the number of students who came in 2005.",
        "One of Zhu's armies was the best of all.",
        "They (we) saw (THAT) and left.",
        "A good example is a case of measles.",
        "Isaac surrendered and was put in chains, because Richard had sworn.",
        "Harvard was hit by a storm and closed in 1990.",
        "The largest church is a museum.",
        "The treaty ended the war.",
        "Scientists had known it in 1990.",
    ],
)
def test_what_would_not_read_well_or_stand_alone_is_dropped(text):
    assert made(text, none) == []


def test_a_heading_that_is_a_question_is_asked():
    text = "It rained a lot.\n\n## Why do moons glow?\n\nThe sun lights them.\n\n## Why?\n\nNobody knows.\n"
    passages = split(from_parsed(markdown.read(text), "a.md", "0"))
    assert [one.question for passage in passages for one in generate_questions(passage, none)] == ["Why do moons glow?"]


def test_every_question_of_the_article_is_short_and_its_answer_is_in_its_sentence(article):
    passages = split(article)
    found = [one for passage in passages for one in generate_questions(passage, str.istitle)]
    assert len(found) >= 10
    for one in found:
        assert one.question.endswith("?")
        assert len(one.question) <= LONGEST
        assert one.sentence.start <= one.answer.start < one.answer.end <= one.sentence.end


@pytest.mark.parametrize(
    "text", ["A.", "(AB)", "\u202e (XY) 😀.", "In 1066, 1066 1066 in 1066.", "A, a of A, A, the a of A,." * 30]
)
def test_odd_texts_do_no_harm(text):
    assert isinstance(made(text), list)


def test_a_question_that_asks_for_nothing_in_particular_is_not_made():
    assert made("Harvard announced that its endowment had shrunk.") == []


def test_a_name_behind_a_comma_is_not_left_out_of_the_question():
    questions = [question for question, _ in made("Kublai succeeded Ögedei's son, Güyük, as the Khan of China.")]
    assert "Who succeeded Ögedei's son?" not in questions
