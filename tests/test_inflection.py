"""qa.language.english: what is known of English without a model."""

import pytest

from qa.language.inflection import base_form, gerund
from qa.language.word_classes import is_common


@pytest.mark.parametrize(
    ("verb", "base"),
    [
        ("went", "go"), ("wrote", "write"), ("created", "create"), ("prompted", "prompt"), ("stopped", "stop"),
        ("carried", "carry"), ("leads", "lead"), ("succeeded", "succeed"), ("called", "call"), ("moved", "move"),
        ("visited", "visit"), ("qwxed", None),
    ],
)  # fmt: skip
def test_the_base_of_a_verb(verb, base):
    assert base_form(verb) == base


@pytest.mark.parametrize(
    ("verb", "form"),
    [("go", "going"), ("make", "making"), ("stop", "stopping"), ("calm", "calming"), ("die", "dying")],
)  # fmt: skip
def test_the_ing_form_of_a_verb(verb, form):
    assert gerund(verb) == form


def test_common_words_are_known_in_their_forms_and_with_prefixes():
    assert all(map(is_common, ["attack", "attacked", "unproven", "restated", "The"]))
    assert not any(map(is_common, ["qaani", "irak", "khazali", "whne"]))
