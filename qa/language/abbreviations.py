"""Names that a text abbreviates: "Popular Mobilization Forces (PMF)"."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from index.spans import Span

_SHORT_NAME = regex.compile(r"\(\s*[\"'\u201c\u2018]?(\p{Lu}[\p{L}\p{N}.&-]{1,9})[\"'\u201d\u2019]?\s*[),;]")
_CAPITAL_BEFORE = regex.compile(r"\b(\p{Lu})[\p{L}'\u2019-]+ $")


def abbreviations(text: str) -> Iterator[tuple[str, str]]:
    """Long and short form of each name that the text abbreviates: ("Popular Mobilization Forces", "PMF")."""
    for span, short in abbreviated(text):
        yield text[slice(*span)], short


def abbreviated(text: str) -> Iterator[tuple[Span, str]]:
    """The place of each long form, in characters of the text, with its short form.

    The algorithm of Schwartz and Hearst (2003): each letter of the short form is looked for from the right.
    """
    for found in _SHORT_NAME.finditer(text):
        short, before = found[1], text[: found.start()].rstrip()
        letters = [letter.lower() for letter in short if letter.isalnum()]
        at = len(before)
        for number, letter in reversed(list(enumerate(letters))):
            at -= 1
            while at >= 0 and not (before[at].lower() == letter and (number or _begins_word(before, at))):
                at -= 1
            if at < 0:
                break
        if at >= 0 and len(before[at:].split()) <= min(len(letters) + 5, 2 * len(letters)):
            yield Span(_whole_name(before, at), len(before)), short


def _whole_name(text: str, at: int) -> int:
    """Where the name begins that stands there: "Asa'ib Ahl al-Haq (AAH)" is not "Ahl al-Haq"."""
    before = _CAPITAL_BEFORE.search(text[:at])
    return before.start() if before and before[1] == text[at] else at


def _begins_word(text: str, at: int) -> bool:
    return at == 0 or not text[at - 1].isalnum()
