"""Questions and texts as the windows of tokens that a model reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

LONGEST_WINDOW = 256
"""Tokens of question and text together; a longer text is read in windows that share `OVERLAP`."""

OVERLAP = 64
LONGEST_QUESTION = 100


class WindowTokenizer:
    """A tokenizer of the tokenizers library; the one given is left as it is."""

    def __init__(self, tokenizer: Any) -> None:
        written = tokenizer.to_str()
        self._whole, self._cut = type(tokenizer).from_str(written), type(tokenizer).from_str(written)
        for copy in (self._whole, self._cut):
            copy.no_padding()
            copy.no_truncation()
        self._cut.enable_truncation(LONGEST_WINDOW, stride=OVERLAP, strategy="only_second")

    def windows(self, pairs: Sequence[tuple[str, str]]) -> list[list[Any]]:
        """Of each question with its text one encoding a window, in the order of the text."""
        encoded = self._cut.encode_batch([(self._shortened(question), text) for question, text in pairs])
        return [[first, *first.overflowing] for first in encoded]

    def _shortened(self, question: str) -> str:
        """The question, or as much as fits into `LONGEST_QUESTION` tokens."""
        offsets = self._whole.encode(question, add_special_tokens=False).offsets
        return question[: offsets[LONGEST_QUESTION - 1][1]] if len(offsets) > LONGEST_QUESTION else question
