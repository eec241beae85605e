"""Follow-up questions, made to stand alone."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from index.lexical import words

_POINTS_BACK = regex.compile(
    r"\b(?:he|him|his|she|her|hers|it|its|they|them|their|theirs|there|then|one|ones)\b"
    # "This" alone points back; "this article" is the one that is being read.
    r"|\b(?:this|that|these|those)\b(?!\s+(?:articles?|text|piece|story|page|documents?|report|author|paper)\b)",
    regex.I,
)
_GOES_ON = regex.compile(r"\s*(?:and|but|so|or|what about|how about|why not|why|when|where|who|how)\b[\s?]*", regex.I)
_OWN_WORDS = 2
"""A question that points back but has more words of its own than this is searched as it stands."""


def stand_alone(question: str, history: Sequence[str]) -> str:
    """The question with what it takes from the one before it.

    A question that points back ("Did it work?") or only goes on ("And in Yemen?") gets
    the previous question's words in front; any other is returned as it is.
    """
    previous = next((earlier for earlier in reversed(history) if earlier.strip()), None)
    if previous is None:
        return question
    bare = len(words(_GOES_ON.sub("", question, count=1))) == 0
    continues = regex.match(r"\s*(?:and|but|what about|how about)\b", question, regex.I) is not None
    points_back = _POINTS_BACK.search(question) is not None and len(words(question)) <= _OWN_WORDS
    return f"{previous.strip()} {question.strip()}" if bare or continues or points_back else question
