"""qa.evaluation.gold: answers compared with the gold evidence."""

import dataclasses

import ir_measures
import pytest
from ir_measures import RR, Qrel, R, ScoredDoc, Success, nDCG

from qa.evaluation.gold import Gold, ndcg, recall
from qa.evaluation.metrics import compute_metrics
from qa.evaluation.placing import place_evidence
from qa.evaluation.question_set import Evidence, Question
from qa.evaluation.questions import load_questions
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
    gold = Gold.of(collection)
    inside = gold.overlap(asked(place(article, "to calm AAH down")), answer)
    assert inside.precision_characters == pytest.approx(len("to calm AAH down") / len(SENTENCE))
    assert inside.recall_characters == 1
    assert (inside.precision_sentences, inside.recall_sentences) == (1, 1)
    both = gold.overlap(asked(place(article, f"{SENTENCE} He was successful")), answer)
    assert both.recall_characters == pytest.approx(len(SENTENCE) / len(f"{SENTENCE} He was successful"))
    assert (both.precision_sentences, both.recall_sentences) == (1, 1 / 2)


def test_a_refusal_cites_nothing(collection, article, answer):
    refusal = dataclasses.replace(answer, form="refusal", answer=None, citations=())
    overlap = Gold.of(collection).overlap(asked(place(article, "to calm AAH down")), refusal)
    assert overlap.precision_characters is None
    assert overlap.recall_characters == 0


def test_without_evidence_there_is_nothing_to_meet(collection, answer):
    assert Gold.of(collection).overlap(asked(), answer) is None


def test_ndcg_by_hand():
    # Gains at ranks 1 and 3; the best order has them at 1 and 2: (1 + 1 / log2 4) / (1 + 1 / log2 3).
    assert ndcg([True, False, True], 2, 10) == pytest.approx((1 + 0.5) / (1 + 0.6309297535714575))
    assert ndcg([False, True], 1, 10) == pytest.approx(0.6309297535714575)
    # One of two relevant passages was not retrieved.
    assert ndcg([True], 2, 10) == pytest.approx(1 / (1 + 0.6309297535714575))
    assert ndcg([False] * 10 + [True], 1, 10) == 0
    assert ndcg([True] * 10, 12, 10) == 1
    assert ndcg([], 1, 10) == 0


def test_recall_by_hand():
    assert recall([True, False, True], 4, 5) == 2 / 4
    assert recall([False] * 5 + [True], 1, 5) == 0
    assert recall([], 3, 5) == 0


def test_an_answers_passages_are_compared_with_the_evidence(collection, article, answer):
    gold = Gold.of(collection)
    first, third = (answer.passages[at] for at in (0, 2))
    question = asked(*(Evidence(article.name, p.start, p.end, p.text) for p in (first, third)))
    ranking = gold.ranking(question, answer)
    assert ranking.ndcg_at_10 == pytest.approx((1 + 0.5) / (1 + 0.6309297535714575))
    assert ranking.recall_at_5 == 1
    nothing_retrieved = gold.ranking(question, dataclasses.replace(answer, passages=()))
    assert (nothing_retrieved.ndcg_at_10, nothing_retrieved.recall_at_5) == (0, 0)


def test_without_a_relevant_passage_there_is_no_ranking(collection, answer):
    gold = Gold.of(collection)
    assert gold.ranking(asked(), answer) is None
    assert gold.ranking(asked(Evidence("another.txt", 0, 5, "other")), answer) is None


def test_our_ranking_metrics_are_trec_evals(assistant):
    questions = place_evidence(
        load_questions(seeds_folder() / "questions.jsonl").questions, assistant.collection.documents
    )
    gold = Gold.of(assistant.collection)
    rows, judged, ranked = [], [], []
    for question in questions:
        answer = assistant.ask(question.question)
        # Backwards, so that the right passage is seldom first.
        answer = dataclasses.replace(answer, passages=answer.passages[::-1])
        rows.append(Row(question, answer, "", 0, gold.ranking(question, answer)))
        judged += [
            Qrel(question.id, f"{passage.document}:{passage.start}", 1)
            for passage in assistant.collection.passages
            if question.is_gold(passage.document, passage.span)
        ]
        # Scores may tie, and trec_eval would break the ties by name: what was ranked is the order.
        ranked += [
            ScoredDoc(question.id, f"{p.document}:{p.start}", -float(place)) for place, p in enumerate(answer.passages)
        ]
    known = ir_measures.calc_aggregate([Success @ 1, Success @ 3, Success @ 5, RR, nDCG @ 10, R @ 5], judged, ranked)
    ours = compute_metrics([row.scores for row in rows])
    assert 0 < known[RR] < 0.5
    assert [ours[name] for name in ("hit@1", "hit@3", "hit@5", "mrr", "ndcg@10", "recall@5")] == pytest.approx(
        [known[measure] for measure in (Success @ 1, Success @ 3, Success @ 5, RR, nDCG @ 10, R @ 5)]
    )
