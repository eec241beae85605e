"""Questions that could be asked first, as patterns make them: whether they are answered is not known yet."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import chain, zip_longest
from typing import TypeVar

from index.lexical import words
from index.passages import Passage
from qa.suggestion.question_patterns import GeneratedQuestion, QuestionKind

Item = TypeVar("Item")
_ORDER: tuple[QuestionKind, ...] = ("heading", "why", "who", "what", "when", "where", "acronym")


def possible_starters(
    passages: Sequence[Passage], generate: Callable[[Passage], Sequence[GeneratedQuestion]], most: int
) -> list[GeneratedQuestion]:
    """At most `most` questions made from these passages, the best mix of kinds and documents first."""
    generated = by_turns(once(chain.from_iterable(map(generate, passages))), lambda one: (one.document, one.sentence))
    by_kind = [[one for one in generated if one.kind == kind] for kind in _ORDER]
    rows = zip_longest(*(by_turns(ones, lambda one: one.document) for ones in by_kind))
    return [one for row in rows for one in row if one][:most]


def once(generated: Iterable[GeneratedQuestion]) -> list[GeneratedQuestion]:
    """Each question once: where it was generated first."""
    found: dict[str, GeneratedQuestion] = {}
    for one in generated:
        found.setdefault(plain(one.question), one)
    return list(found.values())


def by_turns(items: Iterable[Item], group: Callable[[Item], Hashable]) -> list[Item]:
    """The first of each group, then the second of each, and so on."""
    groups: dict[Hashable, list[Item]] = {}
    for item in items:
        groups.setdefault(group(item), []).append(item)
    return [item for row in zip_longest(*groups.values()) for item in row if item is not None]


def plain(question: str) -> str:
    """The words of a question that carry meaning."""
    return " ".join(words(question))
