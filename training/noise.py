"""Questions as people type them: slips of the finger, no question mark."""

from __future__ import annotations

import random

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEAR = {
    letter: [row[at + step] for step in (-1, 1) if 0 <= at + step < len(row)]
    for row in _ROWS
    for at, letter in enumerate(row)
}
SLIP = 0.04
"""Of the letters, in a question that is mistyped."""


def typed(question: str, draw: random.Random) -> str:
    """The question, mistyped one time in ten, and one time in ten without its question mark."""
    if draw.random() < 0.1:
        question = "".join(_slip(letter, draw) for letter in question)
    if draw.random() < 0.1:
        question = question.rstrip(" ?") or question
    return question


def _slip(letter: str, draw: random.Random) -> str:
    if draw.random() >= SLIP or letter.lower() not in _NEAR:
        return letter
    return draw.choice(["", letter * 2, draw.choice(_NEAR[letter.lower()])])
