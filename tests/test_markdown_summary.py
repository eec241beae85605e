"""qa.evaluation.markdown_summary: a run in a few lines, which no question can break."""

import dataclasses

import pytest

from qa.evaluation.comparison import compare
from qa.evaluation.markdown_summary import escape, to_markdown
from qa.evaluation.result import Result
from qa.evaluation.rows import Row
from tests.test_junit import asked


@pytest.fixture(scope="module")
def answer(assistant):
    return assistant.ask("Why did Qaani go to Baghdad?")


def result(answer, wrong, title="mine.jsonl", questions=40):
    """A run of which the first so many questions failed."""
    rows = [asked(answer, str(n), question=f"Why, {n}?", right=n >= wrong) for n in range(questions)]
    return Result(title, tuple(rows), {}, 0.2)


def comparing(now: Result, before: Result):
    return compare([row.scores for row in now.rows], {row.question.id: row.scores for row in before.rows}, "old.json")


def test_it_has_the_headline_numbers_and_why_answers_failed(answer):
    text = to_markdown(result(answer, 10))
    assert text.startswith("### Evaluation of mine.jsonl\n\n30 of 40 questions ended well.")
    assert "| Right sentence cited | 75.0% [" in text
    assert "| Metric | Now |\n| --- | --- |\n" in text
    assert "| Why answers failed | Questions | Share of all |" in text
    assert "| 10 | 25.0% [" in text
    assert "Worse" not in text


def test_beside_an_earlier_run_it_says_what_changed(answer):
    now, before = result(answer, 12), result(answer, 0)
    text = to_markdown(now, comparing(now, before))
    assert "| Metric | Now | Against old.json |" in text
    assert "\N{MINUS SIGN}30.0 points [" in text
    assert "**worse** |" in text
    assert "Better: none." in text
    assert "Worse, 12:\n\n- Why, 0?\n" in text
    assert text.endswith("- Why, 9?\n- and 2 more\n")
    assert "**better** |" in to_markdown(before, comparing(before, now))


def test_bounds_are_told(answer):
    text = to_markdown(result(answer, 10), bounds={"sentence_hit@1": 0.9, "hit@1": 0.1, "verdict_accuracy": 0.5})
    assert "- `sentence_hit@1` is 0.7500, **under** 0.9" in text
    assert "`hit@1` is" in text
    assert ", not under 0.1" in text
    assert "verdict_accuracy" not in text


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a | b", "a &#124; b"),
        ("<img src=x>\n# head", "&#60;img src=x&#62; &#35; head"),
        ("ask @octocat", "ask @\N{WORD JOINER}octocat"),
        ("[x](y) `c` *b*", "&#91;x&#93;&#40;y&#41; &#96;c&#96; &#42;b&#42;"),
        ("1. Who? 2.5", "1&#46; Who? 2.5"),
        ("bell\x07 half\ud83d", "bell half"),
        ("&amp;", "&#38;amp;"),
    ],
)
def test_no_text_is_markup(text, escaped):
    assert escape(text) == escaped


def test_a_question_stays_on_its_line(answer):
    row = result(answer, 1, questions=1).rows[0]
    nasty = dataclasses.replace(row.question, question="a\n| b | <b>@x</b>")
    now = Result("a|b", (Row(nasty, row.answer, "x", 1),), {}, 0.2)
    text = to_markdown(now, comparing(now, result(answer, 0, questions=1)))
    assert "- a &#124; b &#124; &#60;b&#62;@\N{WORD JOINER}x&#60;/b&#62;\n" in text
    assert "### Evaluation of a&#124;b\n" in text
