"""Raised and lowered digits: a note's mark is left out, an exponent is kept as one.

While a page is laid out they are kept as characters of a private plane, one for one. `resolve` then
tells them apart: by what they stand after, and by which notes there are. What is no mark becomes a
superscript or subscript of Unicode, so that no digit ever joins the number before it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from index.formats.pdf_lines import Line

_AT_THE_END = 0
"""The page of notes that stand at the end of the document."""

_UP, _DOWN = 0xF0000, 0x100000
_RAISED = regex.compile(r"[\U000F0000-\U000FFFFD]+")
_SPACE_BEFORE = regex.compile(r"(?<=\w) (?=[\U000F0000-\U000FFFFD])")
_LOWERED = regex.compile(r"[\U00100000-\U0010FFFD]+")
_SUPERSCRIPT = str.maketrans(
    "0123456789+-\u2212\u2013",
    "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207a\u207b\u207b\u207b",
)
_SUBSCRIPT = str.maketrans("0123456789", "\u2080\u2081\u2082\u2083\u2084\u2085\u2086\u2087\u2088\u2089")

_AFTER_CLAUSE = regex.compile(r"[.?!,;:\"\u201d\u2019]\s?$")
_AFTER_BRACKET = regex.compile(r"[)\]]$")
_AFTER_WORD = regex.compile(r"(?<![\p{L}\d])\p{L}*\p{L}{3}$")
_FUNCTIONS = regex.compile(r"\b(?:sin|cos|tan|log|min|max|exp|mol)$", regex.I)
_AFTER_LENGTH = regex.compile(r"(?:(?<=[\d\s/\u00b7.(])|^)(?:[kdcmn\u00b5\u03bc]?m|ft|in|mi|yd)$")
_TIMES_TEN = regex.compile(r"[\d\s][x\u00d7\u00b7*\u22c5]\s?10$")
_TEN = regex.compile(r"(?<![\d.,])10$")
_SIGNED = regex.compile(r"[+\u2212\u2013-]")
_NOTE_NUMBERS = regex.compile(r"\d{1,3}(?:[,\u2013\u2212-]\d{1,3})*,?")
_SIGNS = regex.compile(r"[*\u2020\u2021\u00a7\u00b6]+")
_LABEL = regex.compile(r"\s*(?:(?P<up>[\U000F0000-\U000FFFFD]+)|(?P<plain>\d{1,3}|[*\u2020\u2021\u00a7])[.)]?(?=\s))")


def raised(letter: str) -> str:
    """The character that stands for a raised one."""
    return chr(_UP + ord(letter)) if ord(letter) < 0xFFFE else letter


def lowered(letter: str) -> str:
    """The character that stands for a lowered one."""
    return chr(_DOWN + ord(letter)) if ord(letter) < 0xFFFE else letter


def without_planes(text: str) -> str:
    """The text with raised and lowered characters as plain ones."""
    if text.isascii():
        return text
    return "".join(chr(ord(letter) & 0xFFFF) if ord(letter) >= _UP else letter for letter in text)


def label_of(text: str) -> str | None:
    """The number or sign that a note begins with; None where a line does not begin so."""
    found = _LABEL.match(text)
    return without_planes(found["up"] or found["plain"]) if found else None


def has_raised_label(text: str) -> bool:
    """Whether a line begins with a raised number or sign."""
    found = _LABEL.match(text)
    return found is not None and found["up"] is not None


@dataclass(frozen=True)
class _Run:
    """Raised characters at a place in a line; `rank` says how far they look like a mark: 0 surely, 1, 2 perhaps."""

    line: int
    start: int
    end: int
    page: int
    number: str
    rank: int


def resolve(lines: Sequence[Line], notes: Iterable[tuple[int, str]], endnotes: Sequence[str] = ()) -> list[Line]:
    """The lines, in reading order, with plain text; `notes` are (page, label) of those at the foot of a page.

    `endnotes` are the labels of what may be notes at the end: they are if something is raised for each.
    A note has one mark. A run that could be a mark or an exponent is one where its page has that
    note and nothing else marks it. The lines in the cells of a table are resolved one by one.
    """
    drawn = [part for line in lines for part in line.drawn]
    written = iter(_resolved(drawn, notes, endnotes))
    return [_with_cells(line, written) if line.row else next(written) for line in lines]


def _with_cells(row: Line, written: Iterator[Line]) -> Line:
    """The row with its cells' lines as they are written, which come next."""
    cells = tuple(tuple(next(written) for _ in cell) for cell in row.row)
    return replace(row, row=cells, text=" ".join(line.text for cell in cells for line in cell))


def _resolved(lines: Sequence[Line], notes: Iterable[tuple[int, str]], endnotes: Sequence[str]) -> list[Line]:
    open_notes = Counter(notes)
    runs = [run for at, line in enumerate(lines) for run in _runs(at, line)]
    marks = {(run.line, run.start) for run in runs if run.rank == 0}
    if set(endnotes) <= {number for run in runs for number in _numbers(run.number)}:
        open_notes.update((_AT_THE_END, number) for number in endnotes)
    for run in sorted(runs, key=lambda run: run.rank):
        for page in (run.page, _AT_THE_END):
            wanted = [(page, number) for number in _numbers(run.number)]
            if wanted and all(open_notes[note] > 0 for note in wanted):
                open_notes.subtract(wanted)
                marks.add((run.line, run.start))
                break
    found: dict[int, list[_Run]] = {}
    for run in runs:
        found.setdefault(run.line, []).append(run)
    return [_written(line, found.get(at, ()), marks) for at, line in enumerate(lines)]


def _numbers(words: str) -> list[str]:
    if _SIGNS.fullmatch(words):
        return [words]
    return regex.findall(r"\d+", words) if _NOTE_NUMBERS.fullmatch(words) else []


def _runs(at: int, line: Line) -> list[_Run]:
    return [
        _Run(at, found.start(), found.end(), line.page, without_planes(found.group()), rank)
        for found in _RAISED.finditer(line.text)
        if (rank := _rank(line.text[: found.start()], without_planes(found.group()))) is not None
    ]


def _rank(before: str, number: str) -> int | None:
    """How far a raised run looks like a note's mark; None where it is none."""
    before = without_planes(before).rstrip()
    if not before or not (_NOTE_NUMBERS.fullmatch(number) or _SIGNS.fullmatch(number)):
        return None
    if _SIGNS.fullmatch(number):
        return 1
    if _AFTER_LENGTH.search(before) and number in {"2", "3"}:
        return None
    if _TIMES_TEN.search(before) or _FUNCTIONS.search(before):
        return None
    if _AFTER_CLAUSE.search(before) or _AFTER_WORD.search(before):
        return 0
    if _AFTER_BRACKET.search(before):
        return 0 if regex.search(r"\p{L}{3}[^()]*\)$", before) else 1
    return 2 if _TEN.search(before) or before[-1].isalpha() else 1


def _written(line: Line, runs: Sequence[_Run], marks: set[tuple[int, int]]) -> Line:
    text, label = line.text, _LABEL.match(line.text)
    if text.isascii():
        return line
    for run in reversed(runs):
        if (run.line, run.start) in marks:
            rest = text[run.end :]
            before = text[: run.start]
            text = (before.rstrip() if not rest or rest[:1].isspace() else before) + rest
    if label and label["up"]:
        name = without_planes(label["up"])
        text = f"{name} {text[label.end() :].lstrip()}".rstrip()
    text = _RAISED.sub(lambda found: _power(found.group()), _SPACE_BEFORE.sub("", text))
    text = _LOWERED.sub(lambda found: _index(found.group(), text[: found.start()], text[found.end() :]), text)
    return replace(line, text=text)


def _power(run: str) -> str:
    return without_planes(run).translate(_SUPERSCRIPT)


def _index(run: str, before: str, after: str) -> str:
    """CO2 as it is typed; a subscript where digits would join others."""
    plain = without_planes(run)
    return plain if before[-1:].isalpha() and not after[:1].isdigit() else plain.translate(_SUBSCRIPT)
