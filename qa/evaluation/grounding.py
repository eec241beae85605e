"""What of a free answer the documents bear out: words of the gold, and numbers and names that stand in them at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import regex

from qa.evaluation.answers import Token, tokens

_NAME = regex.compile(r"(?<!(?:^|[.!?:]\s+|\n\s*|[\u201c\"(]\s*))\b\p{Lu}[\p{L}\p{M}]+")
"""Where no sentence or quotation begins."""


class Grounding:
    """The words of all documents."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._known: set[Token] = {token for text in texts for token in tokens(text)}

    def unknown(self, answer: str, question: str) -> tuple[str, ...]:
        """Numbers and names of the answer that stand neither in the documents nor in the question, each once.

        A name is a word with a capital that does not begin a sentence.
        """
        known = self._known | set(tokens(question))
        names = _NAME.findall(answer)
        found = [
            *(str(token) for token in tokens(answer) if not isinstance(token, str) and token not in known),
            *(name for name in names if any(token not in known for token in tokens(name))),
        ]
        return tuple(dict.fromkeys(found))


def token_recall(text: str, wanted: str) -> float | None:
    """The share of the tokens of `wanted` that the text has; None where it has none."""
    sought = Counter(tokens(wanted))
    return (sought & Counter(tokens(text))).total() / sought.total() if sought else None
