"""The page in a real browser: answers, refusals and the article beside them.

Chromium is needed; under CI its absence is a failure.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from chromium import GRADIO_WARNINGS
from pages import ANSWER, GOAL, OFF_TOPIC, QUESTION, SHORT, Opener, ask, choice, expect_in_view, lit, offered, status
from playwright.sync_api import expect

import ui
from qa.page.answers import CLOSEST
from qa.page.english import ENGLISH
from qa.page.languages import ARABIC

pytestmark = GRADIO_WARNINGS


def test_the_citation_shows_the_very_words_in_the_article(opened: Opener) -> None:
    page = opened()
    answer = ask(page, QUESTION)
    expect(answer.locator("blockquote")).to_have_text(ANSWER)
    page.locator("#qa-panel").evaluate("(panel) => { panel.scrollTop = panel.scrollHeight }")
    answer.get_by_role("link", name="[1]").click()
    expect(lit(page)).to_have_text(ANSWER)
    expect(lit(page)).to_contain_text("to calm AAH down")
    expect(lit(page)).to_be_focused()
    expect_in_view(page, lit(page))


def test_the_answer_is_lit_and_in_view_before_anything_is_clicked(opened: Opener) -> None:
    page = opened()
    ask(page, GOAL)
    expect(lit(page)).to_contain_text("capture the Iraqi state")
    expect_in_view(page, lit(page))
    expect(page.locator("#qa-ask textarea")).to_be_focused()


def test_what_the_article_does_not_say_is_refused_with_the_closest_passages(opened: Opener) -> None:
    page = opened()
    ask(page, QUESTION)
    refusal = ask(page, OFF_TOPIC)
    expect(refusal.locator(".qa-lead")).to_have_text("The article does not say who won the 2018 World Cup.")
    expect(refusal).to_contain_text("What comes closest \N{EN DASH} not an answer")
    expect(refusal.get_by_role("link")).to_have_count(CLOSEST)
    expect(lit(page)).to_have_count(1)
    expect_in_view(page, lit(page))
    assert lit(page).text_content() in refusal.locator("blockquote").first.text_content()
    refusal.get_by_role("link").last.click()
    expect(lit(page).first).to_be_in_viewport()


def test_a_citation_of_an_earlier_answer_still_works(opened: Opener) -> None:
    page = opened()
    first = ask(page, QUESTION)
    ask(page, GOAL)
    expect(lit(page)).to_contain_text("capture the Iraqi state")
    first.get_by_role("link", name="[1]").click()
    expect(lit(page)).to_have_text(ANSWER)
    expect_in_view(page, lit(page))


def test_a_citation_opens_the_document_it_is_from(opened: Opener) -> None:
    page = opened("two")
    bees = ask(page, "How do bees keep warm in winter?")
    expect(bees.get_by_role("link")).to_contain_text("Wild <img src=x onerror=alert(2)> bees")
    expect(lit(page)).to_have_text("Bees keep warm in winter by shivering.")
    expect(choice(page)).to_have_value(re.compile("^Wild"))
    ask(page, QUESTION)
    expect(choice(page)).to_have_value(re.compile("I sent a clear"))
    expect(lit(page)).to_have_text(ANSWER)
    bees.get_by_role("link").click()
    expect(choice(page)).to_have_value(re.compile("^Wild"))
    expect(lit(page)).to_have_text("Bees keep warm in winter by shivering.")
    expect_in_view(page, lit(page))


def test_a_starter_question_is_asked_by_a_click(opened: Opener) -> None:
    page = opened()
    page.get_by_role("button", name=QUESTION).click()
    expect(page.locator(".qa-asked")).to_have_text(QUESTION)
    expect(page.locator(".qa-answer blockquote")).to_have_text(ANSWER)


def test_a_new_conversation_starts_empty(opened: Opener) -> None:
    page = opened()
    ask(page, QUESTION)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".qa-asked")).to_have_count(0)
    expect(lit(page)).to_have_count(0)
    expect(page.get_by_role("button", name=QUESTION)).to_be_visible()


def test_a_follow_up_is_understood_from_the_question_before_it(opened: Opener) -> None:
    page = opened()
    ask(page, QUESTION)
    expect(ask(page, "When?")).to_contain_text("Understood as: When did Qaani go to Baghdad?")


def test_a_blank_question_is_passed_over_and_a_long_one_gets_a_sentence(opened: Opener) -> None:
    page = opened()
    page.locator("#qa-ask textarea").fill("   ")
    page.keyboard.press("Enter")
    expect(page.locator("#qa-ask textarea")).to_have_value("")
    page.wait_for_timeout(300)
    expect(ask(page, "why " * 300)).to_contain_text("Ask a shorter one.")
    expect(page.locator(".qa-asked")).to_have_count(1)


def test_the_short_answer_stands_first_and_is_marked_in_quotation_and_article(opened: Opener) -> None:
    page = opened("short")
    answer = ask(page, QUESTION)
    short = answer.locator(".qa-short")
    expect(short).to_have_text(SHORT)
    size = "(node) => parseFloat(getComputedStyle(node).fontSize)"
    assert short.evaluate(size) >= 1.4 * answer.locator("blockquote").evaluate(size)
    expect(answer.locator("blockquote")).to_have_text(ANSWER)
    expect(answer.locator("blockquote strong")).to_have_text(SHORT)
    expect(lit(page)).to_have_text(ANSWER)
    expect(lit(page).locator("mark")).to_have_text(SHORT)
    ask(page, GOAL)
    expect(page.locator("#qa-panel mark")).to_have_count(0)
    expect(page.locator("#qa-panel article")).to_contain_text(ANSWER)


def test_documents_are_searched_and_chosen_by_keyboard(opened: Opener) -> None:
    page = opened("two")
    choice(page).focus()
    expect(page.get_by_role("option")).to_have_count(2)
    page.keyboard.type("wild bees")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#qa-panel article")).to_contain_text("Bees make honey")
    expect(page.get_by_role("option")).to_have_count(0)
    choice(page).fill("no such title")
    expect(status(page)).to_have_text(ENGLISH.no_document)
    page.keyboard.press("Escape")
    expect(choice(page)).to_have_value(re.compile("^Wild"))


def test_a_follow_up_can_be_asked_as_it_was_typed(opened: Opener) -> None:
    page = opened()
    ask(page, QUESTION)
    ask(page, "When?").get_by_role("button", name="Ask it as I typed it").click()
    expect(page.locator(".qa-answer")).to_have_count(3)
    expect(page.locator(".qa-asked").last).to_have_text("When?")
    expect(page.locator(".qa-answer").last).not_to_contain_text("Understood as")


def test_a_question_offered_after_an_answer_or_in_place_of_one_is_asked_by_a_click(opened: Opener) -> None:
    page = opened("short")
    ask(page, QUESTION)
    offered(page).get_by_role("button", name=GOAL).click()
    expect(page.locator(".qa-answer")).to_have_count(2)
    expect(page.locator(".qa-asked").last).to_have_text(GOAL)
    ask(page, OFF_TOPIC)
    expect(offered(page)).to_contain_text("You could ask instead:")
    offered(page).get_by_role("button", name=GOAL).click()
    expect(page.locator(".qa-answer")).to_have_count(4)


def test_what_could_be_asked_next_comes_after_the_answer_and_moves_nothing(opened: Opener) -> None:
    page = opened("late")
    answer = ask(page, QUESTION)
    expect(status(page)).to_contain_text(ANSWER)
    page.evaluate(
        "() => new MutationObserver(() => { window.again = true }).observe("
        "document.querySelector('p[role=status]'), { childList: true, characterData: true, subtree: true })"
    )
    tools = answer.get_by_role("button", name="Copy link")
    before = tools.bounding_box()
    expect(offered(page)).to_have_count(0)
    expect(offered(page)).to_be_visible()
    assert tools.bounding_box() == before
    assert not page.evaluate("window.again")
    expect(page.locator("#qa-ask textarea")).to_be_focused()


def test_questions_asked_quickly_get_their_answers_in_order_and_only_the_last_leads_on(opened: Opener) -> None:
    page = opened("late")
    for count, question in enumerate((QUESTION, OFF_TOPIC, QUESTION), 1):
        ask(page, question)
        expect(page.locator(".qa-asked")).to_have_count(count)
    expect(page.locator(".qa-asked")).to_have_text([QUESTION, OFF_TOPIC, QUESTION])
    page.wait_for_timeout(4000)
    expect(offered(page)).to_have_count(1)
    expect(page.locator(".qa-answer").last.locator("xpath=following-sibling::*[1]")).to_contain_text(GOAL)


def test_the_address_says_what_it_waits_for_until_the_page_is_usable(opened: Opener, tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "qa", "chat", "--port", str(port), "--language", "ar"]
    root = str(Path(ui.__file__).parent)
    process = subprocess.Popen(command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": root}, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        page = opened.blank()
        page.goto(f"http://127.0.0.1:{port}/")
        expect(page.get_by_role("heading")).to_have_text(ARABIC.getting_ready)
        expect(page.get_by_role("status")).to_have_text(re.compile(r"\S"))
        expect(page.locator("#qa-ask textarea")).to_be_focused(timeout=120_000)
        expect(ask(page, QUESTION)).to_contain_text(SHORT)
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int) -> None:
    """Until something answers at the port."""
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(f"Nothing answers at port {port}")


def test_scripts_get_the_answer_as_json(addresses: dict[str, str]) -> None:
    answer = call(addresses["one"], ["When?", [QUESTION]])
    assert answer["standalone_question"] == "When did Qaani go to Baghdad?"
    assert answer["citations"][0]["quote"] == ANSWER
    assert set(answer) >= {"question", "answered", "confidence", "reason", "passages", "index", "timings_ms"}
    assert call(addresses["one"], [OFF_TOPIC, None])["answered"] is False


def call(address: str, arguments: list[object]) -> dict[str, object]:
    """What "ask" answers over plain HTTP."""
    url = f"{address}gradio_api/call/ask"
    body = json.dumps({"data": arguments}).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as reply:
        event = json.load(reply)["event_id"]
    with urllib.request.urlopen(f"{url}/{event}") as reply:
        lines = reply.read().decode().splitlines()
    assert lines[0] == "event: complete"
    (result,) = json.loads(lines[1].removeprefix("data: "))
    assert isinstance(result, dict)
    return result
