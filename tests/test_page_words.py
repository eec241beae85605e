"""The page's own words."""

from __future__ import annotations

from dataclasses import asdict
from string import Formatter

import pytest

from qa.page.words import ENGLISH, LANGUAGES, Words


@pytest.mark.parametrize("words", LANGUAGES.values(), ids=list(LANGUAGES))
def test_every_language_fills_in_the_same_things(words: Words) -> None:
    def filled(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    for name, english in asdict(ENGLISH).items():
        text = getattr(words, name)
        assert text.strip(), name
        assert filled(text) == filled(english), name


def test_no_word_is_left_in_english_elsewhere() -> None:
    for code, words in LANGUAGES.items():
        if code != "en":
            same = [name for name, text in asdict(ENGLISH).items() if getattr(words, name) == text]
            assert same == ["citation"]
