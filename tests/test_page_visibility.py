import pytest
from lxml import html

from index.formats.page_visibility import remove_hidden


def shown(body: str, style: str = "") -> str:
    page = html.document_fromstring(f"<html><head><style>{style}</style></head><body>{body}</body></html>")
    remove_hidden(page)
    return " ".join(" ".join(page.find("body").itertext()).split()).replace(" .", ".")


@pytest.mark.parametrize(
    "hidden",
    [
        '<span style="display: none">old</span>',
        '<span style="color:red;visibility:hidden">old</span>',
        "<p hidden>old</p>",
        '<span aria-hidden="true">old</span>',
        "<del>old <b>price</b></del>",
        "<s>old</s>",
        "<strike>old</strike>",
        '<span style="opacity:0">old</span>',
        '<span style="color:red; opacity: 0.0 !important">old</span>',
        '<span style="font-size:0px">old</span>',
    ],
)
def test_what_is_not_shown_goes_and_what_stands_behind_it_stays(hidden: str) -> None:
    assert shown(f"<p>It costs {hidden}7 euros.</p>") == "It costs 7 euros."
    assert shown(f"<div>It costs <i>now</i> {hidden} 7 euros.</div>") == "It costs now 7 euros."


@pytest.mark.parametrize(
    "visible",
    [
        '<span style="display:block">7</span>',
        '<span aria-hidden="false">7</span>',
        '<span hidden="until-found">7</span>',
        "<ins>7</ins>",
        '<span style="background:none">7</span>',
        '<span style="opacity:0.5;font-size:0.8em">7</span>',
        "<details><summary>7</summary></details>",
    ],
)
def test_what_is_shown_stays(visible: str) -> None:
    assert shown(f"<p>It costs {visible}</p>") == "It costs 7"


def test_simple_style_rules_hide_unless_another_rule_shows_again() -> None:
    body = '<p class="old">6</p><p id="draft">5</p><p class="tab">4</p><p>3</p>'
    assert shown(body, "/* x */ .old, p#draft { color: red; display: none }") == "4 3"
    assert shown(body, ".tab{display:none} .tab.open{display:block}") == "6 5 4 3"
    assert shown(body, "@media print { .old { display: none } p { color: red } }") == "6 5 4 3"
    assert shown(body, "body{visibility:hidden}") == "6 5 4 3"
