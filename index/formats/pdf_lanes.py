"""White lanes between the columns of a table that stand near to each other.

A gap inside of a line that is too narrow to part columns of prose parts columns of a table where the lines above and
below have gaps at the same place, and the cells beside them are flush. The wide spaces of justified prose seldom stand
under one another, and what stands beside them is not flush.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median
from typing import NamedTuple

import regex

from index.formats.pdf_letters import Letter
from index.formats.pdf_rules import Rule

_LEAST_GAP = 0.85
"""Heights of the letters, from which on a gap may be a part of a lane; the spaces of prose are a third of that."""

_SPACE = 0.25
"""The same for a space between words, which can be one between the heads of columns, right above a lane."""

_MUCH_WIDER = 2.0
"""Times as wide as the page's spaces are mostly."""

_LEAST_LANE = 0.6
"""Heights of the letters that the gaps of a lane have in common."""

_FLUSH = 1.2
"""Points."""

_WORDS = 3.5
"""Of a cell, at most, on average over a line: prose has more between two gaps that happen to stand so."""

_ROWS, _RULED_ROWS = 3, 2
"""Lines that have a gap there, and between the rules of a table."""

_HIGHEST_TABLE = 200.0
"""Points from a rule to a line of its table: rules that are further apart are those of a page."""

_LONGEST_HEADS = 45
"""Letters and spaces of heads that stand near to each other: a longer line is prose above a table."""

_NEAR = 3.2
"""Heights of the letters from one line of a lane to the next."""

_MOST_GAPS = 4_000
"""On a page: one with more is a drawing."""

_LABEL = regex.compile(
    r"\W*(?:\p{N}{1,3}|\p{L}|[ivxl]{1,5})?[.):\]]?\W*|\W*(?:\p{N}{1,2}\.){1,4}\p{N}{0,2}\W*", regex.I
)

Piece = list[Letter]


class _Gap(NamedTuple):
    """From `left` to `right` on a line at the height `base`; `at` numbers the letter behind it in its piece."""

    left: float
    right: float
    base: float
    size: float
    piece: int
    at: int

    @property
    def width(self) -> float:
        """In heights of the letters."""
        return (self.right - self.left) / self.size


def parted_by_lanes(pieces: Sequence[Piece], level: Sequence[Rule] = ()) -> list[Piece]:
    """The pieces, those of the rows of a table parted where its columns are. `level` are the level rules."""
    spaces = [gap for number, piece in enumerate(pieces) for gap in _gaps(piece, number)]
    usual = median(gap.width for gap in spaces) if spaces else 0.0
    inside = [gap for gap in spaces if gap.width >= max(_LEAST_GAP, _MUCH_WIDER * usual)]
    if not inside or len(inside) > _MOST_GAPS:
        return list(pieces)
    every = sorted([*inside, *_between(pieces)], key=lambda gap: -gap.base)
    words = Counter(gap.piece for gap in spaces)
    found: dict[int, dict[int, _Gap]] = {}
    for gap in inside:
        lane = _lane(gap, every, _is_ruled(gap, level))
        if lane and not _is_label(pieces[gap.piece][: gap.at]):
            found.setdefault(gap.piece, {})[gap.at] = lane
    cuts = {number: set(lanes) for number, lanes in found.items() if words[number] + 1 <= _WORDS * (len(lanes) + 1)}
    if not cuts:
        return list(pieces)
    lanes = [lane for number in cuts for lane in found[number].values()]
    for gap in spaces:
        if len(pieces[gap.piece]) <= _LONGEST_HEADS and any(_is_over(gap, lane) for lane in lanes):
            cuts.setdefault(gap.piece, set()).add(gap.at)
    return [part for number, piece in enumerate(pieces) for part in _cut(piece, sorted(cuts.get(number, ())))]


def _gaps(piece: Piece, number: int) -> Iterator[_Gap]:
    """The spaces within a piece."""
    right = None
    for at, letter in enumerate(piece):
        if letter.text.isspace():
            continue
        if right is not None and letter.left - right >= _SPACE * letter.size:
            yield _Gap(right, letter.left, letter.base, letter.size, number, at)
        right = letter.right if right is None else max(right, letter.right)


def _between(pieces: Sequence[Piece]) -> Iterator[_Gap]:
    """The gaps from a piece to the next one on its line."""
    ends = sorted(
        (round(piece[0].base), piece[0].left, max(letter.right for letter in piece), piece[0].base, piece[0].size)
        for piece in pieces
    )
    for (_, _, right, base, size), (_, left, _, other, _) in itertools.pairwise(ends):
        if abs(base - other) < 0.4 * size and left - right >= _LEAST_GAP * size:
            yield _Gap(right, left, base, size, -1, 0)


def _is_ruled(gap: _Gap, level: Sequence[Rule]) -> bool:
    """Whether it stands between two rules of one length, near to each other: the head and foot of a table."""
    over = [rule for rule in level if rule.start < gap.left and gap.right < rule.end]
    above = [rule for rule in over if 0 < rule.at - gap.base < _HIGHEST_TABLE]
    below = [rule for rule in over if 0 < gap.base - rule.at < _HIGHEST_TABLE]
    return any(
        abs(one.start - other.start) < _FLUSH and abs(one.end - other.end) < _FLUSH for one in above for other in below
    )


def _lane(gap: _Gap, every: Sequence[_Gap], ruled: bool) -> _Gap | None:
    """The lane that a gap is of: its cells are flush at their beginning, or those before it at their end.

    Between rules they need not be, and two lines do.
    """
    if ruled:
        return _flush(gap, every, _RULED_ROWS)
    by_start = _flush(gap, [other for other in every if abs(other.right - gap.right) <= _FLUSH])
    return by_start or _flush(gap, [other for other in every if abs(other.left - gap.left) <= _FLUSH])


def _flush(gap: _Gap, every: Sequence[_Gap], least: int = _ROWS) -> _Gap | None:
    """What enough lines, each near to the one before, have in common with a gap; it stands at the topmost of them."""
    rows, left, right, base = 1, gap.left, gap.right, gap.base
    for sign in (-1, 1):
        base = gap.base
        for other in every if sign < 0 else reversed(every):
            away = sign * (other.base - base)
            if away < 0.4 * gap.size:
                continue
            if away > _NEAR * gap.size:
                break
            low, high = max(left, other.left), min(right, other.right)
            if high - low >= _LEAST_LANE * gap.size:
                left, right, base = low, high, other.base
                rows += 1
    return gap._replace(left=left, right=right, base=base) if rows >= least else None


def _is_over(gap: _Gap, lane: _Gap) -> bool:
    """Whether a space stands right above a lane: between the heads of its columns."""
    return (
        0.4 * lane.size < gap.base - lane.base < _NEAR * lane.size
        and min(gap.right, lane.right) - max(gap.left, lane.left) >= _SPACE * lane.size
    )


def _is_label(before: Piece) -> bool:
    """Whether what stands before is the number or sign of an item, or of a note."""
    return _LABEL.fullmatch("".join(letter.text for letter in before).strip()) is not None


def _cut(piece: Piece, cuts: Sequence[int]) -> Iterator[Piece]:
    last = 0
    for cut in [*cuts, len(piece)]:
        part = piece[last:cut]
        while part and part[-1].text.isspace():
            part.pop()
        if part:
            yield part
        last = cut
