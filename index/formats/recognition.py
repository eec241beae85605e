"""Text recognition (OCR): the words of a picture, by Tesseract where that command is there, else by RapidOCR.

Both work without a network. Tesseract is the quicker of the two;
RapidOCR comes with `pip install 'article-qa[ocr]'` and needs nothing of the system.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.util import find_spec
from statistics import median
from typing import Any

import numpy as np
import regex
from lxml import etree, html
from numpy.typing import NDArray

from index.errors import DocumentError

Pixels = NDArray[np.uint8]
"""A picture in shades of grey, shape (height, width), 0 black."""

CURE = "pip install 'article-qa[ocr]'"
DOTS_PER_INCH = 300
MOST_PIXELS = 40_000_000
HARD = 0.7
"""Below this mean confidence a page's letters are hard to make out, and that is told."""

_SECONDS = 100
"""The longest that one page may take; less than a file may take from one page to the next."""

_BOX = regex.compile(r"bbox (-?\d+) (-?\d+) (-?\d+) (-?\d+)")
_SIZE = regex.compile(r"x_size (\d+(?:\.\d+)?)")
_BASELINE = regex.compile(r"baseline (-?\d*\.?\d+) (-?\d*\.?\d+)")
_SURE = regex.compile(r"x_wconf (\d+)")
_ALIKE, _ALIKE_IN_FEW = 0.18, 0.4
"""Lines whose letters are as large as the page's usual ones but for this share are of that size; of few letters an
engine tells the size less well."""

_FEW = 20


@dataclass(frozen=True)
class Word:
    """A word with its left and right edge, in pixels."""

    text: str
    left: float
    right: float


@dataclass(frozen=True)
class WordLine:
    """Words side by side: `base` is where they stand, from the top of the picture, `size` their letters' height.

    `sure` is the engine's mean confidence in them, 0..1. Lengths are in pixels.
    """

    words: tuple[Word, ...]
    base: float
    size: float
    sure: float


Engine = Callable[[Pixels], list[WordLine]]


@cache
def engine() -> Engine | None:
    """What recognises text here; None where nothing is installed that does."""
    if shutil.which("tesseract"):
        return _tesseract
    return _rapidocr if find_spec("rapidocr") else None


def recognise(pixels: Pixels, use: Engine) -> list[WordLine]:
    """The lines of a picture, in the engine's order. Letters of about the usual size are of that size, so that
    what is larger is a heading. Raises `DocumentError` where the engine fails."""
    lines = use(pixels)
    if not lines:
        return []
    usual = median(line.size for line in lines for _ in line.words)
    return [replace(line, size=usual) if _is_usual(line, usual) else line for line in lines]


def _is_usual(line: WordLine, usual: float) -> bool:
    few = sum(len(word.text) for word in line.words) < _FEW
    return abs(line.size - usual) <= (_ALIKE_IN_FEW if few else _ALIKE) * usual


def sureness(lines: Sequence[WordLine]) -> float:
    """The mean confidence, 0..1, over the words of a page."""
    words = sum(len(line.words) for line in lines)
    return sum(line.sure * len(line.words) for line in lines) / words if words else 0.0


def _tesseract(pixels: Pixels) -> list[WordLine]:
    height, width = pixels.shape
    try:
        done = subprocess.run(  # noqa: S603 - no shell, and nothing from outside but the picture
            ["tesseract", "stdin", "stdout", "--dpi", str(DOTS_PER_INCH), "--psm", "3", "hocr"],  # noqa: S607 - on PATH
            input=b"P5 %d %d 255\n" % (width, height) + pixels.tobytes(),
            capture_output=True,
            timeout=_SECONDS,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            check=True,
        )
        tree = html.fromstring(done.stdout)
    except (OSError, subprocess.SubprocessError, etree.LxmlError) as error:
        raise DocumentError(f"Text recognition failed (tesseract: {type(error).__name__}).") from error
    return [found for line in tree.xpath("//*[contains(@title, 'x_size')]") if (found := _hocr_line(line))]


def _hocr_line(line: Any) -> WordLine | None:
    title = line.get("title")
    left, _, _, bottom = _numbers(_BOX, title)
    words, sure = [], []
    for word in line.xpath(".//*[@class='ocrx_word']"):
        text = "".join(word.itertext()).strip()
        if text:
            start, _, end, _ = _numbers(_BOX, word.get("title"))
            words.append(Word(text, start, end))
            sure.append(_numbers(_SURE, word.get("title"))[0] / 100)
    if not words:
        return None
    slope, rise = _numbers(_BASELINE, title) if _BASELINE.search(title) else (0.0, 0.0)
    middle = (words[0].left + words[-1].right) / 2 - left
    base = bottom + rise + slope * middle
    return WordLine(tuple(words), base, _numbers(_SIZE, title)[0], sum(sure) / len(sure))


def _numbers(pattern: regex.Pattern[str], title: str) -> list[float]:
    found = pattern.search(title)
    return [float(number) for number in found.groups()] if found else [0.0] * 4


@cache
def _rapid() -> Any:
    """The engine with its own models, on one thread."""
    from rapidocr import RapidOCR

    quiet = {"Global.log_level": "critical", "EngineConfig.onnxruntime.intra_op_num_threads": 1}
    return RapidOCR(params=quiet)


def _rapidocr(pixels: Pixels) -> list[WordLine]:
    try:
        found = _rapid()(np.stack([pixels] * 3, axis=-1))
    except Exception as error:  # whatever the engine makes of a strange picture, the other pages go on
        raise DocumentError(f"Text recognition failed (rapidocr: {type(error).__name__}).") from error
    if found.boxes is None:
        return []
    return list(_rapid_lines(found.boxes, found.txts, found.scores))


def _rapid_lines(boxes: NDArray[np.float32], texts: Sequence[str], scores: Sequence[float]) -> Iterator[WordLine]:
    """Its lines have a box each, a little larger than the letters; words are placed by how many letters they have."""
    for box, text, sure in zip(boxes, texts, scores, strict=True):
        left, right = float(box[:, 0].min()), float(box[:, 0].max())
        top, bottom = float(box[:2, 1].mean()), float(box[2:, 1].mean())
        per_letter = (right - left) / max(len(text), 1)
        words = tuple(
            Word(word[0], left + per_letter * word.start(), left + per_letter * word.end())
            for word in regex.finditer(r"\S+", text)
        )
        if words:
            yield WordLine(words, bottom - 0.25 * (bottom - top), 0.75 * (bottom - top), float(sure))
