import pytest
from lxml import html

from index.formats.page_omissions import pictures


def found(body: str) -> dict[str, int]:
    return dict(pictures(html.document_fromstring(f"<html><body>{body}</body></html>")))


def test_pictures_films_and_sound_are_counted_by_kind() -> None:
    page = "<p>It rained. <img src=a.png alt='The Ald'><img src=b.png></p><video></video><audio></audio>"
    assert found(page) == {"picture": 2, "video": 1, "sound recording": 1}


@pytest.mark.parametrize(
    "around",
    [
        "<img src=a.png alt=''>",
        "<img src=a.png width=1 height=1px>",
        "<img src=a.png role=presentation>",
        "<nav><img src=logo.png></nav>",
        "<p><svg></svg></p>",
    ],
)
def test_decoration_and_signs_are_not_counted(around: str) -> None:
    assert found(around) == {}


def test_what_stands_outside_of_the_article_is_not_counted() -> None:
    page = "<div><img src=logo.png></div><article><figure><svg></svg></figure><main><img src=a.png></main></article>"
    assert found(page) == {"picture": 2}
