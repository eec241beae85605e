"""Words that are common in English: the whole words of the bundled encoder's vocabulary."""

from __future__ import annotations

from functools import cache

from index.bundled_encoder import bundled_folder

_SHORTEST = 3


@cache
def common_words() -> frozenset[str]:
    """Words in small letters, none shorter than three. Raises `EncoderError` where they are not installed."""
    lines = (bundled_folder() / "vocab.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for word in lines if len(word) >= _SHORTEST and word.isalpha())
