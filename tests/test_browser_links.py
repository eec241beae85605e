"""What outlives an answer, in a real browser: links, reloads, files and thumbs."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from chromium import GRADIO_WARNINGS
from pages import ANSWER, NASTY, OFF_TOPIC, QUESTION, SHORT, Opener, ask, expect_in_view, lit, status
from playwright.sync_api import expect

from qa.evaluation.questions import load_questions
from qa.page.english import ENGLISH

pytestmark = GRADIO_WARNINGS


def test_a_link_reproduces_question_answer_and_place(opened: Opener) -> None:
    page = opened()
    answer = ask(page, QUESTION)
    answer.get_by_role("button", name="Copy link").click()
    copied = answer.get_by_label("Copy this link:")
    link = copied.input_value() if copied.count() else page.url
    expect(page).to_have_url(link)
    assert link == opened.address("one") + f"?q={quote(QUESTION.replace(' ', '+'), safe='+')}"
    elsewhere = opened("one", query=urlsplit(link)._replace(scheme="", netloc="", path="").geturl())
    expect(elsewhere.locator(".qa-asked")).to_have_text(QUESTION)
    expect(elsewhere.locator(".qa-answer blockquote")).to_have_text(ANSWER)
    expect(lit(elsewhere)).to_have_text(ANSWER)
    expect_in_view(elsewhere, lit(elsewhere))


def test_the_link_of_a_follow_up_asks_it_as_it_was_understood(opened: Opener) -> None:
    page = opened()
    ask(page, QUESTION)
    ask(page, "When?")
    expect(page).to_have_url(re.compile(r"When\+did\+Qaani\+go\+to\+Baghdad%3F$"))
    elsewhere = opened("one", query=f"?{urlsplit(page.url).query}")
    expect(elsewhere.locator(".qa-asked")).to_have_text("When did Qaani go to Baghdad?")
    expect(elsewhere.locator(".qa-answer")).not_to_contain_text("Understood as")


@pytest.mark.parametrize("question", [NASTY, "why " * 400, "   ", "\N{HONEYBEE}"])
def test_a_link_with_a_bad_question_is_answered_in_words_or_passed_over(opened: Opener, question: str) -> None:
    page = opened(query=f"?q={quote(question)}")
    if question.strip():
        expect(page.locator(".qa-answer")).to_be_visible()
    expect(page.locator("#qa-conversation :is(script, img, b)")).to_have_count(0)
    assert page.evaluate("window.alerted") == 0
    ask(page, QUESTION)


def test_a_reload_brings_the_conversation_back_with_citations_that_work(opened: Opener) -> None:
    page = opened()
    ask(page, QUESTION)
    ask(page, "When?")
    ask(page, OFF_TOPIC)
    before = page.locator("#qa-conversation [role=log]").inner_text()
    page.reload()
    expect(page.locator(".qa-answer")).to_have_count(3)
    assert page.locator("#qa-conversation [role=log]").inner_text() == before
    page.locator(".qa-answer").first.get_by_role("link", name="[1]").click()
    expect(lit(page)).to_have_text(ANSWER)
    expect(ask(page, "When?")).to_contain_text("Understood as")
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".qa-answer")).to_have_count(0)
    expect(page).to_have_url(opened.address("one"))
    page.reload()
    expect(page.locator("#qa-ask textarea")).to_be_focused()
    page.wait_for_timeout(500)
    expect(page.locator(".qa-answer")).to_have_count(0)


def test_a_conversation_is_saved_as_markdown_and_as_json(opened: Opener) -> None:
    page = opened()
    expect(page.get_by_text("Save", exact=True)).to_be_hidden()
    ask(page, QUESTION)
    ask(page, NASTY)
    for label, name in (("As Markdown", "conversation.md"), ("As JSON", "conversation.json")):
        page.get_by_text("Save", exact=True).click()
        with page.expect_download() as download:
            page.get_by_role("button", name=label).click()
        assert download.value.suggested_filename == name
        text = download.value.path().read_text(encoding="utf-8")
        assert SHORT in text
        if name.endswith("json"):
            assert [each["question"] for each in json.loads(text)["exchanges"]] == [QUESTION, NASTY]
    expect(status(page)).to_have_text("conversation.json is saved.")


def test_an_answer_is_saved_as_a_card_that_needs_nothing(opened: Opener, tmp_path: Path) -> None:
    page = opened("two")
    answer = ask(page, f"What do bees make from nectar? {NASTY}")
    with page.expect_download() as download:
        answer.get_by_role("button", name="Save as a card").click()
    card = tmp_path / "answer.html"
    card.write_bytes(download.value.path().read_bytes())
    page.goto(card.as_uri())
    expect(page.get_by_role("heading")).to_have_text(f"What do bees make from nectar? {NASTY}")
    expect(page.locator("blockquote").first).to_have_text(NASTY)
    expect(page.locator("body :is(script, img)")).to_have_count(0)
    assert page.evaluate("window.alerted") == 0


def test_a_thumb_up_is_stored(opened: Opener, said: Path) -> None:
    page = opened("short")
    expect(page.locator("#qa-stored")).to_contain_text("Nothing about you.")
    answer = ask(page, QUESTION)
    answer.get_by_role("button", name="This is right").click()
    expect(answer).to_contain_text("Thank you, this is stored.")
    expect(answer.get_by_role("button", name="This is wrong")).to_have_count(0)
    question = load_questions(said, allow_drafts=True).questions[-1]
    assert (question.question, question.answers) == (QUESTION, (SHORT,))


def test_a_thumb_down_lets_the_right_sentence_be_chosen_by_keyboard(opened: Opener, said: Path) -> None:
    page = opened("short")
    answer = ask(page, QUESTION)
    answer.get_by_role("button", name="This is wrong").click()
    expect(answer.get_by_role("button", name="Choose the right sentence")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text(ENGLISH.picking).first).to_be_visible()
    expect(lit(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(answer.get_by_role("button", name="Choose the right sentence")).to_be_focused()
    page.keyboard.press("Enter")
    expect(lit(page)).to_be_focused()
    page.keyboard.press("ArrowUp")
    chosen = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    expect(answer).to_contain_text("Thank you, this is stored.")
    assert load_questions(said, allow_drafts=True).questions[-1].evidence[0].text == chosen


def test_a_thumb_down_may_say_that_the_article_does_not_say(opened: Opener, said: Path) -> None:
    page = opened("short")
    answer = ask(page, QUESTION)
    answer.get_by_role("button", name="This is wrong").click()
    answer.get_by_role("button", name="The article does not say").click()
    expect(answer).to_contain_text("Thank you, this is stored.")
    assert not load_questions(said, allow_drafts=True).questions[-1].answerable
