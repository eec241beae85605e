"""The page's own words."""

from __future__ import annotations

from dataclasses import asdict
from string import Formatter

import pytest

from qa.page.english import ENGLISH
from qa.page.languages import LANGUAGES
from qa.page.login_messages import LOGIN_MESSAGES
from qa.page.messages import Messages


@pytest.mark.parametrize("messages", LANGUAGES.values(), ids=list(LANGUAGES))
def test_every_language_fills_in_the_same_things(messages: Messages) -> None:
    def filled(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    for name, english in asdict(ENGLISH).items():
        text = getattr(messages, name)
        assert text.strip(), name
        assert filled(text) == filled(english), name


SAME = {"ar": ["citation"], "fr": ["direction", "conversation", "citation", "document"]}
"""What is written in each language as in English."""


def test_no_word_is_left_in_english_elsewhere() -> None:
    for code, messages in LANGUAGES.items():
        if code != ENGLISH.code:
            same = [name for name, text in asdict(ENGLISH).items() if getattr(messages, name) == text]
            assert same == SAME[code]


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_login_page_speaks_every_language_of_the_page(code: str) -> None:
    assert code in LOGIN_MESSAGES


def test_no_tall_sign_of_french_begins_a_line() -> None:
    french = LANGUAGES["fr"]
    assert french.welcome.endswith("\N{NO-BREAK SPACE}?")
    assert not [name for name, text in asdict(french).items() if any(f" {sign}" in text for sign in ":?!;")]
