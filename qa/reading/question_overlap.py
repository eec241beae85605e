"""What a question says that the text around an answer does not."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from index.lexical import content_stems

_CAPITALISED = regex.compile(r"(?<=\s)\p{Lu}[\p{L}\p{N}'\u2019-]*")
_NEGATION = regex.compile(r"\b(?:not|never|no|without|none|nor|except|least|unlike|cannot)\b|n['\u2019]t\b", regex.I)


@dataclass(frozen=True)
class QuestionOverlap:
    """Counts of a question's words that carry meaning; words count as the same where their stems are.

    `words_outside` stand in the passage but not in the answer's sentence. `names_outside`
    are those with a capital letter, the first word aside, that do not stand in the
    sentence, and `names_nowhere` those that do not stand in the passage either.
    `negated` is 1 where the question negates and the sentence does not, else 0.
    """

    words_outside: float = 0.0
    names_outside: float = 0.0
    names_nowhere: float = 0.0
    negated: float = 0.0


def question_overlap(question: str, sentence: str, passage: str) -> QuestionOverlap:
    """Compare a question with the sentence of an answer, and with the passage around it."""
    asked, said, around = content_stems(question), content_stems(sentence), content_stems(passage)
    names = {part for name in _CAPITALISED.findall(question) for part in content_stems(name)}
    return QuestionOverlap(
        words_outside=len((asked - said) & around),
        names_outside=len(names - said),
        names_nowhere=len(names - around),
        negated=int(bool(_NEGATION.search(question)) and not _NEGATION.search(sentence)),
    )
