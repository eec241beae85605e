"""What rules of English need to know of one collection's words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa.language.vocabulary import Vocabulary

IsName = Callable[[str], bool]
"""Whether a word is a name, though it may be typed without a capital."""


def no_name(_: str) -> bool:
    """An `IsName` that knows none."""
    return False


@dataclass(frozen=True)
class Lexicon:
    """`follows` tells whether one word stands right behind another somewhere in the collection, in any form.

    `holds` tells whether a word stands in it, in any form. Without a collection no word is
    a name or follows another, and any word may be held.
    """

    is_name: IsName = no_name
    follows: Callable[[str, str], bool] = lambda _, __: False
    holds: Callable[[str], bool] = lambda _: True

    @classmethod
    def of(cls, vocabulary: Vocabulary) -> Lexicon:
        return cls(vocabulary.is_name, vocabulary.follows, vocabulary.holds)


NO_LEXICON = Lexicon()
"""What is known without a collection."""
