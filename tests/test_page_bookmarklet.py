"""Where a bookmarklet brings a page."""

from __future__ import annotations

import pytest
from fakes import NASTY, Markup

from qa.page.bookmarklet import bookmarklet_routes, receiving_page
from qa.page.bookmarklet_messages import BOOKMARKLET_MESSAGES
from qa.page.branding import Branding
from qa.page.english import ENGLISH
from qa.page.languages import LANGUAGES
from qa.page.options import Options
from qa.page.resources import script


@pytest.mark.parametrize("code", LANGUAGES)
def test_it_speaks_the_language_of_the_page(code: str) -> None:
    page = Markup(receiving_page(LANGUAGES[code], Branding()))
    words = BOOKMARKLET_MESSAGES[code]
    assert page.attributes("html", "lang") == [code]
    assert words.waiting in page.text
    assert words.cancel in page.text
    assert LANGUAGES[code].uploads_promise in page.text


def test_its_words_are_told_in_every_language() -> None:
    assert BOOKMARKLET_MESSAGES.keys() == LANGUAGES.keys()
    spoken = [set(vars(words).values()) for words in BOOKMARKLET_MESSAGES.values()]
    assert not set.intersection(*spoken)
    assert all("{title}" in words.wanted and "{site}" in words.wanted for words in BOOKMARKLET_MESSAGES.values())


def test_an_owner_s_title_is_no_markup() -> None:
    branding = Branding(title=NASTY)
    page = Markup(receiving_page(branding.apply(ENGLISH), branding))
    assert "img" not in {tag for tag, _ in page.tags}
    assert NASTY.strip() in page.text


def test_its_one_path_only_shows_it() -> None:
    (route,) = bookmarklet_routes(ENGLISH, Branding())
    assert route.methods == {"GET", "HEAD"}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("options", "offered"), [(Options(), True), (Options(bookmarklet=False), False), (Options(uploads=0), False)]
)
def test_it_is_offered_where_documents_may_be_added_and_the_owner_lets_it(options: Options, offered: bool) -> None:
    assert options.has_bookmarklet is offered
    assert ("function openBookmarklet" in script(options)) is offered
