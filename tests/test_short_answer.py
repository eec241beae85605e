"""qa.reading.short_answer: a span becomes words that can be read alone."""

import pytest

from index.spans import Span
from qa.reading.short_answer import asks_for_several, readable, trim, whole_list, whole_name

GROUPS = "Groups such as AAH, Kata\u2019ib Hezbollah (KH), and Harakat al-Nujaba (HN) both coordinate and compete."


def cut(text, answer, shorten):
    start = text.index(answer)
    return text[slice(*shorten(text, Span(start, start + len(answer))))]


@pytest.mark.parametrize(
    ("text", "answer", "trimmed"),
    [
        ("He said \u201cno, thanks\u201d, and left.", "\u201cno, thanks\u201d,", "\u201cno, thanks\u201d"),
        ("He said \u201cno, thanks\u201d, and left.", "\u201cno, thanks", "no, thanks"),
        ("In Baghdad (Iraq).", "Iraq).", "Iraq"),
        ("In the U.S. today", "the U.S.", "the U.S."),
        ("Kata'ib Hezbollah fired.", "ta'ib Hezbo", "Kata'ib Hezbollah"),
        ("It was 5.", ".", "."),
    ],
)
def test_an_answer_has_whole_words_and_no_stray_marks(text, answer, trimmed):
    assert cut(text, answer, trim) == trimmed


@pytest.mark.parametrize(
    "part", ["AAH", "Kata\u2019ib Hezbollah", "AAH, Kata\u2019ib Hezbollah (KH", "Harakat al-Nujaba"]
)
def test_a_list_keeps_all_its_members(part):
    whole = "AAH, Kata\u2019ib Hezbollah (KH), and Harakat al-Nujaba (HN)"
    assert cut(GROUPS, part, lambda text, span: readable("Which groups compete?", text, span)) == whole


def test_one_member_is_enough_where_one_is_asked_for():
    assert cut(GROUPS, "AAH", lambda text, span: readable("Which group is it?", text, span)) == "AAH"


def test_a_span_outside_of_any_list_stays_as_it_is():
    assert cut("He met Khazali in Baghdad.", "Khazali", whole_list) == "Khazali"


@pytest.mark.parametrize(
    "question",
    [
        "Which groups compete?",
        "Which Iraqi militias fight?",
        "What two groups are there?",
        "Who were the Normans?",
        "Who were two of his advisers?",
        "Which school clubs meet on Mondays?",
        "Which school subjects are hard?",
    ],
)
def test_a_question_for_several_things_is_known(question):
    assert asks_for_several(question)


@pytest.mark.parametrize(
    "question",
    [
        "Which palace was hit?",
        "What does the press say?",
        "What is the basis?",
        "What was the news?",
        "Why did he go?",
        "Which plant costs 35 euros?",
        "Which player scores most?",
        "What species costs the least?",
        "What happens if I pay late?",
        "What helps the plants to grow?",
    ],
)
def test_a_question_for_one_thing_is_none_for_several(question):
    assert not asks_for_several(question)


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ("Hamdi", "Hamdi Malik"),
        ("Malik", "Hamdi Malik"),
        ("Yamama", "Yamama Palace"),
        ("the Royal", "the Royal Court"),
        ("wrote", "wrote"),
        ("Palace", "Yamama Palace"),
        ("Guard Corps", "Guard Corps-Quds Force"),
    ],
)
def test_a_name_is_never_cut(part, whole):
    text = "Later Hamdi Malik wrote that it struck the Royal Court at Yamama Palace, not the Guard Corps-Quds Force."
    assert cut(text, part, whole_name) == whole
    assert cut(text, part, lambda text, span: readable("What was it?", text, span)) == whole


def test_a_time_or_number_is_no_name():
    text = "It starts at 4 PM Watch it."
    assert cut(text, "4 PM", lambda text, span: readable("When does it start?", text, span)) == "4 PM"


@pytest.mark.parametrize(
    ("text", "part", "whole"),
    [
        ("At least 12 and at most 15 nurses are on duty.", "15", "At least 12 and at most 15"),
        ("At least 12 and at most 15 nurses are on duty.", "12", "At least 12 and at most 15"),
        ("Between 40 and 60 per cent come from abroad.", "60 per cent", "Between 40 and 60 per cent"),
        ("All but 3 dogs left.", "3 dogs", "All but 3 dogs"),
        ("It cost more than $3.5 million.", "$3.5 million", "more than $3.5 million"),
        ("In 1990 and 1991, some 300 people came.", "300 people", "300 people"),
        ("It has 30 seats and 12 tables.", "30", "30"),
        ("There were 30 to 40 of them.", "40", "30 to 40"),
    ],
)
def test_a_number_keeps_its_limits(text, part, whole):
    assert cut(text, part, lambda text, span: readable("How many were there?", text, span)) == whole


@pytest.mark.parametrize(
    ("text", "part", "whole"),
    [
        ("All but ward 6 have a telephone.", "ward 6", "All but ward 6"),
        ("The ferry is red, never green.", "green", "never green"),
        ("They grew not only rice but tea.", "rice", "rice"),
        ("It does not sell ink.", "ink", "ink"),
    ],
)
def test_an_answer_keeps_the_word_that_turns_it(text, part, whole):
    assert cut(text, part, lambda text, span: readable("What is it?", text, span)) == whole


def test_a_name_keeps_its_title():
    assert cut("It was written by Dr. Yule of Bonn.", "Yule", whole_name) == "Dr. Yule"


def test_what_was_said_is_told_by_the_whole_clause():
    text = "She told the paper that a strike \u201cwould help the town\u201d, and left."
    start = text.index("a strike")
    found = readable("What did she tell the paper?", text, Span(start, start + len("a strike")))
    assert text[slice(*found)] == "a strike \u201cwould help the town\u201d"
    plain = readable("What would help?", text, Span(start, start + len("a strike")))
    assert text[slice(*plain)] == "a strike"


def test_how_an_aim_is_reached_is_told_by_what_was_done_for_it():
    text = "Ships pass, the town has dug a canal to drain the marsh and keep roads dry."
    start = text.index("drain")
    found = readable("How are the roads kept dry?", text, Span(start, start + len("drain the marsh")))
    assert text[slice(*found)] == "the town has dug a canal"
    why = readable("Why did the town dig a canal?", text, Span(start, start + len("drain the marsh")))
    assert text[slice(*why)] == "drain the marsh"
