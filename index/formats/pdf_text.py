"""Lines in reading order become paragraphs and headings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import regex

from index.common_words import common_words
from index.formats.blocks import BlockKind, PageStart
from index.formats.canonical import Canonical
from index.formats.pdf_lines import Line
from index.formats.pdf_paragraphs import edges_aside, ends_sentence, reunited, would_fit
from index.formats.pdf_words import word_boxes
from index.word_boxes import pack

_LARGER = 1.12
"""Letters this many times as large as those of the text make a heading."""

_HEADING_WORDS = 20
_SENTENCE_WORDS = 5
"""So many words that end with a full stop are a sentence, whatever their size."""

_CELL_MARK = " | "
_TABLE = 3
"""A line of so many cells is a row of a table; one of two is if its neighbour has two as well."""

_FLUSH = 3.0
"""Points."""

_WIDER_GAP = 1.35
_INDENT, _DEEP_INDENT = 0.7, 5.0
_SHORT_OF = 0.9
"""A line that fills less than this share of its column, and ends a sentence, ends its paragraph."""

_BULLET = regex.compile(r"(?:[\u2022\u25cf\u25aa\u25e6\uf0b7*]|\(?\d{1,2}[.)]|\(?[a-z]\))\s+(?=\S)")
_BULLET_SIGN = regex.compile(r"[\u2022\u25cf\u25aa\u25e6\uf0b7]\s*")
_LAST_WORD = regex.compile(r"[\p{L}\p{M}]+(?:-[\p{L}\p{M}]+)*$")
_FIRST_WORD = regex.compile(r"[\p{L}\p{M}]+")
_SHORTEST_PART = 4
_SHORTEST_COMMON = 3
_SYLLABLES = frozenset({
    "per", "pre", "pro", "con", "com", "mas", "sub", "dis", "mis", "out", "inter", "intra", "over", "under", "for",
    "fore", "ally", "ings", "land", "most", "ness", "less", "able", "ment", "ship", "ward", "some", "sion",
})  # fmt: skip
"""They can be words, but a line that breaks after or before one has mostly broken a word."""

_UNSPACED_END = regex.compile(r"\S[/\u2013\u2014]$")
_UNSPACED_START = regex.compile(r"[/\u2013\u2014]\S")
"""A slash or a dash with no space on one side has none on the other."""

_WORDS = regex.compile(r"[\p{L}\p{M}]+(?:-[\p{L}\p{M}]+)*")


@dataclass(frozen=True)
class PageText:
    """The text of pages, where which page goes on, and for each block the lines that it was made of."""

    canonical: Canonical
    starts: list[PageStart]
    sources: list[list[Line]]

    @property
    def boxes(self) -> str:
        """Where each word stands; see `index.word_boxes.pack`."""
        return pack(word_boxes(self.canonical.text, self.canonical.blocks, self.sources))


def canonical_text(lines: Sequence[Line]) -> PageText:
    """The text, a blank line between paragraphs."""
    canonical, starts, sources = Canonical(), list[PageStart](), list[list[Line]]()
    body = body_size(lines)
    levels = _levels(lines, body)
    leading = _leading(lines, body)
    known = _known_words(lines)
    groups = reunited(_paragraphs(edges_aside(lines), body, leading), body)
    for number, group in enumerate(groups):
        if group[0].row:
            words, breaks = _cells(group[0], known), [(0, group[0].page)]
        else:
            words, breaks = _join(group, known)
        bullet = _BULLET_SIGN.match(words)
        if bullet:
            words, breaks = words[bullet.end() :], [(max(0, at - bullet.end()), page) for at, page in breaks]
        before = len(canonical.blocks)
        level = levels.get(_look(group[0]), 0) if _can_be_heading(group[0], words) else 0
        listed = _BULLET.match(group[0].text) is not None or (len(group) == 1 and group[0].cells > 1)
        listed |= _is_section([each[0] for each in groups[max(number - 1, 0) : number + 2]])
        kind: BlockKind = "heading" if level else "item" if listed else "paragraph"
        canonical.add(words, kind, level)
        if len(canonical.blocks) > before:
            sources.append([drawn for line in group for drawn in line.drawn])
            start = canonical.blocks[-1].start
            for at, page in breaks:
                if not starts or starts[-1].page != page:
                    starts.append(PageStart(start + at, page))
    return PageText(canonical, starts, sources)


def _can_be_heading(first: Line, words: str) -> bool:
    """Few words of the text itself, and no sentence."""
    said = words.split()
    is_sentence = len(said) >= _SENTENCE_WORDS and words.endswith(".")
    return len(said) <= _HEADING_WORDS and first.flow == "body" and not first.row and not is_sentence


def _is_section(three: Sequence[Line]) -> bool:
    """Whether the second of three lines is a cell as wide as the table that the others are rows of."""
    rows_around = len(three) == 3 and three[0].cells > 1 and three[2].cells > 1
    return rows_around and len({(line.left, line.right) for line in three if line.row}) == 1 and len(three[1].row) == 1


def _cells(row: Line, known: Counter[str]) -> str:
    """A table's row: what stands in each of its cells."""
    return _CELL_MARK.join(_join(cell, known)[0] if cell else "" for cell in row.row).strip(" |")


def _known_words(lines: Sequence[Line]) -> Counter[str]:
    """How often each word stands within a line, hyphens and all, and the parts of those that have one too."""
    known = Counter[str]()
    for line in lines:
        words = [word.casefold() for word in _WORDS.findall(line.text)]
        known.update(words[1:] if words and line.text[:1].islower() else words)
        known.subtract(words[-1:] if line.hyphenated or line.text.endswith("-") else ())
        known.update(part for word in words[1:-1] if "-" in word for part in word.split("-"))
    return known


def _look(line: Line) -> tuple[float, bool]:
    return line.size, line.bold


def body_size(lines: Sequence[Line]) -> float:
    sizes = Counter[float]()
    for line in [line for line in lines if not line.row and line.flow == "body"] or lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 1.0


def _levels(lines: Sequence[Line], body: float) -> dict[tuple[float, bool], int]:
    """Looks of headings: larger than the text, or as large and bold where the text is not; the largest is level 1."""
    bold_text = sum(len(line.text) for line in lines if line.bold) > sum(len(line.text) for line in lines) / 2
    looks = {
        _look(line)
        for line in lines
        if line.size > _LARGER * body or (line.bold and not bold_text and line.size >= body)
    }
    ranked = sorted(looks, key=lambda look: (-look[0], not look[1]))
    return {look: min(at, 6) for at, look in enumerate(ranked, 1)}


def _leading(lines: Sequence[Line], body: float) -> float:
    """The usual distance between two lines of the text."""
    gaps = [
        above.base - below.base
        for above, below in pairwise(lines)
        if above.size == below.size == body and above.page == below.page and 0 < above.base - below.base < 3 * body
    ]
    return median(gaps) if gaps else 1.2 * body


def _paragraphs(lines: Sequence[Line], body: float, leading: float) -> list[list[Line]]:
    groups: list[list[Line]] = []
    for line in lines:
        if groups and _goes_on(groups[-1][-1], line, body, leading):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _goes_on(last: Line, line: Line, body: float, leading: float) -> bool:
    """Whether a line belongs to the paragraph of the one before."""
    if last.row or line.row or last.flow != line.flow or line.begins:
        return False
    if abs(last.size - line.size) > 0.08 * body or (last.bold != line.bold and last.size >= body):
        return False
    if _is_row(last, line):
        return False
    ended = ends_sentence(last)
    if _BULLET_SIGN.match(line.text) or (ended and _BULLET.match(line.text)):
        return False
    width = last.column[1] - last.column[0]
    if last.page != line.page or last.column != line.column or line.base > last.base:
        return not ended and last.size <= _LARGER * body and not would_fit(last, line)
    if last.base - line.base > _WIDER_GAP * max(leading, leading * line.size / body):
        return False
    indented = _INDENT * line.size < line.left - line.column[0] < _DEEP_INDENT * line.size
    if indented and line.left - last.left > _INDENT * line.size and not _BULLET.match(last.text):
        return False
    if line.size <= _LARGER * body and would_fit(last, line):
        return False
    return not (ended and last.right - last.column[0] < _SHORT_OF * width)


def _is_row(last: Line, line: Line) -> bool:
    """Whether one of two lines is a row of a table; a line that fills its column is a justified one with wide gaps."""
    cells = [1 if _is_justified(each) else each.cells for each in (last, line)]
    return max(cells) >= _TABLE or min(cells) > 1


def _is_justified(line: Line) -> bool:
    return line.left - line.column[0] < _FLUSH and abs(line.column[1] - line.right) < _FLUSH


def _join(lines: Sequence[Line], known: Counter[str]) -> tuple[str, list[tuple[int, int]]]:
    """The words of a paragraph, and for each line where in them it begins and on which page it stands."""
    words, breaks = "", list[tuple[int, int]]()
    for last, line in pairwise([None, *lines]):
        assert line is not None
        if last is not None:
            words += _between(words, last, line, known)
        breaks.append((len(words), line.page))
        words += line.text
        if words.endswith("-") and not line.hyphenated and line is not lines[-1]:
            words = words[:-1]
    return words, breaks


def _between(words: str, last: Line, line: Line, known: Counter[str]) -> str:
    """What stands between two lines: a space; at a hyphen nothing or the hyphen, as the word is written elsewhere."""
    if not (last.hyphenated or last.text.endswith("-")):
        return "" if _UNSPACED_END.search(last.text) or _UNSPACED_START.match(line.text) else " "
    before, after = _LAST_WORD.search(words), _FIRST_WORD.match(line.text)
    if words.endswith(" "):
        return "- "
    if before is None or after is None:
        return "-"
    first, second = before.group().casefold(), after.group().casefold()
    part = first.rpartition("-")[2]
    whole, parted = known[part + second], known[f"{first}-{second}"]
    if whole or parted:
        return "-" if parted > whole else ""
    if not after.group()[0].islower():
        return "-"
    return "-" if _are_words(part, second, known) else ""


def _are_words(first: str, second: str, known: Counter[str]) -> bool:
    """Whether the parts of a word are words, and together they are none that is common: then the hyphen is its own."""
    common = common_words()
    if first + second in common or first in _SYLLABLES or second in _SYLLABLES or len(second) < _SHORTEST_PART:
        return False
    return all(known[word] > 0 or (len(word) >= _SHORTEST_COMMON and word in common) for word in (first, second))
