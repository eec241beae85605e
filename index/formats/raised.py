"""Raised digits: an exponent is a part of the number or unit before it, the mark of a note is none.

    10⁹ litres      the exponent is kept, by letters that are raised themselves
    45 swans        the mark of note 3, raised behind 45, is left out

They look alike. What tells them apart is what stands before (a unit, a power of ten, a word), what the notes of the
document are numbered by, and that a note has one mark.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

_RAISED = dict(zip("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", strict=True)) | {"\u2212": "⁻", "\u2013": "⁻"}
_SIGNS = r"[*\u2020\u2021\u00a7]{1,3}"
_LABEL = regex.compile(rf"\d{{1,3}}|[a-z](?![a-z])|{_SIGNS}")
_MARK = regex.compile(rf"[\[(]?(?:\d{{1,3}}|[a-z]|{_SIGNS})(?:\s*[,;\u2013-]\s*(?:\d{{1,3}}|[a-z]))*[\])]?")
_ORDINAL = regex.compile(r"(?:st|nd|rd|th|er|re|e|o|a)", regex.I)
_UNIT = regex.compile(
    r"(?<!\p{L})(?:[kdcmµn]?m|mi|miles?|ft|feet|in|inch|inches|yd|[kmµ]?g|m?l|s|sec|h|min|[kM]?Pa|K|N|J|W|mol|Hz|V|A|ha"
    r"|(?:kilo|centi|milli)?met(?:er|re)s?)$"
)
_TEN = regex.compile(r"(?<![\d.,])10$")
_TIMES_TEN = regex.compile(r"\d\s*(?:[x\u00d7\u00b7\u22c5*]|times)\s*10$")
_VARIABLE = regex.compile(
    r"(?<![\p{L}\p{M}])\p{L}$|[=+\u2212\u221a*/^]\s*\p{L}{1,2}$|(?<!\p{L})(?:sin|cos|tan|log|ln)$"
    r"|\((?![^()]*\p{L}{3})(?=[^()]*\p{L})(?=[^()]*[+\u2212*/=-])[^()]{1,30}\)$"
)
"""How a variable, a product of two, a function or a sum in brackets ends."""

_FIRST_LABEL = regex.compile(
    rf"\s*[\[(]?(?:(\d{{1,3}}|{_SIGNS})[\])]?[.:]?|([a-z])[\])]?[.:]?(?=\s+\p{{Lu}}))\s+\p{{L}}"
)
_NEXT_LABEL = regex.compile(rf"[.;]\s+[\[(]?(\d{{1,3}}|[a-z]|{_SIGNS})[\])]?[.:]?\s+\p{{Lu}}")


START, END = "\ufdd0", "\ufdd1"
"""Put around raised words by readers that decide last; no text has these characters, which stand for nothing."""

_BETWEEN = regex.compile(rf"{START}([^{START}{END}]*){END}")
_SPLIT = f"{END}{START}"
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


@dataclass(frozen=True)
class Raised:
    """`words` that are raised, and what stands on either side of them in the same paragraph.

    `surely` says whether it is the mark of a note where the document itself tells, by a link to one; else it is None.
    """

    before: str
    words: str
    after: str
    surely: bool | None = None


def written(found: Sequence[Raised], paragraphs: Sequence[str]) -> list[str]:
    """What stands in the text for each of a document's raised words, in order: "" for the mark of a note.

    `paragraphs` are the document's own, in which the notes are looked for.
    """
    labels = {label for text in paragraphs for label in _labels_in(text)}
    marks = [_is_mark(raised) for raised in found]
    used = {label for raised, mark in zip(found, marks, strict=True) if mark for label in _own_labels(raised)}
    # A power of ten comes last: it is the mark of a note only where there are other marks, and none for this note.
    undecided = sorted((at for at, mark in enumerate(marks) if mark is None), key=lambda at: _is_ten(found[at]))
    for at in undecided:
        own = _own_labels(found[at])
        marks[at] = own <= labels and not own & used and not (_is_ten(found[at]) and not used)
        used |= own if marks[at] else set()
    return ["" if mark else _kept(raised) for raised, mark in zip(found, marks, strict=True)]


def write_raised(paragraphs: Sequence[str], listed: Sequence[bool] = ()) -> list[str]:
    """All paragraphs of a document, with `START` and `END` around what is raised in them, as they are written.

    No notes are looked for in those that are `listed`: the steps of a list are numbered as well.
    """
    joined = [paragraph.replace(_SPLIT, "") for paragraph in paragraphs]
    found = [
        Raised(_bare(paragraph[: match.start()]), match[1], _bare(paragraph[match.end() :]))
        for paragraph in joined
        for match in _BETWEEN.finditer(paragraph)
    ]
    listed = listed or [False] * len(joined)
    notes = [_bare(words) for words, is_item in zip(joined, listed, strict=True) if not is_item]
    kept = iter(written(found, notes))
    return [_bare(_BETWEEN.sub(lambda _: next(kept), paragraph)) for paragraph in joined]


def lift(words: str) -> str:
    """An exponent in a line: ⁹ or ^(n+1)."""
    return _lifted(words) if words.strip() else ""


def lower(words: str, before: str) -> str:
    """Lowered words: as they are behind a letter (H2O), by lowered digits behind a number (10₂)."""
    return words.translate(_LOWERED) if before[-1:].isdigit() and words.strip().isdigit() else words


def _bare(words: str) -> str:
    return words.replace(START, "").replace(END, "")


def _labels_in(paragraph: str) -> list[str]:
    """What notes are numbered by: how the paragraph begins and, if so, its other sentences."""
    first = _FIRST_LABEL.match(paragraph)
    return [first[1] or first[2], *_NEXT_LABEL.findall(paragraph)] if first else []


def _own_labels(raised: Raised) -> set[str]:
    return set(_LABEL.findall(raised.words))


def _is_ten(raised: Raised) -> bool:
    return _TEN.search(raised.before) is not None


def _is_mark(raised: Raised) -> bool | None:
    """Whether it is the mark of a note; None where only the notes can tell."""
    words, before = raised.words.strip(), raised.before
    if raised.surely is not None:
        return raised.surely
    if not _MARK.fullmatch(words) or not before.strip():
        return False
    if words.startswith("["):
        return True
    if _TIMES_TEN.search(before) or (words in "234" and _UNIT.search(before)):
        return False
    if before[-1].isspace():
        return False if raised.after[:1].isalpha() else None
    if before[-1].isdigit() or not any(character.isdigit() for character in words):
        return None
    return not _VARIABLE.search(before)


def _kept(raised: Raised) -> str:
    """As it reads in the text: ⁹, ^(n+1), or, of the ending of an ordinal or a word, the letters themselves."""
    words, before = raised.words.strip(), raised.before
    if not before.strip():
        # What opens a paragraph numbers it, but for an isotope's mass.
        return _lifted(words) if words.isdigit() and raised.after[:1].isupper() and len(words) > 1 else raised.words
    is_base = before[-1].isdigit() or _VARIABLE.search(before) is not None
    if words.isalpha() and (not is_base or len(words) > 1 or (before[-1].isdigit() and _ORDINAL.fullmatch(words))):
        return raised.words
    return _lifted(words) if any(character.isalnum() or character in "+-\u2212" for character in words) else words


def _lifted(words: str) -> str:
    words = "".join(words.split())
    if all(character in _RAISED for character in words):
        return "".join(_RAISED[character] for character in words)
    return f"^{words}" if len(words) == 1 else f"^({words})"
