"""Citations and the article beside them, in a real browser: several places, their links, headings, numbers."""

from __future__ import annotations

from urllib.parse import urlsplit

from chromium import GRADIO_WARNINGS
from pages import ANSWER, QUESTION, Opener, ask, expect_in_view, lit
from playwright.sync_api import expect

pytestmark = GRADIO_WARNINGS


def test_each_place_that_says_the_same_has_a_number_and_a_quotation_and_lights_up(opened: Opener) -> None:
    page = opened("places")
    answer = ask(page, QUESTION)
    links = answer.get_by_role("link")
    expect(links).to_have_count(2)
    expect(links.nth(0)).to_contain_text("[1] The article, paragraph 3")
    expect(links.nth(1)).to_contain_text("[2] The article, paragraph")
    expect(lit(page)).to_have_text(ANSWER)
    other = answer.locator("blockquote").nth(1).inner_text()
    assert other != ANSWER
    links.nth(1).click()
    expect(lit(page)).to_have_text(other)
    expect_in_view(page, lit(page))


def test_the_link_of_a_second_place_leads_there(opened: Opener) -> None:
    page = opened("places")
    answer = ask(page, QUESTION)
    other = answer.locator("blockquote").nth(1).inner_text()
    answer.get_by_role("link").nth(1).click()
    page.evaluate("navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve() }")
    answer.get_by_role("button", name="Copy link").click()
    expect(answer).to_contain_text("The link is copied.")
    link = str(page.evaluate("window.copied"))
    assert link.endswith("&cite=2")
    elsewhere = opened("places", query=f"?{urlsplit(link).query}")
    expect(lit(elsewhere)).to_have_text(other)
    expect_in_view(elsewhere, lit(elsewhere))


def test_the_article_stands_there_whole_with_headings_and_numbered_paragraphs(opened: Opener) -> None:
    page = opened()
    article = page.get_by_role("article")
    expect(article.get_by_role("heading", name="Scrambling to fill a power vacuum")).to_have_count(1)
    expect(article.get_by_role("heading", name="Escalation and leverage")).to_have_count(1)
    shown = article.locator(".qa-paragraph").evaluate_all(
        "(all) => all.map((node) => getComputedStyle(node, '::before').content.replaceAll('\"', ''))"
    )
    numbers = article.locator(".qa-paragraph").evaluate_all("(all) => all.map((node) => node.dataset.number)")
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    assert shown in (numbers, ["attr(data-number)"] * len(numbers))


def test_mistyped_names_are_matched_to_the_articles_own_and_shown(opened: Opener) -> None:
    page = opened()
    answer = ask(page, "why did qani travel to irak")
    expect(answer).to_contain_text("Understood as: why did Qaani travel to Iraq")
    expect(answer.locator("blockquote")).to_have_text(ANSWER)


def test_thumbs_are_not_there_unless_they_are_switched_on(opened: Opener) -> None:
    page = opened()
    answer = ask(page, QUESTION)
    expect(answer.get_by_role("button", name="Copy link")).to_be_visible()
    expect(answer.get_by_role("button", name="This is right")).to_have_count(0)
    expect(page.locator("#qa-stored")).to_have_count(0)


def test_nothing_moves_for_those_who_want_no_motion(opened: Opener) -> None:
    page = opened()
    ask(page, QUESTION)
    moving = page.evaluate(
        """[...document.querySelectorAll("#qa-page *")].filter((node) => {
          const style = getComputedStyle(node);
          return parseFloat(style.transitionDuration) > 0 || parseFloat(style.animationDuration) > 0.001;
        }).length"""
    )
    assert moving == 0
