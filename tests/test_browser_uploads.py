"""A reader's own documents, in a real browser: added, asked, removed, and seen by nobody else."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from chromium import GRADIO_WARNINGS, axe
from packing import SAMPLES
from pages import ANSWER, GOAL, QUESTION, Opener, ask, choice, choose, expect_in_view, lit, offered, status
from playwright.sync_api import Locator, Page, expect

from qa.page.english import ENGLISH

pytestmark = GRADIO_WARNINGS

SENTENCE = "People first walked on it in 1969."
MOON = f"# The Moon\n\nThe moon is a rock that circles the earth. {SENTENCE}\n\nNobody lives there now.\n"
ASKED = "When did people first walk on the moon?"
HOSTILE = "<img src=x onerror=alert(1)>&quot;`${alert(1)}`.md"

DROP = """([name, text, into]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name));
  for (const kind of ["dragenter", "dragover", "drop"]) {
    const event = new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true });
    document.querySelector(into).dispatchEvent(event);
  }
}"""


@pytest.fixture
def moon(tmp_path: Path) -> Path:
    path = tmp_path / "moon.md"
    path.write_text(MOON, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """No uploaded file stays on disk once it has been read."""
    yield
    left = Path(tempfile.gettempdir()).glob("article-qa-uploads-*/*")
    assert [path for path in left if path.suffix in (".md", ".txt", ".pdf")] == []


def add(page: Page, *files: Path) -> None:
    page.locator("#qa-uploads input[type=file]").set_input_files(list(files))


def mine(page: Page) -> Locator:
    """The documents that are ready."""
    return page.get_by_role("list", name=ENGLISH.uploads_list).locator("[data-number]")


def scope(page: Page) -> Locator:
    return page.get_by_role("combobox", name=ENGLISH.uploads_ask, exact=True)


def added(page: Page, *files: Path) -> None:
    before = mine(page).count()
    add(page, *files)
    expect(mine(page)).to_have_count(before + len(files))


def test_a_document_that_is_dropped_is_indexed_asked_and_cited(opened: Opener) -> None:
    page = opened()
    page.evaluate(DROP, ["moon.md", MOON, "#qa-conversation"])
    expect(mine(page)).to_have_text(re.compile("The Moon"))
    expect(status(page)).to_have_text("The Moon is ready to be asked.")
    expect(page.locator(".qa-drop")).to_be_hidden()
    expect(page.locator("#qa-panel article")).to_contain_text("circles the earth")
    expect(scope(page)).to_have_value(re.compile(r"^\d+$"))
    answer = ask(page, ASKED)
    expect(answer.locator("blockquote")).to_have_text(SENTENCE)
    expect(answer.get_by_role("link", name="[1] The Moon, paragraph 1")).to_be_visible()
    expect(lit(page)).to_have_text(SENTENCE)
    expect_in_view(page, lit(page))


def test_the_articles_stay_and_one_chooses_what_to_ask(opened: Opener, moon: Path, tmp_path: Path) -> None:
    page = opened()
    sun = tmp_path / "sun.txt"
    sun.write_text("The sun is a star. Its light takes eight minutes to arrive.\n", encoding="utf-8")
    added(page, moon, sun)
    expect(scope(page).get_by_role("option")).to_have_text(["The article", "all your documents", "The Moon", "Sun"])
    scope(page).select_option("all your documents")
    expect(ask(page, ASKED).locator("blockquote")).to_have_text(SENTENCE)
    expect(ask(page, "What is the sun?").locator("blockquote")).to_have_text("The sun is a star.")
    scope(page).select_option("The Moon")
    expect(ask(page, "What is the sun?")).not_to_contain_text("The sun is a star.")
    scope(page).select_option("The article")
    article = ask(page, QUESTION)
    expect(article.locator("blockquote")).to_have_text(ANSWER)
    expect(lit(page)).to_have_text(ANSWER)
    page.locator(".qa-answer").first.get_by_role("link", name="[1]").click()
    expect(lit(page)).to_have_text(SENTENCE)
    expect(choice(page)).to_have_value("The Moon")
    choose(page, "clear")
    expect(page.locator("#qa-panel article")).to_contain_text("Khazali")


def test_progress_is_that_of_the_work(opened: Opener, tmp_path: Path) -> None:
    page = opened()
    long = tmp_path / "long.txt"
    long.write_text(
        "\n\n".join(f"Crater number {n} is {n} kilometres wide. Nobody has been there." for n in range(400))
    )
    page.evaluate(
        """() => {
          window.steps = [];
          new MutationObserver(() => {
            for (const item of document.querySelectorAll(".qa-mine li")) {
              const bar = item.querySelector("progress");
              window.steps.push([item.querySelector(".qa-step").textContent, bar.hidden ? null : [bar.value, bar.max]]);
            }
          }).observe(document.querySelector(".qa-mine"), { childList: true, subtree: true, attributes: true });
        }"""
    )
    add(page, long)
    expect(mine(page)).to_have_count(1, timeout=60_000)
    expect(mine(page).locator(".qa-step")).to_have_text("", timeout=60_000)
    expect(page.locator(".qa-mine li")).to_have_count(1)
    steps = page.evaluate("window.steps")
    told = [text for text, _ in steps]
    assert told.index("Reading") < next(at for at, text in enumerate(told) if text.startswith("Indexing"))
    bars = [bar for text, bar in steps if text.startswith("Indexing") and bar]
    done = [value for value, _ in bars]
    assert done == sorted(done)
    # A busy page leaves some of the thirteen or more out.
    assert len(set(done)) >= 5
    assert bars[-1][0] == bars[-1][1]


CRATERS = "\n\n".join(f"Crater number {n} of the moon is {n} kilometres wide, and {n + 7} deep." for n in range(1200))
READ = re.compile(r"^\d+% read so far$")


def craters(folder: Path) -> Path:
    path = folder / "craters.txt"
    path.write_text(f"The moon has many craters.\n\n{CRATERS}\n", encoding="utf-8")
    return path


def test_a_long_document_is_asked_while_it_is_read_and_its_answers_say_so(opened: Opener, tmp_path: Path) -> None:
    page = opened()
    add(page, craters(tmp_path))
    expect(mine(page)).to_have_count(1)
    expect(mine(page).locator(".qa-step")).to_have_text(READ)
    expect(page.locator(".qa-mine li:visible")).to_have_count(1)
    expect(page.locator("#qa-panel article")).to_contain_text("Crater number 1199")
    answer = ask(page, "How wide is crater number 3?")
    expect(answer.locator("blockquote").first).to_contain_text("Crater number 3 ")
    expect(answer).to_contain_text(re.compile(r"Of your document \d+% had been read when this was asked"))
    expect(mine(page).locator(".qa-step")).to_have_text("", timeout=60_000)
    expect(status(page)).to_have_text(re.compile("is ready to be asked"))
    expect(ask(page, "How wide is crater number 4?")).not_to_contain_text("had been read")


def test_it_goes_on_being_read_where_the_page_is_loaded_again(opened: Opener, tmp_path: Path) -> None:
    page = opened()
    add(page, craters(tmp_path))
    expect(mine(page).locator(".qa-step")).to_have_text(READ)
    page.reload()
    expect(mine(page).locator(".qa-step")).to_have_text(READ)
    expect(mine(page).locator(".qa-step")).to_have_text("", timeout=60_000)
    page.get_by_role("button", name="Remove").click()
    expect(mine(page)).to_have_count(0)


def test_one_that_is_removed_while_it_is_read_is_gone(opened: Opener, moon: Path, tmp_path: Path) -> None:
    page = opened()
    add(page, craters(tmp_path))
    expect(mine(page).locator(".qa-step")).to_have_text(READ)
    page.get_by_role("button", name="Remove").locator("visible=true").click()
    expect(page.locator(".qa-mine li")).to_have_count(0)
    added(page, moon)
    expect(mine(page)).to_have_count(1)


def test_a_duplicated_tab_keeps_them_and_closing_it_takes_nothing_away(opened: Opener, moon: Path) -> None:
    page = opened()
    added(page, moon)
    with page.expect_popup() as popup:
        page.evaluate("() => { open(location.href) }")
    tab = popup.value
    tab.evaluate(
        "(kept) => sessionStorage.setItem('qa-uploads', kept)", page.evaluate("sessionStorage.getItem('qa-uploads')")
    )
    tab.reload()
    expect(mine(tab)).to_have_count(1)
    expect(ask(tab, ASKED).locator("blockquote")).to_have_text(SENTENCE)
    tab.get_by_role("button", name="Remove The Moon").focus()
    tab.close()
    page.reload()
    expect(mine(page)).to_have_count(1)


def test_a_printed_file_says_when_it_was_made_and_not_that_it_was_published(opened: Opener) -> None:
    page = opened()
    added(page, SAMPLES / "flood.pdf")
    expect(page.locator("#qa-panel .qa-byline")).to_have_text(re.compile(r"^Ann Lee \u00b7 file made \d{4}-\d\d-\d\d$"))
    link = ask(page, "Who is the chief engineer?").get_by_role("link").first
    expect(link).to_contain_text("(Ann Lee)")


def test_a_file_that_cannot_be_read_is_told_of_and_costs_the_others_nothing(
    opened: Opener, moon: Path, tmp_path: Path
) -> None:
    page = opened("own")
    broken, large, strange = tmp_path / "scan.pdf", tmp_path / "large.txt", tmp_path / "run.exe"
    broken.write_bytes(b"%PDF-1.4 broken")
    large.write_bytes(b"x" * (2**20 + 1))
    strange.write_bytes(b"MZ")
    add(page, broken, large, strange, moon)
    expect(mine(page)).to_have_count(1)
    refused = page.locator(".qa-refused .qa-step")
    expect(refused).to_have_text(
        [
            "scan.pdf is damaged or cut short: it cannot be read as a PDF.",
            "large.txt is larger than 1 MB. Split it into smaller files.",
            "run.exe is not in a format that can be read. Save it as .pdf, .docx or .txt.",
        ]
    )
    page.locator(".qa-refused").first.get_by_role("button", name="Close").click()
    expect(page.locator(".qa-refused")).to_have_count(2)
    expect(ask(page, ASKED).locator("blockquote")).to_have_text(SENTENCE)


def test_no_more_documents_fit_than_the_owner_allows(opened: Opener, moon: Path, tmp_path: Path) -> None:
    page = opened("own")
    others = [tmp_path / f"{name}.txt" for name in ("sun", "mars")]
    for path in others:
        path.write_text(f"This is about {path.stem}.")
    added(page, moon, others[0])
    add(page, others[1])
    expect(page.locator(".qa-refused")).to_contain_text("At most 2 documents of your own fit.")
    page.get_by_role("button", name="Remove The Moon").click()
    expect(mine(page)).to_have_count(1)
    added(page, others[1])


def test_a_document_is_removed_with_all_that_led_to_it(opened: Opener, moon: Path) -> None:
    page = opened()
    added(page, moon)
    answer = ask(page, ASKED)
    page.get_by_role("button", name="Remove The Moon").click()
    expect(mine(page)).to_have_count(0)
    expect(status(page)).to_have_text("The Moon is removed.")
    expect(page.locator("#qa-panel article")).to_contain_text("Khazali")
    expect(scope(page)).to_be_hidden()
    answer.get_by_role("link", name="[1]").click()
    expect(answer).to_contain_text(ENGLISH.uploads_gone)
    expect(ask(page, QUESTION).locator("blockquote")).to_have_text(ANSWER)


def test_a_reload_keeps_them_and_another_reader_never_sees_them(opened: Opener, moon: Path) -> None:
    page = opened()
    added(page, moon)
    ask(page, ASKED)
    key = page.evaluate("JSON.parse(sessionStorage.getItem('qa-uploads')).session")
    assert key not in page.content()
    assert key not in page.url
    page.reload()
    expect(page.locator(".qa-answer blockquote")).to_have_text(SENTENCE)
    expect(mine(page)).to_have_count(1)
    expect(scope(page)).to_have_value(re.compile(r"^\d+$"))
    expect(lit(page)).to_have_text(SENTENCE)
    other = opened()
    expect(mine(other)).to_have_count(0)
    expect(ask(other, ASKED)).not_to_contain_text("1969")
    expect(choice(other)).to_be_hidden()
    number = page.locator("#qa-panel article").get_attribute("data-document")
    other.goto(opened.address("one") + f"#cite-{number}-0-30")
    other.wait_for_timeout(500)
    expect(other.locator("#qa-panel article")).not_to_contain_text("circles the earth")


def test_a_link_says_that_the_document_was_private(opened: Opener, moon: Path) -> None:
    page = opened()
    added(page, moon)
    ask(page, ASKED)
    expect(page).to_have_url(re.compile(r"&private=1$"))
    elsewhere = opened("one", query=f"?{urlsplit(page.url).query}")
    expect(elsewhere.locator(".qa-asked")).to_have_text(ASKED)
    expect(elsewhere.locator(".qa-answer")).to_have_text(re.compile(re.escape(ENGLISH.uploads_gone)))
    expect(elsewhere.locator("body")).not_to_contain_text("1969")
    expect(ask(elsewhere, QUESTION).locator("blockquote")).to_have_text(ANSWER)
    expect(elsewhere).not_to_have_url(re.compile("private"))


def test_a_private_answer_is_saved_by_its_reader_and_has_no_thumbs(opened: Opener, moon: Path, said: Path) -> None:
    page = opened("own")
    added(page, moon)
    answer = ask(page, ASKED)
    expect(answer.get_by_role("button", name="This is right")).to_have_count(0)
    with page.expect_download() as download:
        answer.get_by_role("button", name="Save as a card").click()
    assert SENTENCE in download.value.path().read_text(encoding="utf-8")
    page.get_by_text("Save", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="As JSON").click()
    (exchange,) = json.loads(download.value.path().read_text(encoding="utf-8"))["exchanges"]
    assert exchange["private"] is True
    assert not said.exists() or "1969" not in said.read_text(encoding="utf-8")


def test_a_question_offered_beside_an_answer_is_put_to_the_same_documents(opened: Opener, moon: Path) -> None:
    page = opened("own")
    added(page, moon)
    scope(page).select_option("The article")
    ask(page, QUESTION)
    scope(page).select_option("The Moon")
    offered(page).get_by_role("button", name=GOAL).click()
    expect(page.locator(".qa-answer")).to_have_count(2)
    expect(page.locator(".qa-answer").last).to_contain_text("capture the Iraqi state")


def test_markup_in_a_name_or_a_document_is_shown_and_does_nothing(opened: Opener, tmp_path: Path) -> None:
    page = opened()
    text = f"<script>alert(1)</script> <img src=x onerror=alert(1)> Bees hum. {SENTENCE}\n"
    page.evaluate(DROP, [HOSTILE, text, "body"])
    expect(mine(page)).to_have_count(1)
    page.evaluate(DROP, [HOSTILE.replace(".md", ".pdf"), "%PDF-1.4", "body"])
    expect(page.locator(".qa-refused")).to_contain_text("<img src=x onerror=alert(1)>")
    ask(page, "When did people first walk on it?")
    assert page.evaluate("window.alerted") == 0
    expect(page.locator("#qa-page :is(script, img)")).to_have_count(0)


def test_documents_that_the_server_let_go_of_are_told_and_can_be_added_again(opened: Opener, moon: Path) -> None:
    page = opened()
    added(page, moon)
    page.evaluate("sessionStorage.setItem('qa-uploads', JSON.stringify({ session: 'gone', scope: '2' }))")
    page.route("**/uploads", lambda route: route.abort() if route.request.method == "DELETE" else route.continue_())
    page.reload()
    expect(page.locator("#qa-ask textarea")).to_be_focused()
    expect(mine(page)).to_have_count(0)
    added(page, moon)
    expect(ask(page, ASKED).locator("blockquote")).to_have_text(SENTENCE)


def test_adding_and_removing_works_by_keyboard(opened: Opener, moon: Path) -> None:
    page = opened()
    page.get_by_role("button", name=ENGLISH.uploads_add).focus()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files(moon)
    expect(mine(page)).to_have_count(1)
    page.get_by_role("button", name="Remove The Moon").focus()
    page.keyboard.press("Enter")
    expect(mine(page)).to_have_count(0)
    expect(page.get_by_role("button", name=ENGLISH.uploads_add)).to_be_focused()


@pytest.mark.parametrize("width", [1280, 360], ids=["wide", "phone"])
@pytest.mark.parametrize("name", ["one", "arabic"])
def test_axe_finds_nothing_serious_beside_documents_and_they_fit(
    opened: Opener, moon: Path, tmp_path: Path, name: str, width: int
) -> None:
    page = opened(name, width=width, any_script=True)
    broken = tmp_path / f"{'long-' * 20}name.pdf"
    broken.write_bytes(b"%PDF-1.4")
    add(page, moon, broken)
    expect(page.locator(".qa-mine [data-number]")).to_have_count(1)
    expect(page.locator(".qa-refused")).to_have_count(1)
    ask(page, ASKED)
    page.evaluate(axe())
    violations = page.evaluate("axe.run()")["violations"]
    severe = [each["id"] for each in violations if each["impact"] in ("serious", "critical")]
    assert severe == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    expect(page.locator("#qa-ask textarea")).to_be_in_viewport(ratio=1)
