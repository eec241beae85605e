"""The page's words and links, without a browser."""

from __future__ import annotations

import asyncio
import gc
import html
import socket
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import gradio as gr
import pytest

import ui
from index.collection import Collection
from index.documents import Document
from index.embedding import SentenceTransformerEncoder
from index.errors import SettingsError
from index.reading import read_document
from qa.answer import Answer
from qa.assistant import Assistant

NASTY = """<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1)) "quoted" 'too' & `code` **b**
"""
KNOWN = {"aria-label", "class", "data-document", "data-end", "data-number", "data-start", "hidden", "id", "tabindex"}
KNOWN |= {"type", "value"}
BEES = f"Bees make honey from nectar. {NASTY}\nBees keep warm in winter by shivering. Wasps die in autumn.\n"
BEES_NAME = 'wild <b>bees" onload=alert(1) x=".txt'

# Gradio makes an event loop for each page and never closes it.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")


class Page(HTMLParser):
    """Tags, attributes and text as a browser would read them."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(markup)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def attributes(self, tag: str, name: str) -> list[str | None]:
        return [attributes.get(name) for each, attributes in self.tags if each == tag]


@pytest.fixture(scope="module", autouse=True)
def collect_event_loops() -> Iterator[None]:
    """Have those event loops gone before other modules' tests, for which every warning is an error."""
    yield
    asyncio.set_event_loop(None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.fixture(scope="module")
def bees(tmp_path_factory: pytest.TempPathFactory) -> Document:
    path = tmp_path_factory.mktemp("bees") / "bees.txt"
    path.write_text(BEES, encoding="utf-8")
    return read_document(path, BEES_NAME)


@pytest.fixture(scope="module")
def two(article: Document, bees: Document, encoder: SentenceTransformerEncoder) -> Assistant:
    return Assistant(Collection.build([article, bees], encoder), encoder)


@pytest.fixture
def conversation(assistant: Assistant) -> ui.Conversation:
    return ui.Conversation(assistant, ui.Rendering(assistant.collection))


def last(turns: Iterator[ui.Turn]) -> ui.Turn:
    return list(turns)[-1]


@pytest.mark.parametrize(
    "text", [NASTY, "a_b_ *c* # 1. ~~d~~ $$e$$ {{f}} ${g}", "\x85 \r\n \u2028 é \N{HONEYBEE}", "&amp;"]
)
def test_escaped_text_holds_no_markup_and_reads_the_same(text: str) -> None:
    escaped = ui.escape(text)
    assert html.unescape(escaped) == text
    assert not set(escaped.replace("&#", "").replace(";", "")) & set("<>\"'`*_[]()$&{}~\n")


def test_an_answer_shows_the_quotation_letter_for_letter_with_a_numbered_link_to_its_place(
    assistant: Assistant,
) -> None:
    answer = assistant.ask("Why did Qaani go to Baghdad?")
    cited = answer.citations[0]
    page = Page(ui.Rendering(assistant.collection).answer(answer))
    assert cited.quote in page.text
    assert "[1] The article, paragraph 3" in page.text
    assert page.attributes("a", "href") == [f"#cite-0-{cited.start}-{cited.end}"]


@pytest.mark.parametrize(
    ("confidence", "words"), [(0.93, "very likely the answer"), (0.6, "probably"), (0.3, "not sure: check it")]
)
def test_how_sure_it_is_stands_in_words_and_the_number_in_the_title(
    assistant: Assistant, confidence: float, words: str
) -> None:
    answer = replace(assistant.ask("Why did Qaani go to Baghdad?"), confidence=confidence)
    page = Page(ui.Rendering(assistant.collection).answer(answer))
    assert words in page.text
    assert f"Confidence {confidence:.2f}" in str(page.attributes("span", "title"))


def test_a_short_answer_stands_out_in_its_sentence(assistant: Assistant) -> None:
    answer = assistant.ask("Why did Qaani go to Baghdad?")
    cited = answer.citations[0]
    start = cited.start + cited.quote.index("to calm AAH down")
    short = replace(cited, answer_start=start, answer_end=start + len("to calm AAH down"))
    markup = ui.Rendering(assistant.collection).answer(replace(answer, citations=(short,)))
    assert "<strong>to calm AAH down</strong>" in markup
    assert cited.quote in Page(markup).text


def test_a_follow_up_says_how_it_was_understood(assistant: Assistant) -> None:
    rendering = ui.Rendering(assistant.collection)
    answer = assistant.ask("Why did Qaani go to Baghdad?")
    assert "Understood as" not in rendering.answer(answer)
    followed = rendering.answer(replace(answer, question="Why?"))
    assert "Understood as: Why did Qaani go to Baghdad?" in Page(followed).text


def test_a_refusal_gives_the_reason_and_marks_the_closest_passages_as_no_answer(assistant: Assistant) -> None:
    answer = assistant.ask("Who won the 2018 World Cup?")
    page = Page(ui.Rendering(assistant.collection).answer(answer))
    assert "No answer found in the article." in page.text
    assert answer.reason is not None
    assert answer.reason in page.text
    assert "Closest passages \N{EN DASH} not an answer" in page.text
    assert len(page.attributes("a", "href")) == ui.CLOSEST


def test_a_refusal_with_no_passages_promises_none(assistant: Assistant) -> None:
    answer = replace(assistant.ask("Who won the 2018 World Cup?"), passages=())
    assert "Closest passages" not in ui.Rendering(assistant.collection).answer(answer)


def test_the_article_is_there_letter_for_letter_in_sentences_with_ids_of_their_own(assistant: Assistant) -> None:
    (document,) = assistant.collection.documents.values()
    page = Page(ui.Rendering(assistant.collection).article_html(0))
    for block in document.blocks:
        assert document.text[block.start : block.end] in page.text
    ids = page.attributes("span", "id")
    sentences = [s for passage in assistant.collection.passages for s in passage.sentences]
    assert sorted(map(str, ids)) == sorted(f"sentence-{sentence.start}" for sentence in sentences)


def test_document_text_and_titles_are_inert(two: Assistant) -> None:
    rendering = ui.Rendering(two.collection)
    for markup in (rendering.article_html(1), rendering.panel()):
        page = Page(markup)
        assert not {"script", "img", "b", "code", "em"} & {tag for tag, _ in page.tags}
        assert all(set(attributes) <= KNOWN for _, attributes in page.tags)
    assert NASTY.strip() in Page(rendering.article_html(1)).text


def test_several_documents_are_offered_by_title_and_cited_by_title(two: Assistant) -> None:
    rendering = ui.Rendering(two.collection)
    assert Page(rendering.panel()).attributes("option", "value") == ["0", "1"]
    answer = two.ask("How do bees keep warm in winter?")
    page = Page(rendering.answer(answer))
    assert [str(href).split("-")[1] for href in page.attributes("a", "href")] == ["1"]
    assert two.collection.documents[BEES_NAME].title in page.text


def test_a_single_document_offers_no_choice(assistant: Assistant) -> None:
    assert "<select" not in ui.Rendering(assistant.collection).panel()


def test_a_heading_that_is_the_title_is_not_shown_twice(encoder: SentenceTransformerEncoder, tmp_path: Path) -> None:
    path = tmp_path / "wintering.md"
    path.write_text("# Wintering\n\nBees keep warm in winter by shivering.\n", encoding="utf-8")
    collection = Collection.build([read_document(path)], encoder)
    assert Page(ui.Rendering(collection).article_html(0)).text.count("Wintering") == 1


def test_the_question_shows_at_once_and_then_its_answer(conversation: ui.Conversation) -> None:
    first, second = conversation.take("Why did Qaani go to Baghdad?", [], [])
    assert [message["role"] for message in first[1]] == ["user"]
    assert [message["role"] for message in second[1]] == ["user", "assistant"]
    assert (first[0], second[0]) == ("", gr.skip())
    assert second[2] == ["Why did Qaani go to Baghdad?"]
    assert second[3].startswith("0-")


def test_a_blank_question_changes_nothing(conversation: ui.Conversation) -> None:
    assert list(conversation.take(" \n", [], ["before"])) == [("", [], ["before"], "")]


def test_a_question_is_shown_literally(conversation: ui.Conversation) -> None:
    content = next(conversation.take(NASTY, [], []))[1][0]["content"]
    assert [tag for tag, _ in Page(content).tags] == ["div"]
    assert Page(content).text == NASTY


def test_a_question_that_is_too_long_gets_one_plain_sentence(conversation: ui.Conversation) -> None:
    _, talk, asked, place = last(conversation.take("why " * 400, [], []))
    assert "Ask a shorter one." in Page(talk[-1]["content"]).text
    assert (asked, place) == ([], "")


def test_earlier_questions_are_the_history(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Sequence[str]] = []
    ask = assistant.ask

    def spy(question: str, history: Sequence[str] = ()) -> Answer:
        seen.append(history)
        return ask(question, history)

    monkeypatch.setattr(assistant, "ask", spy)
    conversation = ui.Conversation(assistant, ui.Rendering(assistant.collection))
    _, talk, asked, _ = last(conversation.take("Who is Qaani?", [], []))
    last(conversation.take("And then?", talk, asked))
    assert seen == [[], ["Who is Qaani?"]]


def test_an_unforeseen_failure_is_logged_and_told_in_a_sentence(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(question: str, history: Sequence[str] = ()) -> Answer:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(assistant, "ask", fail)
    conversation = ui.Conversation(assistant, ui.Rendering(assistant.collection))
    _, talk, asked, _ = last(conversation.take("Who is Qaani?", [], []))
    assert "Something went wrong" in talk[-1]["content"]
    assert "secret" not in talk[-1]["content"]
    assert asked == []
    assert "secret detail" in caplog.text


def test_starter_questions_are_offered_for_the_bundled_article_only(
    assistant: Assistant, bees: Document, encoder: SentenceTransformerEncoder
) -> None:
    other = Assistant(Collection.build([bees], encoder), encoder)
    assert ui.STARTERS[0] in str(ui.build_page(assistant).get_config_file())
    assert ui.STARTERS[0] not in str(ui.build_page(other).get_config_file())


@pytest.mark.parametrize("starter", ui.STARTERS)
def test_every_starter_question_has_an_answer(assistant: Assistant, starter: str) -> None:
    assert assistant.ask(starter).answered


def test_only_ask_is_public(assistant: Assistant) -> None:
    described = ui.build_page(assistant).get_api_info()
    assert list(described["named_endpoints"]) == ["/ask"]
    assert not described["unnamed_endpoints"]


def test_a_port_that_is_taken_is_one_plain_error(assistant: Assistant) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(SettingsError, match=r"cannot be served at port \d+ of 127\.0\.0\.1: it is in use"):
            ui.launch(assistant, port=other.getsockname()[1], block=False)


def test_the_page_names_no_address_outside(article: Document) -> None:
    for source in (Path(ui.__file__), Path(ui.__file__).parent / "qa" / "page_assets.py"):
        assert "://" not in source.read_text(encoding="utf-8")
