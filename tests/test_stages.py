"""qa.evaluation.stages: every question that did not end well has one stage."""

import dataclasses

import pytest

from qa.answer import RankedPassage
from qa.evaluation.question_set import Evidence, Question
from qa.evaluation.rows import EvidenceOverlap, Row
from qa.evaluation.stages import Stage, failures_of, stage_of


@pytest.fixture
def answer(assistant):
    return assistant.ask("Why did Qaani go to Baghdad?")


def question(answers=("to calm AAH down",), evidence=(), *, answerable=True, history=(), verdict=None, items=()):
    return Question(
        "q",
        "Why did Qaani go to Baghdad?",
        answers,
        answerable,
        None,
        history,
        evidence,
        None,
        "a line",
        verdict,
        items,
    )


def passage(article, start, end):
    return RankedPassage(article.name, 1, start, end, article.text[start:end], 0.5)


def evidence(article, start, end):
    return (Evidence(article.name, start, end, article.text[start:end]),)


def quoting(answer, start, end):
    """An answer from this place."""
    cited = answer.citations[0]
    moved = dataclasses.replace(cited, start=start, end=end, answer_start=start, answer_end=end)
    return dataclasses.replace(answer, citations=(moved,))


def refusing(answer):
    """The same, held back."""
    return dataclasses.replace(answer, form="refusal", answer=None, citations=(), withheld=answer.citations[0])


def wrong(answer, article, gold, ranked, cited, **changes):
    """A row whose passages, gold evidence and citation stand at these places."""
    passages = tuple(passage(article, *place) for place in ranked)
    given = dataclasses.replace(quoting(answer, *cited), passages=passages)
    return Row(question(evidence=evidence(article, *gold), **changes), given, "x", 1)


def test_a_good_outcome_has_no_stage(answer, article):
    cited = answer.citations[0]
    right = question(evidence=evidence(article, cited.start, cited.end))
    assert stage_of(Row(right, answer, "to calm AAH down", 1)) is None
    unanswerable = question((), answerable=False)
    assert stage_of(Row(unanswerable, refusing(answer), "", 0)) is None


def test_an_answer_that_the_text_does_not_give(answer):
    assert stage_of(Row(question((), answerable=False), answer, "x", 1)) is Stage.ANSWERED_UNSAID


def test_a_right_answer_held_back(answer, article):
    cited = answer.citations[0]
    asked = question(evidence=evidence(article, cited.start, cited.end))
    assert stage_of(Row(asked, refusing(answer), "to calm AAH down", 0)) is Stage.HELD_BACK


@pytest.mark.parametrize(
    ("ranked", "cited", "stage"),
    [
        ([(0, 100), (100, 200)], (10, 20), Stage.NOT_RETRIEVED),
        ([(0, 100), (300, 400)], (10, 20), Stage.RANKED_UNDER),
        ([(300, 400), (0, 100)], (390, 399), Stage.OTHER_SENTENCE),
        ([(0, 100), (300, 400)], (390, 399), Stage.OTHER_SENTENCE),
        ([(300, 400), (0, 100)], (10, 20), Stage.OTHER_SENTENCE),
        ([], (10, 20), Stage.NO_PASSAGES),
    ],
)
def test_a_wrong_answer_fails_where_its_passage_was_lost(answer, article, ranked, cited, stage):
    assert stage_of(wrong(answer, article, (310, 330), ranked, cited)) is stage
    row = wrong(answer, article, (310, 330), ranked, cited)
    held_back = dataclasses.replace(row, answer=refusing(row.answer))
    assert stage_of(held_back) is stage, "what was held back was wrong too"


def test_a_follow_up_that_was_not_written_out_is_misunderstood_unless_its_passage_came_first(answer, article):
    def follow_up(ranked, standalone):
        row = wrong(answer, article, (310, 330), ranked, (10, 20), history=("Who is Qaani?",))
        given = dataclasses.replace(row.answer, standalone_question=standalone)
        return stage_of(dataclasses.replace(row, answer=given))

    typed = "Why did Qaani go to Baghdad?"
    assert follow_up([(0, 100)], typed) is Stage.MISUNDERSTOOD
    assert follow_up([(0, 100), (300, 400)], typed) is Stage.MISUNDERSTOOD
    assert follow_up([(300, 400), (0, 100)], typed) is Stage.OTHER_SENTENCE
    assert follow_up([(0, 100)], "Why did General Qaani go there?") is Stage.NOT_RETRIEVED


def test_the_right_sentence_with_other_words(answer, article):
    cited = answer.citations[0]
    there = evidence(article, cited.start, cited.end)
    assert stage_of(Row(question(evidence=there), answer, "on Tuesday", 1)) is Stage.OTHER_WORDS
    assert stage_of(Row(question(evidence=there), answer, "calm", 1)) is None
    verdict = Row(question((), evidence=there, verdict="no"), dataclasses.replace(answer, verdict="yes"), "x", 1)
    assert stage_of(verdict) is Stage.OTHER_WORDS
    listed = question((), evidence=there, items=(("Oman",), ("Qatar",)))
    assert stage_of(Row(listed, answer, "x", 1)) is Stage.OTHER_WORDS


def test_a_brief_whose_other_sentences_are_wrong_has_other_sentences(answer, article):
    cited = answer.citations[0]
    there = question(evidence=evidence(article, cited.start, cited.end))
    brief = dataclasses.replace(answer, form="brief")
    row = Row(there, brief, "x", 1, overlap=EvidenceOverlap(0.1, 0.1, 0.1, 0.1))
    assert stage_of(row) is Stage.OTHER_SENTENCE


def test_without_evidence_the_right_passage_is_one_that_holds_a_gold_answer(answer, article):
    start = article.text.index("calm AAH down")
    for ranked, stage in (
        ([(0, 50)], Stage.NOT_RETRIEVED),
        ([(0, 50), (start - 100, start + 100)], Stage.RANKED_UNDER),
    ):
        given = dataclasses.replace(quoting(answer, 0, 20), passages=tuple(passage(article, *one) for one in ranked))
        given = dataclasses.replace(
            given, citations=(dataclasses.replace(given.citations[0], quote="Nothing of the kind."),)
        )
        assert stage_of(Row(question(("calm AAH down",)), given, "x", 1)) is stage


def test_a_system_that_withholds_nothing_and_read_the_right_passage_held_back(answer, article):
    row = wrong(answer, article, (310, 330), [(0, 100), (300, 400)], (10, 20))
    refusal = dataclasses.replace(row.answer, form="refusal", answer=None, citations=(), withheld=None)
    assert stage_of(dataclasses.replace(row, answer=refusal)) is Stage.HELD_BACK


def test_failures_count_every_stage_with_its_share_of_all_questions(answer, article):
    bad = wrong(answer, article, (310, 330), [(0, 100)], (10, 20))
    cited = answer.citations[0]
    good = Row(question(evidence=evidence(article, cited.start, cited.end)), answer, "to calm AAH down", 1)
    found = failures_of([bad, good, good, good])
    assert list(found) == list(Stage)
    assert found[Stage.NOT_RETRIEVED].to_dict().items() >= {"questions": 1, "value": 0.25}.items()
    assert found[Stage.NOT_RETRIEVED].share.low < 0.25 < found[Stage.NOT_RETRIEVED].share.high
    assert found[Stage.HELD_BACK].questions == found[Stage.HELD_BACK].share.low == 0
    assert found[Stage.HELD_BACK].share.high > 0.3
    assert failures_of([]) == {}
