"""Two questions typed as one: "When was the ferry launched and how many cars does it carry?"."""

from __future__ import annotations

import regex

from qa.language.asked_question import asked_in
from qa.language.word_classes import AUXILIARIES, COMMON_VERBS, PAST_VERBS

MOST = 4
"""Questions that are told apart in one."""

_AUX = r"(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|may|might|must)(?:n['\u2019]t)?"
_SUBJECT = r"(?:it|he|she|they|there|you|we|i)"
_PREPOSITION = r"(?:(?:for|since|until|in|by|at|on|with|from|to|of|about)\s+)?"
_NAMED = r"(?:\s+[\p{L}\p{N}'\u2019-]+){0,3}?"
_INVERTED = (
    rf"(?:{_PREPOSITION}(?:what|which|whose|how){_NAMED}|{_PREPOSITION}(?:who|whom|when|where|why))\s+{_AUX}\s+\S"
)
_TURNED_ROUND = rf"{_AUX}\s+{_SUBJECT}\b|(?:did|does|do)\s+(?:the|its|his|her|their)\b"
_WHO_DID = rf"who\s+(?:{'|'.join(sorted(PAST_VERBS - {'had', 'has'}))}|\p{{L}}+ed|\p{{L}}{{3,}}s)\b"
_HOW_MANY_DO = rf"how\s+(?:many|much)\s+\p{{L}}+\s+(?:{'|'.join(sorted(COMMON_VERBS))})\b"
_ALONE = rf"{_PREPOSITION}(?:when|where|why|how(?:\s+(?:much|many(?:\s+\p{{L}}+)?|long|often))?|(?:who|what)m?)\s*$"
_NEXT = rf"(?:{_ALONE}|{_INVERTED}|{_TURNED_ROUND}|{_WHO_DID}|{_HOW_MANY_DO})"
_BETWEEN = regex.compile(
    rf"\?[\s,]+(?:(?:and|but|also|then|so)\b[\s,]*)*(?={_NEXT})"
    rf"|(?:,\s*|\s+)(?:and|but)\s+(?:(?:also|then|if so)\b[\s,]*)*(?={_NEXT})"
    rf"|,\s+(?={_INVERTED})",
    regex.I,
)
_DEPENDS = regex.compile(rf"(?:when|where)\s+(?!{_AUX}\b)", regex.I)
"""Begins a clause of the question behind it: "When it rains, what closes?"."""

_OPENS = regex.compile(rf"(?:{_PREPOSITION}(?:who|whom|whose|what|which|when|where|why|how)\b|{_AUX}\s)", regex.I)
_JOINS_CLAUSES = regex.compile(r"\b(?:between|both|whether|if|either|neither)\b", regex.I)
_RELATIVE = regex.compile(r"(?<=\S\s)(?:who|which|that|what|where|when|why|how)\b", regex.I)
_VERBS = AUXILIARIES | COMMON_VERBS


def questions_in(typed: str) -> tuple[str, ...]:
    """The questions that were typed as one, in order, each with a question mark; one where it is one question.

    Wrongly split is worse than not split: a clause that depends on the question before it
    ("Who knew what he did and why he went?") is a part of it.
    """
    said = " ".join(typed.split()).rstrip(" ?.!")
    parts, start = list[str](), 0
    for between in _BETWEEN.finditer(said):
        part = said[start : between.start()]
        marked = between.group().startswith("?")
        if len(parts) < MOST - 1 and _is_question(part, after_mark=marked):
            parts.append(part)
            start = between.end()
    return tuple(_tidy(part) for part in (*parts, said[start:]))


def _is_question(part: str, *, after_mark: bool) -> bool:
    """Whether the words before a second question make one of their own."""
    asked = asked_in(f"{part}?") or part
    opens = _OPENS.match(asked)
    words = asked.lower().split()
    who_did = len(words) > 2 and words[0] == "who"
    if not opens or _DEPENDS.match(asked) or len(words) < 2 or not (who_did or any(_is_verb(word) for word in words)):
        return False
    if after_mark:
        return True
    behind = asked[opens.end() :]
    return len(words) > 2 and not _JOINS_CLAUSES.search(behind) and not _RELATIVE.search(behind)


def _is_verb(word: str) -> bool:
    word = word.strip(",;:")
    return word in _VERBS or word.endswith("ed")


def _tidy(text: str) -> str:
    text = text.strip(" ,;?")
    return f"{text[:1].upper()}{text[1:]}?"
