"""What readers meet in a real browser: phones, waiting, the article searched, what they keep and take away."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from chromium import GRADIO_WARNINGS, axe
from pages import ANSWER, GOAL, HELD_READER, OFF_TOPIC, QUESTION, Opener, ask, lit, offered, status
from playwright.sync_api import Locator, Page, expect

from qa.page.english import ENGLISH

pytestmark = GRADIO_WARNINGS

QUESTIONS = (QUESTION, OFF_TOPIC, GOAL, "When did Qaani go to Baghdad?", OFF_TOPIC)
SIZES = ((320, 640), (360, 640), (740, 360), (768, 1024), (1440, 900), (320, 256), (360, 480))
"""Phones, one on its side, a tablet, a laptop, 1280 by 1024 enlarged fourfold, a phone with its keyboard."""


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_top_of_the_newest_answer_and_the_question_box_are_on_the_screen(
    opened: Opener, width: int, height: int
) -> None:
    page = opened("short", width=width, height=height)
    for number, question in enumerate(QUESTIONS, 1):
        ask(page, question)
        if number in (1, 2, 5):
            expect(offered(page)).to_have_count(1)
            expect_top_in_sight(page)
    assert page.evaluate("document.documentElement.scrollWidth") == width


def expect_top_in_sight(page: Page) -> None:
    """The newest answer's first line lies inside the conversation, and all of the question box inside the window."""
    expect(page.locator("#qa-ask textarea")).to_be_in_viewport(ratio=1)
    box, log = (
        page.locator(".qa-answer").last.bounding_box(),
        page.locator("#qa-conversation [role=log]").bounding_box(),
    )
    assert box is not None
    assert log is not None
    assert page.evaluate("scrollY") == 0
    assert log["y"] <= box["y"] <= log["y"] + log["height"] - 40


def test_how_sure_it_is_is_explained_inside_a_narrow_window(opened: Opener) -> None:
    page = opened("short", width=360, height=640)
    ask(page, QUESTION).locator(".qa-sure").click()
    box = page.get_by_role("tooltip").bounding_box()
    assert box is not None
    assert 0 <= box["x"] <= box["x"] + box["width"] <= 360


def held_question(city: str) -> str:
    """A city for each test: an answer that is kept is not read for again."""
    return f"How did Qaani go to {city}?"


def waiting(page: Page) -> Locator:
    return page.locator(".qa-waiting")


def box(page: Page) -> Locator:
    return page.locator("#qa-ask textarea")


def send(page: Page, question: str) -> None:
    box(page).fill(question)
    page.keyboard.press("Enter")


def test_waiting_is_shown_and_announced_and_stop_gives_the_question_back(opened: Opener) -> None:
    page = opened("held reader", width=360, height=640, any_script=True)
    ask(page, QUESTION)
    expect(waiting(page)).to_be_hidden()
    question = held_question("Baghdad")
    with HELD_READER.held():
        send(page, question)
        expect(waiting(page)).to_have_text(ENGLISH.waiting)
        expect(status(page)).to_have_text(ENGLISH.waiting)
        expect(page.locator(".qa-asked").last).to_be_in_viewport(ratio=1)
        page.evaluate(axe())
        assert [each["id"] for each in page.evaluate("axe.run('#qa-chat')")["violations"]] == []
        page.get_by_role("button", name=ENGLISH.stop).click()
        expect(page.locator(".qa-asked")).to_have_count(1)
        expect(box(page)).to_have_value(question)
        expect(box(page)).to_be_focused()
        expect(waiting(page)).to_be_hidden()
    expect(ask(page, QUESTION)).to_contain_text(ANSWER)


def test_what_is_sent_while_another_is_awaited_is_asked_when_that_one_is_answered(opened: Opener) -> None:
    page = opened("held reader")
    first, second = held_question("Najaf"), QUESTION
    with HELD_READER.held():
        for question in (first, second):
            send(page, question)
            expect(page.locator(".qa-asked")).to_have_text([first])
    expect(page.locator(".qa-answer")).to_have_count(2)
    expect(page.locator(".qa-asked")).to_have_text([first, second])
    expect(box(page)).to_have_value("")


def test_a_place_in_the_line_is_told(opened: Opener) -> None:
    pages = [opened("held reader") for _ in range(4)]
    with HELD_READER.held():
        for page, city in zip(pages, ("Mosul", "Basra", "Erbil", "Kirkuk"), strict=True):
            with page.expect_response("**/queue/join*"):
                send(page, held_question(city))
        expect(waiting(pages[-1])).to_have_text(ENGLISH.in_line.format(number=1))
    expect(pages[-1].locator(".qa-answer")).to_have_count(1)


def test_a_lost_connection_is_told_in_the_pages_words_and_loses_nothing(opened: Opener) -> None:
    page = opened("short")
    ask(page, QUESTION)
    page.context.set_offline(True)
    send(page, OFF_TOPIC)
    expect(page.locator("#qa-wait .qa-notice")).to_contain_text(ENGLISH.cut_off, timeout=30_000)
    expect(page.locator("[data-testid=toast-text]")).to_be_hidden()
    expect(box(page)).to_have_value(OFF_TOPIC)
    page.context.set_offline(False)
    page.reload()
    expect(page.locator(".qa-answer")).to_have_count(1)
    expect(box(page)).to_have_value(OFF_TOPIC)


def test_what_was_typed_and_what_was_cut_off_survive_a_reload(opened: Opener) -> None:
    page = opened("held reader")
    box(page).fill("What is half")
    page.reload()
    expect(box(page)).to_have_value("What is half")
    question = held_question("Tehran")
    with HELD_READER.held():
        send(page, question)
        expect(page.locator(".qa-asked")).to_have_count(1)
        page.reload()
        expect(box(page)).to_have_value(question)
        expect(page.locator("#qa-wait .qa-notice")).to_contain_text(ENGLISH.cut_off)
    expect(ask(page, QUESTION)).to_contain_text(ANSWER)
    expect(page.locator("#qa-wait .qa-notice")).to_be_hidden()


def menu(page: Page, entry: str) -> None:
    page.locator(".qa-more summary").click()
    page.locator(".qa-more").get_by_role("button", name=entry).click()


def test_the_article_is_searched_and_gone_through_by_its_headings(opened: Opener) -> None:
    page = opened("short")
    text = page.locator("#qa-panel article").inner_text().lower()
    found, count = page.get_by_role("searchbox", name=ENGLISH.find_in_article), page.locator(".qa-count")
    found.fill("IRAQI militias")
    expect(count).to_have_text(ENGLISH.find_count.format(number=1, all=text.count("iraqi militias")))
    assert page.evaluate("CSS.highlights.get('qa-found').size") == text.count("iraqi militias")
    found.press("Enter")
    expect(count).to_have_text(re.compile("^2 of "))
    page.get_by_role("button", name=ENGLISH.find_previous).click()
    expect(count).to_have_text(re.compile("^1 of "))
    found.fill("nowhere in it")
    expect(count).to_have_text(ENGLISH.find_nothing)
    found.press("Escape")
    expect(found).to_have_value("")
    page.locator(".qa-contents summary").click()
    page.locator(".qa-contents").get_by_role("button", name="Escalation and leverage").click()
    heading = page.locator("#qa-panel").get_by_role("heading", name="Escalation and leverage")
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport(ratio=1)
    link = ask(page, QUESTION).get_by_role("link", name="[1]")
    link.click()
    expect(lit(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(link).to_be_focused()


def test_a_preview_covers_no_answer_and_shows_nothing_that_is_lit_up_beside_it(opened: Opener) -> None:
    page = opened("short")
    answer = ask(page, QUESTION)
    expect(lit(page)).to_be_in_viewport(ratio=1)
    link, tip = answer.get_by_role("link", name="[1]"), page.get_by_role("tooltip")
    link.hover()
    page.wait_for_timeout(400)
    expect(tip).to_be_hidden()
    page.mouse.move(5, 5)
    page.locator("#qa-panel").evaluate("(panel) => { panel.scrollTop = panel.scrollHeight }")
    link.hover()
    expect(tip).to_contain_text("calm AAH down")
    covers, covered = tip.bounding_box(), answer.bounding_box()
    assert covers is not None
    assert covered is not None
    assert covers["x"] >= covered["x"] + covered["width"]


def test_a_notebook_and_flashcards_and_a_picture_are_taken_away(opened: Opener) -> None:
    page = opened("short", any_script=True)
    answer = ask(page, QUESTION)
    answer.get_by_role("button", name=ENGLISH.pin).click()
    expect(answer).to_contain_text(ENGLISH.pinned.format(number=1))
    menu(page, ENGLISH.notebook)
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("blockquote")).to_have_text(ANSWER)
    page.evaluate(axe())
    assert [each["id"] for each in page.evaluate("axe.run()")["violations"]] == []
    starts = {ENGLISH.save_markdown: b"# Notebook", ENGLISH.as_word: b"PK"}
    for label, start in {**starts, ENGLISH.as_bibtex: b"@misc{", ENGLISH.as_csl: b"["}.items():
        with page.expect_download() as download:
            dialog.get_by_role("button", name=label).click()
        assert download.value.path().read_bytes().startswith(start)
    dialog.get_by_role("button", name=ENGLISH.delete, exact=True).click()
    expect(dialog).to_contain_text(ENGLISH.notebook_empty)
    page.keyboard.press("Escape")
    expect(page.locator(".qa-more summary")).to_be_focused()
    with page.expect_download() as download:
        answer.get_by_role("button", name=ENGLISH.save_picture).click()
    assert download.value.suggested_filename == "why-did-qaani-go-to-baghdad.png"
    assert download.value.path().read_bytes().startswith(b"\x89PNG")
    page.get_by_text("Save", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name=ENGLISH.as_flashcards).click()
    assert ANSWER in download.value.path().read_text(encoding="utf-8")


def test_a_new_conversation_is_taken_back_and_kept_ones_are_opened_and_deleted(opened: Opener) -> None:
    page = opened("short")
    ask(page, QUESTION)
    page.get_by_role("button", name="New conversation").click()
    page.get_by_role("button", name=ENGLISH.undo).click()
    expect(page.locator(".qa-answer blockquote")).to_have_text(ANSWER)
    assert page.evaluate("localStorage.length") == 0
    menu(page, ENGLISH.past_conversations)
    page.get_by_label(ENGLISH.keep_switch).check()
    page.keyboard.press("Escape")
    ask(page, OFF_TOPIC)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".qa-asked")).to_have_count(0)
    menu(page, ENGLISH.past_conversations)
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("searchbox").fill("nobody asked this")
    expect(dialog).to_contain_text(ENGLISH.keep_none)
    dialog.get_by_role("searchbox").fill("world cup")
    dialog.get_by_role("button", name=QUESTION).click()
    expect(page.locator(".qa-answer")).to_have_count(2)
    menu(page, ENGLISH.past_conversations)
    page.get_by_label(ENGLISH.keep_switch).uncheck()
    expect(page.get_by_role("dialog")).to_contain_text(ENGLISH.keep_none)
    assert page.evaluate("Object.keys(localStorage)") == []


def test_keys_lead_everywhere_and_are_told_of(opened: Opener) -> None:
    page = opened("short")
    ask(page, QUESTION)
    ask(page, OFF_TOPIC)
    asked = page.locator("#qa-conversation").get_by_role("heading", level=2)
    expect(asked).to_have_text([QUESTION, OFF_TOPIC])
    page.keyboard.press("Alt+ArrowUp")
    expect(asked.last).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(asked.first).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name=ENGLISH.help)).to_contain_text(ENGLISH.key_box)
    page.keyboard.press("Escape")
    expect(asked.first).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#qa-ask textarea")).to_be_focused()


def test_the_whole_conversation_is_printed_light(opened: Opener) -> None:
    page = opened("short", dark=True, height=500)
    for question in (QUESTION, OFF_TOPIC, GOAL):
        ask(page, question)
    page.emulate_media(media="print")
    expect(page.locator("#qa-ask")).to_be_hidden()
    expect(page.locator("#qa-panel")).to_be_hidden()
    log = page.locator("#qa-conversation [role=log]").bounding_box()
    last = page.locator(".qa-answer").last.bounding_box()
    assert log is not None
    assert last is not None
    assert log["y"] + log["height"] >= last["y"] + last["height"]
    paper = page.locator(".qa-answer").first.evaluate("(node) => getComputedStyle(node).backgroundColor")
    assert paper == "rgb(255, 255, 255)"


def test_on_a_phone_own_documents_are_a_button_that_counts_and_what_can_be_asked_is_theirs(
    opened: Opener, tmp_path: Path
) -> None:
    for name in ("first", "second"):
        (tmp_path / f"{name}.md").write_text(f"# The Moon\n\nThe {name} text about the moon.\n", encoding="utf-8")
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.4 broken")
    page = opened("one", width=360, height=640)
    files = [tmp_path / name for name in ("first.md", "scan.pdf", "second.md")]
    page.locator("#qa-uploads input[type=file]").set_input_files(files)
    refused, chip = page.locator(".qa-not-added .qa-refused"), page.locator(".qa-chip")
    expect(refused).to_be_visible()
    expect(chip).to_have_text(ENGLISH.uploads_chip.format(number=2))
    refused.get_by_role("button").click()
    expect(page.locator(".qa-mine").first).to_be_hidden()
    chip.click()
    expect(page.locator(".qa-mine [data-number] bdi")).to_have_text(["The Moon (first.md)", "The Moon (second.md)"])
    chip.click()
    expect(page.locator(".examples")).to_be_hidden()
    page.locator(".qa-starters").get_by_role("button", name=ENGLISH.starter_upload).click()
    expect(page.locator(".qa-answer blockquote")).to_have_text("The second text about the moon.")
    expect_top_in_sight(page)
