"""The page that asks for a name and a password."""

from __future__ import annotations

import pytest
from fakes import NASTY, Markup

from qa.page.english import ENGLISH
from qa.page.languages import LANGUAGES
from qa.page.login_messages import LOGIN_MESSAGES
from qa.page.login_page import LoginPage, own_path


@pytest.mark.parametrize("code", LANGUAGES)
def test_it_speaks_the_language_of_the_page_and_its_form_leads_below_the_page_s_root(code: str) -> None:
    page = Markup(LoginPage(LANGUAGES[code]).html("/qa", "/?q=x"))
    assert page.attributes("html", "lang") == [code]
    assert page.attributes("form", "action") == ["/qa/login"]
    assert page.attributes("input", "value")[0] == "/?q=x"
    assert LOGIN_MESSAGES[code].log_in in page.text
    assert LOGIN_MESSAGES[code].asked in page.text


def test_nothing_in_it_is_markup() -> None:
    page = Markup(LoginPage(ENGLISH).html(NASTY, NASTY, NASTY))
    assert {tag for tag, _ in page.tags} == {
        *("html", "head", "meta", "title", "style", "body", "main", "h1", "p", "form", "input", "label", "button"),
    }
    assert NASTY.strip() in page.text


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("/", "/"),
        ("/?q=Why%20so%3F&c=0-1-2", "/?q=Why%20so%3F&c=0-1-2"),
        ("/?q=w\u00e4r", "/?q=w%C3%A4r"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("evil", "/"),
        ("", "/"),
        ("/\r\nset-cookie: x", "/"),
        ("/[", "/%5B"),
        ("//[", "/"),
    ],
)
def test_after_the_login_only_this_page_is_gone_to(given: str, wanted: str) -> None:
    assert own_path(given) == wanted
