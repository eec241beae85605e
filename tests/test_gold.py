"""qa.evaluation.gold: what is gold, and how answers meet it."""

import dataclasses

import ir_measures
import pytest
from ir_measures import RR, Qrel, ScoredDoc, Success

from qa.evaluation.gold import Gold, rank_with_trec_eval
from qa.evaluation.metrics import compute_metrics
from qa.evaluation.questions import Evidence, Question, load_questions, place_evidence
from qa.evaluation.rows import Row
from qa.startup import seeds_folder

SENTENCE = "The attack prompted Qaani to travel to Iraq the next day to calm AAH down."


def asked(*evidence):
    return Question("q", "Why did Qaani go to Baghdad?", ("x",), True, None, (), evidence, None, "a line")


def place(article, text):
    start = article.text.index(text)
    return Evidence(article.name, start, start + len(text), text)


@pytest.fixture
def answer(assistant):
    return assistant.ask("Why did Qaani go to Baghdad?")


def test_evidence_overlap_by_hand(collection, article, answer):
    gold = Gold(collection)
    inside = gold.overlap(asked(place(article, "to calm AAH down")), answer)
    assert inside.precision_characters == pytest.approx(len("to calm AAH down") / len(SENTENCE))
    assert inside.recall_characters == 1
    assert (inside.precision_sentences, inside.recall_sentences) == (1, 1)
    both = gold.overlap(asked(place(article, f"{SENTENCE} He was successful")), answer)
    assert both.recall_characters == pytest.approx(len(SENTENCE) / len(f"{SENTENCE} He was successful"))
    assert (both.precision_sentences, both.recall_sentences) == (1, 1 / 2)


def test_a_refusal_cites_nothing(collection, article, answer):
    refusal = dataclasses.replace(answer, answered=False, answer=None, citations=())
    overlap = Gold(collection).overlap(asked(place(article, "to calm AAH down")), refusal)
    assert overlap.precision_characters is None
    assert overlap.recall_characters == 0


def test_without_evidence_there_is_nothing_to_meet(collection, answer):
    assert Gold(collection).overlap(asked(), answer) is None


def test_ranking_is_trec_evals_checked_by_hand(collection, article, answer):
    gold = Gold(collection)
    first, third = (answer.passages[at] for at in (0, 2))
    question = asked(*(Evidence(article.name, p.start, p.end, p.text) for p in (first, third)))
    relevant = gold.relevant_passages(question)
    assert len(relevant) == 2
    row = Row(question, answer, "", 1)
    (ranked,) = rank_with_trec_eval([row], [relevant])
    # Gains at places 1 and 3; the best order has them at 1 and 2: (1 + 1/log2 4) / (1 + 1/log2 3).
    assert ranked.ranking.ndcg_at_10 == pytest.approx((1 + 0.5) / (1 + 0.6309297535714575))
    assert ranked.ranking.recall_at_5 == 1
    assert rank_with_trec_eval([row], [[]]) == [row]


def test_our_hits_and_reciprocal_ranks_are_trec_evals(assistant):
    questions = place_evidence(
        load_questions(seeds_folder() / "questions.jsonl").questions, assistant.collection.documents
    )
    gold = Gold(assistant.collection)
    # Backwards, so that the right passage is seldom first.
    asked_of = [
        (q, dataclasses.replace(a, passages=a.passages[::-1])) for q in questions for a in [assistant.ask(q.question)]
    ]
    judged, ranked = [], []
    for question, answer in asked_of:
        judged += [Qrel(question.id, name, 1) for name in gold.relevant_passages(question)]
        ranked += [
            ScoredDoc(question.id, f"{p.document}:{p.start}", -float(place)) for place, p in enumerate(answer.passages)
        ]
    known = ir_measures.calc_aggregate([Success @ 1, Success @ 3, Success @ 5, RR], judged, ranked)
    ours = compute_metrics([Row(question, answer, "", 0).scores for question, answer in asked_of])
    assert 0 < known[RR] < 0.5
    assert [ours["hit@1"], ours["hit@3"], ours["hit@5"], ours["mrr"]] == pytest.approx(
        [known[Success @ 1], known[Success @ 3], known[Success @ 5], known[RR]]
    )
