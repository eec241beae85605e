"""qa.suggestion.starters: the best mix of questions to begin with."""

from index.spans import Span
from qa.suggestion.question_patterns import GeneratedQuestion
from qa.suggestion.starters import by_turns, once, possible_starters


def made(question: str, kind: str = "who", document: str = "a", at: int = 0) -> GeneratedQuestion:
    return GeneratedQuestion(question, kind, document, Span(at, at + 1), Span(at, at + 1))


def test_each_group_has_its_turn():
    assert by_turns(["a1", "a2", "a3", "b1"], lambda item: item[0]) == ["a1", "b1", "a2", "a3"]


def test_a_question_counts_where_it_was_made_first():
    first = made("Who is Ann?")
    assert once([first, made("who is Ann", at=9), made("Who is Ben?")]) == [first, made("Who is Ben?")]


def test_kinds_take_turns_why_before_who(collection):
    def generate(passage):
        at = passage.start
        return [made(f"Who is {at}?", "who", at=at), made(f"Why did {at} happen?", "why", at=at + 1)]

    found = possible_starters(collection.passages[:2], generate, 3)
    assert [one.kind for one in found] == ["why", "who", "why"]
