# ruff: noqa: RUF001 - the text of articles has typographic marks and letters of other scripts
import math
from collections import Counter

import bm25s
import numpy as np
import pytest
from bm25s.tokenization import Tokenized

from index.candidates import FieldStatistics
from index.lexical import K1, STOP_WORDS, B, LexicalIndex, terms, terms_of_word, words
from index.word_counts import TermColumns

CORPUS = [
    "Qaani went to Baghdad to calm the militias down.",
    "The militias fired rockets at the U.S. embassy in Baghdad, and again at the embassy.",
    "Oil exports are increasing.",
    "",
    "Soleimani's death created a vacuum; militia leaders are scrambling to fill it.",
]
QUESTIONS = [
    "Why did Qaani go to Baghdad?",
    "Which militia fired at the embassy in Bagdad?",
    "oil oil oil",
    "embassy",
    "quantum chromodynamics",
    "the of and",
    "",
]


def bm25_by_hand(texts: list[str], question: str) -> list[float]:
    """Lucene's BM25, slowly: the sum over the question's terms of idf * tf / (tf + k1 (1 - b + b length / average))."""
    counts = [Counter(terms(text)) for text in texts]
    average = sum(count.total() for count in counts) / len(texts)
    scores = []
    for count in counts:
        score = 0.0
        for term in terms(question):
            holding = sum(term in other for other in counts)
            idf = math.log(1 + (len(texts) - holding + 0.5) / (holding + 0.5))
            score += idf * count[term] / (count[term] + K1 * (1 - B + B * count.total() / average))
        scores.append(score)
    return scores


@pytest.mark.parametrize("question", QUESTIONS)
def test_scores_equal_those_computed_by_hand(question: str) -> None:
    scores = LexicalIndex.build(CORPUS).scores(question)
    np.testing.assert_allclose(scores, bm25_by_hand(CORPUS, question), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("question", QUESTIONS[:4])
def test_scores_equal_those_of_bm25s(question: str) -> None:
    vocabulary = {term: number for number, term in enumerate(sorted({term for text in CORPUS for term in terms(text)}))}
    ids = [[vocabulary[term] for term in terms(text)] for text in CORPUS]
    bm25 = bm25s.BM25(k1=K1, b=B)
    bm25.index(Tokenized(ids=ids, vocab=vocabulary), show_progress=False)
    expected = bm25.get_scores_from_ids([vocabulary[term] for term in terms(question) if term in vocabulary])
    np.testing.assert_allclose(LexicalIndex.build(CORPUS).scores(question), expected, rtol=1e-5, atol=1e-6)


def test_scores_equal_those_on_paper() -> None:
    # Two texts of three terms each, one of which holds all three terms of the question.
    scores = LexicalIndex.build(["oil", "gas"]).scores("oil")
    np.testing.assert_allclose(scores, [3 * math.log(2) / 1.9, 0], rtol=1e-6)


def test_the_texts_of_a_group_cover_a_question_together() -> None:
    lexical = LexicalIndex.build(["oil and coal", "gas and coal", "tea", "gas"])
    groups = np.array([0, 0, 1, 1])
    np.testing.assert_allclose(lexical.coverage("oil gas", groups)[0], 1)
    assert 0 < lexical.coverage("oil gas", groups)[1] < 0.5  # "gas" stands in both groups and tells less than "oil"
    np.testing.assert_array_equal(lexical.coverage("gas", np.arange(4)), lexical.coverage("gas"))


def test_coverage_is_the_share_of_the_questions_terms_by_idf() -> None:
    lexical = LexicalIndex.build(["oil", "gas"])
    np.testing.assert_allclose(lexical.coverage("oil"), [1, 0])
    np.testing.assert_allclose(lexical.coverage("oil gas"), [0.5, 0.5])
    # A term in one of two texts weighs ln(1 + 1.5 / 1.5), one in none ln(1 + 2.5 / 0.5).
    np.testing.assert_allclose(lexical.coverage("oil tea"), [math.log(2) / (math.log(2) + math.log(6)), 0], rtol=1e-6)
    np.testing.assert_allclose(lexical.coverage("tea"), [0, 0])
    np.testing.assert_allclose(lexical.coverage("the"), [0, 0])


def test_texts_without_words_score_nothing() -> None:
    index = LexicalIndex.build(["", "…"])
    np.testing.assert_array_equal(index.scores("oil"), [0, 0])
    np.testing.assert_array_equal(index.coverage("oil"), [0, 0])


@pytest.mark.parametrize("question", QUESTIONS)
def test_few_of_many_texts_score_as_among_all_when_the_statistics_of_all_are_known(question: str) -> None:
    whole, rows = LexicalIndex.build(CORPUS), np.array([3, 1])
    asked = terms(question)
    statistics = FieldStatistics(
        size=len(CORPUS),
        average_length=sum(len(terms(text)) for text in CORPUS) / len(CORPUS),
        frequencies={term: sum(term in terms(text) for text in CORPUS) for term in asked},
    )
    counts = whole.counts.take(rows).without_unused()
    part = LexicalIndex(counts, TermColumns.build(counts, terms_of_word), statistics)
    np.testing.assert_allclose(part.scores(question), whole.scores(question)[rows], rtol=1e-6)
    np.testing.assert_allclose(part.coverage(question), whole.coverage(question)[rows], rtol=1e-6)


def test_a_word_counts_as_its_stem_and_its_ngrams() -> None:
    assert terms("Leaders") == ["=leader", "_lea", "lead", "eade", "ader", "ders", "ers_"]
    assert terms("a UN") == ["=un", "_un_"]
    assert terms("X") == ["=x", "_x_"]


def test_a_mistyped_word_shares_ngrams_with_the_right_one() -> None:
    assert set(terms("irak")) & set(terms("Iraq")) == {"_ira"}
    assert len(set(terms("Soleimany")) & set(terms("Soleimani"))) >= 6


def test_forms_of_a_word_share_their_stem() -> None:
    assert terms("attacks")[0] == terms("attacking")[0] == terms("Attack")[0] == "=attack"


@pytest.mark.parametrize("text", ["U.S.", "US", "U.S", "u.s.", "USA", "U.S.A.", "the U.S.’s", "(U.S.)", "US’s"])
def test_the_united_states_are_one_word(text: str) -> None:
    assert words(text) == ["usa"]


def test_the_pronoun_is_not_the_country() -> None:
    assert words("tell us") == words("Tell Us") == ["tell"]


def test_a_dotted_abbreviation_at_the_end_of_a_sentence_takes_nothing_from_the_next() -> None:
    assert words("It left the U.S. Nobody stayed, i.e. all went.") == [
        "left",
        "usa",
        "nobody",
        "stayed",
        "ie",
        "all",
        "went",
    ]


@pytest.mark.parametrize(
    "name", ["Asa'ib", "Asa’ib", "Asa‘ib", "Asa`ib", "Asaʿib", "Asaʼib", "asaib", "ASA'IB", "Asa'ib's"]
)
def test_apostrophes_make_no_difference(name: str) -> None:
    assert words(name) == ["asaib"]


@pytest.mark.parametrize(
    ("text", "plain"), [("façade", "facade"), ("Müller’s", "muller"), ("STRASSE", "strasse"), ("Straße", "strasse")]
)
def test_accents_and_capitals_make_no_difference(text: str, plain: str) -> None:
    assert words(text) == [plain]


def test_stop_words_and_marks_are_left_out() -> None:
    assert words("Who is the leader of it — and why?") == ["leader"]
    assert words(" ".join(STOP_WORDS)) == []
    assert words("“…” 🙂") == []


def test_numbers_and_hyphenated_words_count() -> None:
    assert words("Dec. 20, 2020: de-escalate $400 billion") == ["dec", "20", "2020", "de", "escalate", "400", "billion"]


TEXTS = ["The Elbe rises.", "The Elbe floods.", "The town floods.", "The town is old."]
GROUPS = np.array([0, 0, 1, 1])


def test_scores_within_groups_weigh_terms_by_their_idf_there():
    index = LexicalIndex.build(TEXTS)
    whole, within = index.scores("Elbe"), index.scores_within("Elbe", GROUPS)
    idf = {"whole": math.log(1 + 2.5 / 2.5), "group": math.log(1 + 0.5 / 2.5)}
    assert within == pytest.approx(whole * idf["group"] / idf["whole"], abs=1e-6)
    assert within[2:].tolist() == [0, 0]


def test_one_group_of_all_texts_scores_as_they_do():
    index = LexicalIndex.build(TEXTS)
    for question in ("Does the Elbe flood the old town? The Elbe?", "Nothing known", ""):
        scores = index.scores_within(question, np.zeros(4, dtype=np.intp))
        assert scores == pytest.approx(index.scores(question), abs=1e-6)
