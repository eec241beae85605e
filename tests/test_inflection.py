"""qa.language.inflection: forms of verbs, and what a word can be."""

import subprocess
import sys
from pathlib import Path

import pytest

from qa.language.inflection import base_form, can_be, gerund, is_base_form, is_participle, past_form, third_person

VERBS = [
    line.split()
    for line in (Path(__file__).parent / "data" / "verbs.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def test_there_are_verbs():
    assert len(VERBS) > 200


@pytest.mark.parametrize(("base", "past", "ing", "third"), VERBS, ids=[verb[0] for verb in VERBS])
def test_a_verb_has_its_forms_and_they_lead_back_to_it(base, past, ing, third):
    assert past_form(base) in past.split("/")
    assert gerund(base) in ing.split("/")
    assert third_person(base) == third
    assert base_form(third) == base
    for form in past.split("/"):
        assert base_form(form) == base
        assert is_participle(form)


@pytest.mark.parametrize("verb", ["lie", "hang"])
def test_a_past_form_that_depends_on_what_is_meant_is_not_told(verb):
    assert past_form(verb) is None


def test_an_auction_is_bid_in():
    assert past_form("bid") == "bid"


@pytest.mark.parametrize(
    ("form", "base"),
    [("was", "be"), ("has", "have"), ("does", "do"), ("lies", "lie"), ("tied", "tie"), ("dies", "die")],
)
def test_a_short_form_leads_back_to_its_verb(form, base):
    assert base_form(form) == base


@pytest.mark.parametrize("word", ["qwxed", "go", "process", "business", "militias", "species", "larger", "", "\ud800"])
def test_what_is_no_form_of_a_verb_has_no_base(word):
    assert base_form(word) is None


@pytest.mark.parametrize("word", ["qwex", "baghdad", "went", ""])
def test_what_is_no_verb_has_no_forms(word):
    assert (past_form(word), gerund(word), third_person(word), is_base_form(word)) == (None, None, None, False)


def test_what_a_word_can_be_is_told():
    assert can_be("attack") == {"NOUN", "VERB"}
    assert can_be("larger") == {"ADJ"}
    assert can_be("qaani") == set()


def test_the_dictionary_is_not_loaded_before_a_form_is_asked_for():
    code = "import sys, qa.language.inflection; print('lemminflect' in sys.modules)"
    repository = Path(__file__).resolve().parents[1]
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=repository)
    assert run.stdout.strip() == "False"
