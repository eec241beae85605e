"""qa.evaluation.making.clauses: the main clause of a sentence, or none."""

import pytest

from qa.evaluation.making.clauses import find_clauses

NAMES = {"Maria", "Bergen", "Soleimani", "Iraq", "Iran"}


def parts(text):
    found = find_clauses(text, lambda word: word in NAMES)
    return [(one.named, one.auxiliary, one.adverbs, one.verb, one.complement.strip(), one.negative) for one in found]


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("Maria Holm lives in Bergen.", ("Maria Holm", None, "", "lives", "in Bergen", False)),
        ("Maria Holm, the owner, bought a boat.", ("Maria Holm", None, "", "bought", "a boat", False)),
        ("Iran has never sold oil to Iraq.", ("Iran", "has", "", "sold", "oil to Iraq", True)),
        ("Iran has two ports.", ("Iran", None, "", "has", "two ports", False)),
        ("Bergen is a port.", ("Bergen", "is", "", "", "a port", False)),
        ("In May, Maria Holm sold it, and left.", ("Maria Holm", None, "", "sold", "it", False)),
        ("The death of Soleimani left a gap.", ("the death of Soleimani", None, "", "left", "a gap", False)),
        ("Iran also exported oil, gas and steel.", ("Iran", None, "also", "exported", "oil, gas and steel", False)),
        ("Maria Holm opened a shop and sold boats.", ("Maria Holm", None, "", "opened", "a shop", False)),
    ],
)  # fmt: skip
def test_subject_verb_and_the_rest_are_found(text, clause):
    assert parts(text) == [clause]


@pytest.mark.parametrize(
    "text",
    [
        "He lives in Bergen.",
        "The attack prompted a war.",
        "This was sold.",
        "What he sold was gone.",
        "Maria Holm (see below",
        "...",
        "",
    ],
)
def test_what_needs_another_sentence_or_is_in_doubt_has_none(text):
    assert parts(text) == []


def test_a_clause_joined_by_a_comma_is_found_too():
    assert [one[0] for one in parts("Iran sold oil, and Maria Holm bought a boat.")] == ["Iran", "Maria Holm"]


def test_the_question_keeps_the_order_of_english():
    clause = find_clauses("Maria Holm bought a boat in Bergen.", lambda word: word in NAMES)[0]
    assert clause.asked("Why") == "Why did Maria Holm buy a boat in Bergen?"
    assert clause.asked("") == "Did Maria Holm buy a boat in Bergen?"
    assert clause.asked_for_subject("Who") == "Who bought a boat in Bergen?"
