"""The report in a real browser that may reach nothing. Chromium is needed; under CI its absence is a failure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from chromium import axe, chromium
from pages import contrast
from playwright.sync_api import Browser, Locator, Page, expect
from test_report import NASTY, article_record, nasty_record, synthetic_record, with_baseline

from qa.assistant import Assistant
from qa.evaluation.report.outcomes import OUTCOME_LABELS
from qa.evaluation.report.render import render

QUESTION = "Why did Qaani go to Baghdad?"
ANSWER = "The attack prompted Qaani to travel to Iraq the next day to calm AAH down."
MANY = 6000
_SOME = re.compile(".+")

pytestmark = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def reports(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[dict[str, Any], Path]]:
    """Each record with the file of its report."""
    folder = tmp_path_factory.mktemp("reports")
    record = article_record(assistant)
    records = {
        "article": record,
        "baseline": with_baseline(record),
        "nasty": nasty_record(),
        "several": synthetic_record(180, documents=3),
        "stages": with_stages(synthetic_record(20)),
        "many": synthetic_record(MANY),
    }
    for name, each in records.items():
        (folder / f"{name}.html").write_text(render(each), encoding="utf-8")
    return {name: (each, folder / f"{name}.html") for name, each in records.items()}


def with_stages(record: dict[str, Any]) -> dict[str, Any]:
    """The record with two questions whose passage was not found."""
    lost = [row for row in record["questions"] if row["answerable"]][:2]
    for row in record["questions"]:
        row["stage"] = None
    for row in lost:
        gold = row["evidence"][0]
        row["passages"] = [each for each in row["passages"] if not each["start"] <= gold["start"] < each["end"]]
        row["passages"].append({**row["passages"][0]})
        row.update(stage="passage-not-retrieved", rank=None)
    counted = {"questions": 2, "value": 0.1, "low": 0.03, "high": 0.3}
    return {**record, "failures": {"passage-not-retrieved": counted}}


class Opener:
    """Opens reports from their files, refuses all else, and keeps what went wrong."""

    def __init__(self, browser: Browser, reports: dict[str, tuple[dict[str, Any], Path]]) -> None:
        self._browser, self._reports = browser, reports
        self._pages: list[Page] = []
        self.wrong: list[str] = []

    def __call__(
        self,
        name: str = "article",
        *,
        width: int = 1280,
        height: int = 800,
        dark: bool = False,
        script: bool = True,
        any_script: bool = False,
        place: str = "",
    ) -> Page:
        file = self._reports[name][1].as_uri()
        page = self._browser.new_page(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            java_script_enabled=script,
            bypass_csp=any_script,
            offline=True,
        )
        self._pages.append(page)
        page.on("request", lambda request: request.url.split("#")[0] == file or self.wrong.append(request.url))
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", lambda message: self.wrong.append(message.text))
        if script:
            page.add_init_script(
                "window.alerted = 0; window.alert = () => { window.alerted += 1 };"
                "addEventListener('securitypolicyviolation', (event) => console.error(event.violatedDirective));"
            )
        page.goto(file + place)
        if script:
            expect(page.locator("html")).to_have_attribute("data-ready", _SOME)
        return page

    def record(self, name: str = "article") -> dict[str, Any]:
        return self._reports[name][0]

    def size(self, name: str) -> int:
        return self._reports[name][1].stat().st_size

    def close(self) -> None:
        for page in self._pages:
            page.close()


@pytest.fixture
def opened(browser: Browser, reports: dict[str, tuple[dict[str, Any], Path]]) -> Iterator[Opener]:
    opener = Opener(browser, reports)
    yield opener
    opener.close()
    assert opener.wrong == []


def row(page: Page, question: str) -> Locator:
    return page.locator("#rows").get_by_role("button", name=question, exact=True)


def open_row(page: Page, question: str) -> Locator:
    """Open the question's row, and return its details."""
    button = row(page, question)
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    return page.locator(f"#{button.get_attribute('aria-controls')}")


def questions(page: Page) -> list[str]:
    return page.locator("#rows .open").all_inner_texts()


def test_the_report_opens_from_its_file(opened: Opener) -> None:
    page = opened()
    assert page.title() == "Evaluation of questions.jsonl"
    assert page.locator("html").get_attribute("lang") == "en"
    expect(page.get_by_role("img")).to_have_count(4)
    expect(page.locator("#rows .open")).to_have_count(34)
    expect(page.get_by_role("status")).to_have_text("34 questions; showing 1 to 34.")


def test_the_policy_stops_a_script_that_is_not_the_reports_own(opened: Opener) -> None:
    page = opened()
    page.evaluate(
        "const script = document.createElement('script'); script.append('alert(1)'); document.body.append(script)"
    )
    assert page.evaluate("window.alerted") == 0
    assert opened.wrong
    opened.wrong.clear()


def test_markup_in_the_record_is_shown_and_does_nothing(opened: Opener) -> None:
    page = opened("nasty")
    button = page.locator("#rows .open")
    assert button.text_content() == NASTY
    button.click()
    detail = page.locator("#rows .detail")
    for name in ("Asked before", "Gold answer", "Withheld", "Kind", "Id"):
        assert detail.locator(f"dt:text-is('{name}') + dd").text_content() == NASTY
    assert (detail.locator(".why-not").text_content() or "").startswith(f"Why it abstained: {NASTY}")
    page.locator(".cell").click()
    expect(page.locator("#coverage .paragraph .text")).to_contain_text("make honey")
    expect(page.locator("#kinds tbody th")).to_contain_text("alert(1)")
    expect(page.locator("body :is(img, script script, main script)")).to_have_count(0)
    assert page.evaluate("window.alerted") == 0


def test_offsets_after_a_character_beyond_16_bits_are_right(opened: Opener) -> None:
    page = opened("nasty")
    page.locator("#rows .open").click()
    assert page.locator(".ranked mark.gold").text_content() == "shivering"
    assert page.locator(".ranked mark.given").text_content() == "shivering"


def test_an_opened_row_shows_gold_evidence_and_the_answer_in_their_places(opened: Opener) -> None:
    page = opened()
    detail = open_row(page, QUESTION)
    entry = next(row for row in opened.record()["questions"] if row["question"] == QUESTION)
    text = next(iter(opened.record()["documents"].values()))["text"]
    (gold,), (cited, *_) = entry["evidence"], entry["citations"]
    marks = detail.locator(".ranked mark.gold")
    assert "".join(marks.all_text_contents()) == text[gold["start"] : gold["end"]] == ANSWER
    given = "".join(detail.locator(".ranked mark.given").all_text_contents())
    assert given == text[cited["answer_start"] : cited["answer_end"]] == entry["answer"]
    expect(detail.locator(".ranked > li")).to_have_count(len(entry["passages"]))
    for at, passage in enumerate(entry["passages"]):
        assert detail.locator(".ranked .text").nth(at).text_content() == (text[passage["start"] : passage["end"]])
    expect(detail).to_contain_text("to calm AAH down")
    look = "(node) => [getComputedStyle(node).borderBottomStyle, getComputedStyle(node).borderLeftStyle]"
    assert marks.first.evaluate(look) == ["double", "none"]
    assert detail.locator(".ranked mark.given").first.evaluate(look) == ["solid", "solid"]
    expect(detail.locator(".key")).to_have_text("Marked in place: gold evidence and the answer given.")


def test_an_opened_row_says_how_it_was_understood_and_why_it_abstained(opened: Opener) -> None:
    page = opened()
    follow_up = next(row for row in opened.record()["questions"] if row["history"])
    detail = open_row(page, follow_up["question"])
    expect(detail.locator("dt:text-is('Understood as') + dd")).to_have_text(follow_up["standalone_question"])
    expect(detail.locator("dt:text-is('Asked before') + dd")).to_have_text(" / ".join(follow_up["history"]))
    refused = next(row for row in opened.record()["questions"] if not row["answered"])
    detail = open_row(page, refused["question"])
    expect(detail.locator(".why-not")).to_contain_text(refused["reason"])
    expect(detail.locator(".why-not")).to_contain_text("is under the threshold of 0.24")
    expect(detail.locator(".key")).to_contain_text("the answer withheld")


def test_a_row_opens_and_closes_by_keyboard(opened: Opener) -> None:
    page = opened()
    page.locator("#f-clear").focus()
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('open')"):
            break
    button = page.locator("#rows .open").first
    expect(button).to_be_focused()
    assert button.evaluate("(node) => getComputedStyle(node).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#rows .detail")).to_be_visible()
    page.keyboard.press("Space")
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(page.locator("#rows .detail")).to_have_count(0)
    expect(button).to_be_focused()


def test_the_list_is_filtered_by_words_outcome_kind_and_answerable(opened: Opener) -> None:
    page, rows = opened(), opened.record()["questions"]
    page.get_by_label("Search").fill("QAANI baghdad")
    assert QUESTION in questions(page)
    assert len(questions(page)) < len(rows)
    page.get_by_role("button", name="Clear").click()
    assert len(questions(page)) == len(rows)
    page.get_by_role("combobox", name="Outcome").select_option(label="right refusal")
    assert questions(page) == [row["question"] for row in rows if not row["answerable"] and not row["answered"]]
    page.get_by_role("button", name="Clear").click()
    page.get_by_role("combobox", name="Kind").select_option(label="factoid")
    assert questions(page) == [row["question"] for row in rows if row["kind"] == "factoid"]
    page.get_by_role("combobox", name="Answerable").select_option(label="no")
    expect(page.get_by_role("status")).to_have_text("No question matches.")


def test_the_list_is_filtered_by_stage_and_a_row_shows_the_passage_that_was_missed(opened: Opener) -> None:
    page, rows = opened("stages"), opened.record("stages")["questions"]
    lost = [row["question"] for row in rows if row["stage"] == "passage-not-retrieved"]
    page.get_by_role("link", name="right passage not among those read").click()
    assert questions(page) == lost
    select = page.get_by_role("combobox", name="Why it failed")
    expect(select).to_be_focused()
    expect(select).to_have_value("passage-not-retrieved")
    detail = open_row(page, lost[0])
    expect(detail.locator("dt:text-is('Why it failed') + dd")).to_have_text("right passage not among those read")
    missed = detail.locator("h3", has_text="The passage that was missed: not among the 8 read")
    expect(missed.locator("+ p.text mark.gold")).to_be_visible()
    page.get_by_role("button", name="Clear").click()
    assert len(questions(page)) == len(rows)


def test_the_list_shows_each_questions_outcome_as_the_record_has_it(opened: Opener) -> None:
    page, rows = opened("several"), opened.record("several")["questions"]
    labels = {found.name: found.label for found in OUTCOME_LABELS}
    shown = page.locator("#rows .outcome").all_text_contents()
    assert [text.split(" ", 1)[1] for text in shown] == [labels[row["outcome"]] for row in rows[:50]]
    for outcome, label in labels.items():
        page.get_by_role("combobox", name="Outcome").select_option(label=label)
        expected = [row["question"] for row in rows if row["outcome"] == outcome]
        assert expected
        assert questions(page) == expected[:50]


def test_the_list_is_sorted_by_a_columns_button(opened: Opener) -> None:
    page, rows = opened(), opened.record()["questions"]
    head = page.get_by_role("columnheader", name="Confidence")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    expect(head.get_by_role("button")).to_be_focused()
    by_confidence = [row["question"] for row in sorted(rows, key=lambda row: row["confidence"])]
    assert questions(page) == by_confidence
    page.keyboard.press("Enter")
    expect(head).to_have_attribute("aria-sort", "descending")
    assert questions(page)[0] == by_confidence[-1]
    expect(page.get_by_role("columnheader").locator("[aria-sort]")).to_have_count(0)


def test_pages_are_turned_and_keep_their_open_rows(opened: Opener) -> None:
    page = opened("several")
    first = questions(page)
    assert len(first) == 50
    page.locator("#rows .open").first.click()
    turn = page.get_by_role("button", name="Next")
    turn.focus()
    for number in (2, 3, 4, 4):
        page.keyboard.press("Enter")
        expect(page.locator("#page")).to_have_text(f"Page {number} of 4")
    expect(turn).to_be_focused()
    expect(turn).to_have_attribute("aria-disabled", "true")
    assert len(questions(page)) == 30
    page.get_by_role("combobox", name="Document").select_option(label="Document 1")
    inside = sum(row["document"] == "Document_1" for row in opened.record("several")["questions"])
    expect(page.get_by_role("status")).to_contain_text(f"{inside} of 180 questions")
    page.get_by_role("button", name="Clear").click()
    assert questions(page) == first
    expect(page.locator("#rows .detail")).to_have_count(1)


def test_a_changed_question_leads_to_its_row(opened: Opener) -> None:
    page = opened("baseline")
    page.get_by_label("Search").fill("no such words")
    worse = page.locator("#compared .changes a").last
    worse.click()
    button = row(page, worse.inner_text())
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(button).to_be_in_viewport()
    page.get_by_role("combobox", name="Change").select_option(label="got better")
    assert len(questions(page)) == 3


def test_a_link_to_a_question_opens_its_row_on_any_page(opened: Opener) -> None:
    page = opened("several", place="#q=q177")
    expect(page.locator("#page")).to_have_text("Page 4 of 4")
    expect(page.locator("#q-177")).to_be_focused()


def test_a_cell_of_the_coverage_map_shows_its_paragraph(opened: Opener) -> None:
    page = opened()
    cell = page.get_by_role("button", name="Paragraph 3: gold")
    cell.focus()
    page.keyboard.press("Enter")
    expect(cell).to_have_attribute("aria-expanded", "true")
    panel = page.locator("#coverage .paragraph")
    expect(panel.locator(".text")).to_contain_text(ANSWER)
    expect(panel.locator("mark.gold").filter(has_text="calm AAH down")).to_have_count(1)
    panel.get_by_role("link", name=QUESTION).click()
    expect(row(page, QUESTION)).to_be_focused()
    cell.click()
    expect(panel).to_be_hidden()


def test_a_number_is_explained_on_focus_and_escape_hides_it(opened: Opener) -> None:
    page = opened()
    why = page.get_by_role("button", name="What MRR means")
    tip = page.get_by_role("tooltip").filter(has_text="Mean of 1/rank")
    expect(why).to_have_accessible_description(re.compile(r"^Mean of 1/rank .* Here 95% interval"))
    expect(tip).to_be_hidden()
    page.get_by_role("button", name="What Hit@5 means").focus()
    page.keyboard.press("Tab")
    expect(why).to_be_focused()
    expect(tip).to_be_visible()
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()


def test_the_skip_link_leads_past_the_head(opened: Opener) -> None:
    page = opened()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the numbers")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_without_script_the_numbers_plots_and_tables_are_there(opened: Opener) -> None:
    page = opened(script=False)
    expect(page.locator(".card").first).to_be_visible()
    expect(page.locator("svg[role=img]")).to_have_count(4)
    expect(page.locator("#kinds table")).to_be_visible()
    expect(page.locator("#browser")).to_be_hidden()
    expect(page.locator("noscript .notice")).to_be_visible()


def test_on_paper_there_are_numbers_plots_and_tables_and_no_list(opened: Opener) -> None:
    page = opened("baseline", dark=True)
    page.locator("#rows .open").first.click()
    page.emulate_media(media="print")
    for part in (".card", "svg[role=img]", "#kinds table", "#compared table", ".cell"):
        expect(page.locator(part).first).to_be_visible()
    for part in ("#browser", "nav", ".why", "details"):
        expect(page.locator(part).first).to_be_hidden()
    assert page.locator("section").first.evaluate("(node) => getComputedStyle(node).backgroundColor") == (
        "rgb(255, 255, 255)"
    )


@pytest.mark.parametrize("name", ["baseline", "nasty", "several"])
def test_a_phone_need_not_scroll_sideways(opened: Opener, name: str) -> None:
    page = opened(name, width=360, height=740)
    page.locator("#rows .open").first.click()
    page.locator(".cell").first.click()
    page.locator(".plot summary").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_highlights_can_be_read(opened: Opener, dark: bool) -> None:
    page = opened(dark=dark)
    detail = open_row(page, QUESTION)
    assert contrast(page, detail.locator(".ranked mark.gold").first) >= 4.5
    for swatch in page.locator("#summary .swatch").all():
        assert contrast(page, swatch) >= 4.5


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360], ids=["wide", "phone"])
def test_axe_finds_nothing_serious(opened: Opener, dark: bool, width: int) -> None:
    script = axe()
    page = opened("baseline", dark=dark, width=width, any_script=True)
    open_row(page, QUESTION)
    open_row(page, next(row for row in opened.record()["questions"] if not row["answered"])["question"])
    page.locator(".cell").first.click()
    for summary in page.locator(".plot summary").all():
        summary.click()
    page.evaluate(script)
    found = page.evaluate("axe.run()")
    severe = [
        (violation["id"], node["html"], node.get("failureSummary"))
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]
    assert severe == []


def test_thousands_of_questions_can_be_filtered_sorted_and_opened(
    opened: Opener, capsys: pytest.CaptureFixture[str]
) -> None:
    page, rows = opened("many"), opened.record("many")["questions"]
    assert len(questions(page)) == 50
    ready = page.locator("html").get_attribute("data-ready")
    timed = """(change) => { const start = performance.now(); change(); document.body.offsetHeight;
      return performance.now() - start; }"""
    filtered = page.evaluate(
        f"""({timed})(() => {{ const field = document.getElementById("f-text"); field.value = "59 number";
          field.dispatchEvent(new Event("input", {{ bubbles: true }})); }})"""
    )
    matching = sum("59" in "\n".join([row["id"], row["question"]]) for row in rows)
    expect(page.get_by_role("status")).to_contain_text(f"{matching} of 6,000 questions")
    page.get_by_role("button", name="Clear").click()
    ordered = page.evaluate(f"""({timed})(() => document.querySelector("[data-sort=question]").click())""")
    expect(page.get_by_role("columnheader", name="Question", exact=True)).to_have_attribute("aria-sort", "ascending")
    page.get_by_role("columnheader", name="Time").get_by_role("button").click()
    fastest = min(rows, key=lambda row: row["latency_ms"])
    assert questions(page)[0] == fastest["question"]
    page.locator("#rows .open").first.click()
    expect(page.locator("#rows .ranked > li")).to_have_count(8)
    with capsys.disabled():
        print(f"\n{MANY} questions: {opened.size('many') / 1e6:.1f} MB; ready after {ready} ms", end="; ")
        print(f"filtered in {filtered:.0f} ms, sorted in {ordered:.0f} ms")
