"""qa.language.coordination: lists inside a sentence, and their items."""

import pytest

from index.spans import Span
from qa.language.coordination import items

CREW = "The team has four members: a cook, an usher, two singers and a drummer."


def found(text, part):
    start = text.index(part)
    return [text[slice(*item)] for item in items(text, Span(start, start + len(part)))]


@pytest.mark.parametrize(
    "part", ["a cook", "two singers", "four members", "a cook, an usher, two singers and a drummer"]
)
def test_a_part_of_a_list_gives_all_its_items(part):
    assert found(CREW, part) == ["a cook", "an usher", "two singers", "a drummer"]


@pytest.mark.parametrize(
    ("text", "part", "parts"),
    [
        ("Its farms grow oats, wheat and barley, which are sold in Tull.", "oats", ["oats", "wheat", "barley"]),
        ("It was founded by Ann Lee, Bob Day and Carl Orr in 1990.", "Bob Day", ["Ann Lee", "Bob Day", "Carl Orr"]),
        ("It has 12,400 seats and 3 halls.", "12,400 seats and 3 halls", ["12,400 seats", "3 halls"]),
    ],
)
def test_items_end_where_the_clause_goes_on(text, part, parts):
    assert found(text, part) == parts


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("The town of Paris, Texas, was built.", "Paris"),
        ("The Department of Health and Human Services paid.", "Department of Health and Human Services"),
        ("It was opened in May and closed in June.", "opened in May"),
        ("A bridge.", "A bridge"),
    ],
)
def test_what_is_no_list_stays_whole(text, part):
    assert found(text, part) == [part]


def test_a_clause_behind_things_to_do_is_none_of_them():
    text = "They signed it to boost trade, evade tolls, and the state seems content."
    found = items(text, Span(text.index("boost"), text.index(",")))
    assert [text[slice(*item)] for item in found] == ["boost trade", "evade tolls"]
