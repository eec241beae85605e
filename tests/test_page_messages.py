"""The page's own words."""

from __future__ import annotations

from dataclasses import asdict
from string import Formatter

import pytest

from qa.page.languages import LANGUAGES
from qa.page.messages import ENGLISH, Messages


@pytest.mark.parametrize("messages", LANGUAGES.values(), ids=list(LANGUAGES))
def test_every_language_fills_in_the_same_things(messages: Messages) -> None:
    def filled(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    for name, english in asdict(ENGLISH).items():
        text = getattr(messages, name)
        assert text.strip(), name
        assert filled(text) == filled(english), name


def test_no_word_is_left_in_english_elsewhere() -> None:
    for code, messages in LANGUAGES.items():
        if code != "en":
            same = [name for name, text in asdict(ENGLISH).items() if getattr(messages, name) == text]
            assert same == ["citation"]
