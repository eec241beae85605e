"""The straight lines and boxes drawn on a page, and the cells of the tables that they make."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pypdfium2.raw as pdfium

from index.formats.pdf_letters import Box, Frame

_MOST_OBJECTS = 20_000
_MOST_RULES = 3_000
"""A page with more is a drawing."""

_DEEPEST = 5
_THIN = 3.0
_NEAR = 3.0
"""Points: rules this near to each other are one, or meet."""

_SHORTEST = 6.0
_STRAIGHT = 1.0
_SMALLEST_BOX = 20.0
_WHOLE_PAGE = 0.9

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True)
class Rule:
    """A straight line: at `at` on one axis, from `start` to `end` on the other."""

    at: float
    start: float
    end: float

    def reaches(self, place: float) -> bool:
        return self.start - _NEAR <= place <= self.end + _NEAR


@dataclass
class Rules:
    """What is drawn on a sheet: level rules, upright ones, boxes; `pictures` are the places of images."""

    level: list[Rule] = field(default_factory=list)
    upright: list[Rule] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)

    def part(self, left: float, right: float, base: float) -> bool:
        """Whether an upright rule stands between two places of a line."""
        return any(left - 1 <= rule.at <= right + 1 and rule.start <= base + 1 <= rule.end for rule in self.upright)


def rules_of(page: pdfium.FPDF_PAGE, frame: Frame) -> Rules:
    """The rules of a page as they stand on a sheet; none of a drawing with very many."""
    found = Rules()
    for number, (item, matrix) in enumerate(_objects(page)):
        if number >= _MOST_OBJECTS:
            break
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            found.pictures.append(_bounds(_own_matrix(item, matrix), frame))
        elif kind == pdfium.FPDF_PAGEOBJ_PATH and len(found.level) + len(found.upright) <= _MOST_RULES:
            _add_path(found, item, _own_matrix(item, matrix), frame)
    if len(found.level) + len(found.upright) > _MOST_RULES:
        return Rules(pictures=found.pictures)
    found.level, found.upright = _merged(found.level), _merged(found.upright)
    return found


def _objects(page: pdfium.FPDF_PAGE) -> Iterator[tuple[pdfium.FPDF_PAGEOBJECT, Matrix]]:
    waiting = [
        (pdfium.FPDFPage_GetObject(page, at), _IDENTITY, 0)
        for at in reversed(range(min(pdfium.FPDFPage_CountObjects(page), _MOST_OBJECTS)))
    ]
    while waiting:
        item, matrix, depth = waiting.pop()
        if pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            inner = _own_matrix(item, matrix)
            count = min(max(pdfium.FPDFFormObj_CountObjects(item), 0), _MOST_OBJECTS)
            waiting += [(pdfium.FPDFFormObj_GetObject(item, at), inner, depth + 1) for at in reversed(range(count))]
        else:
            yield item, matrix


def _own_matrix(item: pdfium.FPDF_PAGEOBJECT, outer: Matrix) -> Matrix:
    own = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, own):
        return outer
    (a, b, c, d, e, f) = outer
    return (
        own.a * a + own.b * c,
        own.a * b + own.b * d,
        own.c * a + own.d * c,
        own.c * b + own.d * d,
        own.e * a + own.f * c + e,
        own.e * b + own.f * d + f,
    )


def _placed(x: float, y: float, matrix: Matrix, frame: Frame) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return frame.place(a * x + c * y + e, b * x + d * y + f)


def _bounds(matrix: Matrix, frame: Frame) -> Box:
    """Where the unit square lies that a picture fills."""
    return _around([_placed(x, y, matrix, frame) for x, y in ((0, 0), (1, 0), (0, 1), (1, 1))])


def _around(points: Sequence[tuple[float, float]]) -> Box:
    across, up = [x for x, _ in points], [y for _, y in points]
    return Box(min(across), min(up), max(across), max(up))


def _add_path(rules: Rules, path: pdfium.FPDF_PAGEOBJECT, matrix: Matrix, frame: Frame) -> None:
    for outline, closed in _outlines(path, matrix, frame):
        if len(outline) < 2:
            continue
        box = _around(outline)
        if box.height <= _THIN and box.width >= _SHORTEST:
            rules.level.append(Rule((box.bottom + box.top) / 2, box.left, box.right))
        elif box.width <= _THIN and box.height >= _SHORTEST:
            rules.upright.append(Rule((box.left + box.right) / 2, box.bottom, box.top))
        elif box.width > _WHOLE_PAGE * frame.width and box.height > _WHOLE_PAGE * frame.height:
            continue
        else:
            sides = [_side(one, other) for one, other in zip(outline, outline[1:] + outline[:1], strict=True)]
            if not closed:
                sides = sides[:-1]
            rules.level += [rule for level, rule in filter(None, sides) if level]
            rules.upright += [rule for level, rule in filter(None, sides) if not level]
            if closed and len(outline) <= 5 and min(box.width, box.height) >= _SMALLEST_BOX and None not in sides[:4]:
                rules.boxes.append(box)


def _side(one: tuple[float, float], other: tuple[float, float]) -> tuple[bool, Rule] | None:
    """(whether it is level, the rule) of a side that is level or upright; None of another."""
    if abs(one[1] - other[1]) <= _STRAIGHT:
        return True, Rule((one[1] + other[1]) / 2, *sorted((one[0], other[0])))
    if abs(one[0] - other[0]) <= _STRAIGHT:
        return False, Rule((one[0] + other[0]) / 2, *sorted((one[1], other[1])))
    return None


def _outlines(
    path: pdfium.FPDF_PAGEOBJECT, matrix: Matrix, frame: Frame
) -> Iterator[tuple[list[tuple[float, float]], bool]]:
    """The straight parts of a path, each with whether it is closed or filled; a part with a curve is left out."""
    filling, stroked = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, filling, stroked)
    if not filling.value and not stroked.value:
        return
    outline: list[tuple[float, float]] = []
    curved, closed = False, False
    x, y = ctypes.c_float(), ctypes.c_float()
    for at in range(min(pdfium.FPDFPath_CountSegments(path), _MOST_RULES)):
        segment = pdfium.FPDFPath_GetPathSegment(path, at)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if outline and not curved:
                yield outline, closed or bool(filling.value)
            outline, curved, closed = [], False, False
        curved = curved or kind == pdfium.FPDF_SEGMENT_BEZIERTO
        closed = closed or bool(pdfium.FPDFPathSegment_GetClose(segment))
        outline.append(_placed(x.value, y.value, matrix, frame))
    if outline and not curved:
        yield outline, closed or bool(filling.value)


def _merged(rules: Sequence[Rule]) -> list[Rule]:
    """Rules on one line that touch are one."""
    merged: list[Rule] = []
    for rule in sorted(rules, key=lambda rule: (rule.at, rule.start)):
        near = next(
            (
                at
                for at in range(len(merged) - 1, max(len(merged) - 60, -1), -1)
                if abs(merged[at].at - rule.at) <= _NEAR
                and rule.start <= merged[at].end + _NEAR
                and merged[at].start <= rule.end + _NEAR
            ),
            None,
        )
        if near is None:
            merged.append(rule)
        else:
            one = merged[near]
            merged[near] = Rule(one.at, min(one.start, rule.start), max(one.end, rule.end))
    return merged
