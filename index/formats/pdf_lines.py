"""A line of a PDF's page."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

Flow = Literal["body", "note", "aside"]


class Mark(NamedTuple):
    """A letter as it is drawn, and its box on the page as it is shown; see `index.word_boxes.UNITS`."""

    text: str
    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True)
class Line:
    """Letters side by side. Lengths in points, from the lower left corner of the page, whose height is `page_height`.

    `base` is where the letters stand, `size` their height with what hangs below. A line that ends
    with a hyphen which may only be there for the line's end is `hyphenated`, and is without it.
    `column` is the span that its column takes, once that is known; `cells` is how many stretches of
    letters with wide gaps between them it was put together from. A row of a table has in `row` the
    lines of each of its cells. `flow` is "note" at the foot of a page and "aside" in a box or along a
    margin: what runs over them goes on; `begins` is true of a note's first line. `marks` are its letters on the page.
    """

    page: int
    page_height: float
    left: float
    right: float
    base: float
    size: float
    bold: bool
    text: str
    hyphenated: bool = False
    column: tuple[float, float] = (0.0, 0.0)
    cells: int = 1
    row: tuple[tuple[Line, ...], ...] = ()
    flow: Flow = "body"
    begins: bool = False
    marks: tuple[Mark, ...] = field(default=(), repr=False, compare=False)

    @property
    def drawn(self) -> tuple[Line, ...]:
        """The lines that it was put together from, in the order of its text."""
        return tuple(line for cell in self.row for line in cell) if self.row else (self,)


def row_of(row: tuple[tuple[Line, ...], ...], left: float, right: float, top: float) -> Line:
    """A table's row as one line, from its cells' lines."""
    lines = [line for cell in row for line in cell]
    first = lines[0]
    return replace(
        first,
        left=left,
        right=right,
        base=top - first.size,
        bold=all(line.bold for line in lines),
        text=" ".join(line.text for line in lines),
        hyphenated=False,
        cells=len(row),
        row=row,
        marks=(),
    )
