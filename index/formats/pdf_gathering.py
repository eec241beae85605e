"""Letters become lines; what is raised or lowered in them is marked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from statistics import median

import regex

from index.formats.canonical import tidy
from index.formats.pdf_lanes import parted_by_lanes
from index.formats.pdf_letters import Letter
from index.formats.pdf_lines import Line, Mark
from index.formats.pdf_raised import lowered, raised
from index.formats.pdf_rules import Rules

_SPLIT_GAP = 2.0
"""A gap between two letters wider than this many times their height parts two lines that stand side by side."""

_BACK = 3.0
"""A letter this many times its height to the left of the one before is no next letter, in no script."""

_SPACE = 0.1
"""A gap narrower than this many times the height of the letters is no space between words."""

_SHIFT = 0.5
"""A letter this many times the line's height above or below the one before begins a new line."""

_MUCH_LARGER = 2.0
"""Letters more than this many times as large do not make a line out of what stands before them."""

_SMALL, _RAISE, _DROP, _RAISE_ALONE = 0.9, 0.12, 0.08, 0.25
"""Smaller than the line's letters by this, and so much of their height above or below; or above by the last alone."""

_TINY = 6
"""Letters that a raised piece has at most, where it was drawn apart from its line."""

_MOST_PAIRS = 300_000
"""Of pieces on a page: one with more is a drawing."""

_HYPHENS = ("\ufffe", "\x02")
"""What PDFium gives for a hyphen at the end of a line."""

_HAN_GAP = regex.compile(r"(?<=\p{Han}) (?=[\p{Han},.;:)])|(?<=\() (?=\p{Han})")
"""Chinese characters are set apart by layout only."""

_POWERS = dict(
    zip("\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207b\u207a", "0123456789-+", strict=True)
)
_RING = "\u25e6"
"""What LaTeX raises for a degree."""

_MARKED = regex.compile(r"[\d*\u2020\u2021\u00a7\u00b6,+\u2212\u2013-]")
_DIGIT = regex.compile(r"\d")

Piece = list[Letter]
MarksOf = Callable[[Sequence[Letter]], tuple[Mark, ...]]


def lines_of(
    letters: Sequence[Letter], rules: Rules, page: int, height: float, marks: MarksOf = lambda _: ()
) -> list[Line]:
    """The lines of a sheet, in no order; `marks` tells where letters are on the page."""
    pieces = parted_by_lanes(_touching(_with_raised(_pieces(letters, rules)), rules), rules.level)
    made = (_line(piece, page, height, marks) for piece in pieces)
    return [line for line in made if line is not None]


def _pieces(letters: Sequence[Letter], rules: Rules) -> list[Piece]:
    """Runs of letters that stand side by side, with no wide gap and no upright rule between."""
    pieces: list[Piece] = []
    piece: Piece = []
    right = largest = 0.0
    for letter in letters:
        if letter.text.isspace():
            if piece:
                piece.append(letter)
            continue
        if piece and _is_apart(piece, letter, right, largest, rules):
            pieces.append(piece)
            piece = []
        right = letter.right if not piece else max(right, letter.right)
        largest = letter.size if not piece else max(largest, letter.size)
        piece.append(letter)
    return [*pieces, piece] if piece else pieces


def _is_apart(piece: Piece, letter: Letter, right: float, largest: float, rules: Rules) -> bool:
    largest = min(max(largest, letter.size), _MUCH_LARGER * letter.size)
    if letter.left - right > _SPLIT_GAP * max(letter.size, piece[-1].size):
        return True
    if letter.left < max(piece[0].left - largest, piece[-1].left - _BACK * largest):
        return True
    return abs(letter.base - piece[0].base) > _SHIFT * largest or rules.part(right, letter.left, letter.base)


def _with_raised(pieces: Sequence[Piece]) -> list[Piece]:
    """Raised and lowered letters that were drawn apart from their line are put into it."""
    tiny = [piece for piece in pieces if len(piece) <= _TINY]
    whole = [piece for piece in pieces if len(piece) > _TINY]
    if len(tiny) * len(whole) > _MOST_PAIRS:
        return list(pieces)
    places = [_place(piece) for piece in whole]
    for piece in tiny:
        at = _host(piece, places)
        if at is None:
            whole.append(piece)
            places.append(_place(piece))
        else:
            whole[at] = _inserted(piece, whole[at])
    return whole


def _inserted(piece: Piece, line: Piece) -> Piece:
    """The letters of a line with some more in their place; after these there may be a gap that nobody saw."""
    at = sum(letter.left < piece[0].left for letter in line)
    first = piece[0]._replace(after_gap=True)
    rest = [letter._replace(after_gap=True) for letter in line[at : at + 1]]
    return [*line[:at], first, *piece[1:], *rest, *line[at + 1 :]]


def _touching(pieces: Sequence[Piece], rules: Rules) -> list[Piece]:
    """Pieces that touch on one line are one: parts of a word can be drawn in any order."""
    ends: dict[int, list[int]] = defaultdict(list)
    places = [_place(piece) for piece in pieces]
    for at, (_, right, _, size) in enumerate(places):
        for near in range(round(right - _SPACE * size) - 1, round(right + _SPACE * size) + 2):
            ends[near].append(at)
    whole: list[Piece | None] = list(pieces)
    owner = list(range(len(pieces)))
    for at in sorted(range(len(pieces)), key=lambda at: places[at][0]):
        left, _, base, size = places[at]
        for other in ends[round(left)]:
            _, right, other_base, other_size = places[other]
            first = whole[owner[other]]
            if (
                other != at
                and first is not None
                and owner[other] != at
                and abs(left - right) < _SPACE * size
                and abs(base - other_base) < _RAISE * size
                and abs(size - other_size) < _SPACE * size
                and not rules.part(right, left, base)
            ):
                first += pieces[at]
                whole[at], owner[at] = None, owner[other]
                break
    return [piece for piece in whole if piece is not None]


def _place(piece: Piece) -> tuple[float, float, float, float]:
    """Left, right, base and size."""
    size, base = _main(piece)
    return piece[0].left, max(letter.right for letter in piece), base, size


def _host(piece: Piece, places: Sequence[tuple[float, float, float, float]]) -> int | None:
    left, right, base, size = _place(piece)
    if not any(_MARKED.match(letter.text) for letter in piece):
        return None
    near = [
        (abs(base - host_base), at)
        for at, (host_left, host_right, host_base, host_size) in enumerate(places)
        if size < _SMALL * host_size
        and -0.4 * host_size < base - host_base < 0.75 * host_size
        and abs(base - host_base) > _RAISE * host_size
        and host_left - (right - left) - 0.4 * host_size <= left <= host_right + 0.4 * host_size
    ]
    return min(near)[1] if near else None


def _main(piece: Piece) -> tuple[float, float]:
    """The size that most letters have, and where these stand."""
    seen = [letter for letter in piece if not letter.text.isspace()]
    sizes = Counter(round(letter.size, 1) for letter in seen)
    usual = max(sizes.items(), key=lambda item: (item[1], item[0]))[0]
    largest = max(sizes)
    # "10" with an exponent of three digits: the larger letters are the line.
    if usual < _SMALL * largest and sizes[largest] * 3 >= sizes[usual]:
        usual = largest
    return usual, median(letter.base for letter in seen if round(letter.size, 1) == usual)


def _line(piece: Piece, page: int, height: float, marks: MarksOf) -> Line | None:
    size, base = _main(piece)
    # What is struck out has no text.
    seen = [letter for letter in piece if letter.text.strip()]
    if not seen:
        return None
    words: list[str] = []
    right, last = piece[0].left, piece[0]
    for letter in piece:
        if letter.text.isspace():
            words.append(letter.text)
            continue
        # Behind a raised letter PDFium sees no gap.
        stepped = abs(letter.base - last.base) > _RAISE * letter.size and letter.left - right > 2 * _SPACE * letter.size
        if (letter.after_gap or stepped) and words and letter.left - right > _SPACE * letter.size:
            words.append(" ")
        words.append(_marked(letter, base, size))
        right, last = max(right, letter.right), letter
    hyphenated = "".join(words).rstrip().endswith("\u00ad")
    text = _HAN_GAP.sub("", tidy("".join(words)))
    if not text:
        return None
    usual = round(sorted(letter.size for letter in seen)[len(seen) // 2], 1)
    bold = sum(letter.bold for letter in seen) > len(seen) / 2
    return Line(page, height, piece[0].left, right, base, usual, bold, text, hyphenated, marks=marks(seen))


def _marked(letter: Letter, base: float, size: float) -> str:
    """The letter, marked where it is raised or lowered; a hyphen at a line's end as a soft one."""
    if letter.text in _HYPHENS:
        return "\u00ad"
    if letter.text in _POWERS:
        return raised(_POWERS[letter.text])
    rise = letter.base - base
    if letter.text == _RING and rise > 0:
        return "\u00b0"
    small = letter.size < _SMALL * size
    if _MARKED.match(letter.text) and ((small and rise > _RAISE * size) or rise > _RAISE_ALONE * size):
        return raised(letter.text)
    if _DIGIT.match(letter.text) and small and rise < -_DROP * size:
        return lowered(letter.text)
    return letter.text
