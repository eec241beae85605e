"""Text from outside holds no markup."""

from __future__ import annotations

import html

import pytest
from fakes import NASTY

from qa.page.markup import escape


@pytest.mark.parametrize(
    "text", [NASTY, "a_b_ *c* # 1. ~~d~~ $$e$$ {{f}} ${g}", "\x85 \r\n \u2028 é \N{HONEYBEE}", "&amp;"]
)
def test_escaped_text_holds_no_markup_and_reads_the_same(text: str) -> None:
    escaped = escape(text)
    assert html.unescape(escaped) == text
    assert not set(escaped.replace("&#", "").replace(";", "")) & set("<>\"'`*_[]()$&{}~\n")
