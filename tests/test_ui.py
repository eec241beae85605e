"""What happens when somebody asks, without a browser."""

from __future__ import annotations

import asyncio
import gc
import socket
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace

import gradio as gr
import pytest
from fakes import NASTY, Markup

import ui
from index.collection import Collection
from index.documents import Document
from index.embedding import SentenceTransformerEncoder
from index.errors import SettingsError
from qa.answer import Answer
from qa.assistant import Assistant
from qa.page import asked_questions
from qa.page.messages import ARABIC
from qa.page.next_questions import NextQuestionFinder
from qa.page.options import Options
from qa.settings import load_settings
from qa.startup import make_assistant

QUESTION = "Why did Qaani go to Baghdad?"
OFF_TOPIC = "Who won the 2018 World Cup?"

# Gradio makes an event loop for each page and never closes it.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")


class Suggestions:
    """Always the same ones."""

    def starters(self, limit: int) -> tuple[str, ...]:
        return ("Where to begin?",)[:limit]

    def follow_ups(self, answer: Answer, asked: Sequence[str]) -> tuple[str, ...]:
        return (f"What comes after {len(asked)}?",)

    def alternative(self, answer: Answer) -> str | None:
        return "What else?"


@pytest.fixture(scope="module", autouse=True)
def collect_event_loops() -> Iterator[None]:
    """Have those event loops gone before other modules' tests, for which every warning is an error."""
    yield
    asyncio.set_event_loop(None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.fixture
def conversation(assistant: Assistant) -> ui.ChatHandlers:
    return ui.ChatHandlers(assistant, Options())


def last(steps: Iterator[ui.Step]) -> ui.Step:
    return list(steps)[-1]


def content(step: ui.Step) -> str:
    """The latest message."""
    assert isinstance(step[1], list)
    return str(step[1][-1]["content"])


def test_the_question_shows_at_once_and_then_its_answer(conversation: ui.ChatHandlers) -> None:
    first, second = conversation.take(QUESTION, [], [])
    assert isinstance(first[1], list)
    assert isinstance(second[1], list)
    assert [message["role"] for message in first[1]] == ["user"]
    assert [message["role"] for message in second[1]] == ["user", "assistant"]
    assert (first[0], second[0]) == ("", gr.skip())
    assert second[2] == [{"question": QUESTION, "alone": False}]
    assert second[3].startswith("0-")


def test_a_blank_question_changes_nothing(conversation: ui.ChatHandlers) -> None:
    before = [{"question": "before", "alone": False}]
    assert list(conversation.take(" \n", [], before)) == [("", [], before, "")]


def test_a_question_is_shown_literally(conversation: ui.ChatHandlers) -> None:
    shown = content(next(conversation.take(NASTY, [], [])))
    assert [tag for tag, _ in Markup(shown).tags] == ["div", "bdi"]
    assert Markup(shown).text == NASTY


def test_a_question_that_is_too_long_gets_one_plain_sentence(conversation: ui.ChatHandlers) -> None:
    step = last(conversation.take("why " * 400, [], []))
    assert "Ask a shorter one." in Markup(content(step)).text
    assert step[2:] == ([], "")


def test_what_goes_wrong_is_told_in_the_language_of_the_page(assistant: Assistant) -> None:
    conversation = ui.ChatHandlers(assistant, Options(language="ar"))
    full = [{"question": QUESTION, "alone": True}] * asked_questions.MOST
    for question, past, told in (
        ("why " * 400, [], ARABIC.long_question.format(longest="1,000")),
        ("\ud800", [], ARABIC.no_text),
        (QUESTION, [{"question": 1}], ARABIC.foreign),
        (QUESTION, full, ARABIC.too_long),
    ):
        assert Markup(content(last(conversation.take(question, [], past)))).text.endswith(told)


def test_a_conversation_that_is_too_long_gets_one_plain_sentence(conversation: ui.ChatHandlers) -> None:
    past = [{"question": QUESTION, "alone": True}] * asked_questions.MOST
    assert "Begin a new one" in Markup(content(last(conversation.take(QUESTION, [], past)))).text


def test_earlier_questions_are_the_history(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Sequence[str]] = []
    ask = assistant.ask

    def spy(question: str, history: Sequence[str] = ()) -> Answer:
        seen.append(history)
        return ask(question, history)

    monkeypatch.setattr(assistant, "ask", spy)
    conversation = ui.ChatHandlers(assistant, Options())
    _, talk, past, _ = last(conversation.take("Who is Qaani?", [], []))
    assert isinstance(talk, list)
    assert isinstance(past, list)
    last(conversation.take("And then?", talk, past))
    last(conversation.take("And then?", talk, past, alone=True))
    assert seen == [[], ["Who is Qaani?"], []]


def test_a_question_chosen_beside_an_answer_is_asked_alone(conversation: ui.ChatHandlers) -> None:
    chosen = SimpleNamespace(_data={"question": "Why?", "alone": True})
    past = [{"question": QUESTION, "alone": False}]
    step = last(conversation.take_chosen([], past, chosen))  # type: ignore[arg-type]
    assert step[2] == [*past, {"question": "Why?", "alone": True}]
    assert "Understood as" not in content(step)


def test_a_conversation_comes_back_answer_by_answer(conversation: ui.ChatHandlers) -> None:
    past = [{"question": question, "alone": False} for question in (QUESTION, "Why?", OFF_TOPIC)]
    steps = list(conversation.restore(past))
    assert [len(step[1]) for step in steps] == [2, 4, 6]
    assert steps[-1][2] == past
    talk: list[ui.Message] = []
    asked: ui.Past = []
    for exchange in past:
        _, talk, asked, _ = last(conversation.take(exchange["question"], talk, asked))  # type: ignore[assignment]
    assert steps[-1][1] == talk


def test_nothing_kept_brings_nothing_back_and_disturbs_nobody(conversation: ui.ChatHandlers) -> None:
    assert list(conversation.restore(None)) == [(gr.skip(), gr.skip(), gr.skip(), "")]


def test_what_was_never_kept_by_this_page_is_refused_in_a_sentence(conversation: ui.ChatHandlers) -> None:
    first, *_ = conversation.restore([{"question": 1}])
    assert "not a conversation of this page" in Markup(content(first)).text


def test_an_unforeseen_failure_is_logged_and_told_in_a_sentence(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(question: str, history: Sequence[str] = ()) -> Answer:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(assistant, "ask", fail)
    step = last(ui.ChatHandlers(assistant, Options()).take("Who is Qaani?", [], []))
    assert "Something went wrong" in content(step)
    assert "secret" not in content(step)
    assert step[2] == []
    assert "secret detail" in caplog.text


def test_starter_questions_are_offered_for_the_bundled_article_only(
    assistant: Assistant, bees: Document, encoder: SentenceTransformerEncoder
) -> None:
    other = Assistant(Collection.build([bees], encoder), encoder)
    assert list(ui.ChatHandlers(other, Options(suggester=Suggestions())).starters) == ["Where to begin?"]
    assert ui.STARTERS[0] in str(ui.build_page(ui.ChatHandlers(assistant, Options())).get_config_file())
    assert ui.STARTERS[0] not in str(ui.build_page(ui.ChatHandlers(other, Options())).get_config_file())


@pytest.mark.parametrize("starter", ui.STARTERS)
def test_every_starter_question_has_an_answer(
    collection: Collection, encoder: SentenceTransformerEncoder, starter: str
) -> None:
    assert make_assistant(collection, encoder, load_settings(environment={})).ask(starter).answered


def offered(conversation: ui.ChatHandlers, questions: Sequence[str]) -> str:
    html = NextQuestionFinder(conversation.workspaces).after([{"question": q, "alone": False} for q in questions], None)
    assert html is not None
    return html


def test_suggestions_follow_answers_and_refusals(assistant: Assistant) -> None:
    conversation = ui.ChatHandlers(assistant, Options(suggester=Suggestions()))
    assert "What comes after 1?" not in content(last(conversation.take(QUESTION, [], [])))
    assert "What comes after 1?" in Markup(offered(conversation, [QUESTION])).text
    assert "What comes after 2?" in Markup(offered(conversation, [QUESTION, "Why?"])).text
    assert "What else?" in Markup(offered(conversation, [OFF_TOPIC])).text
    assert offered(ui.ChatHandlers(assistant, Options()), [QUESTION]) == ""


def test_nobody_waits_for_suggestions_that_are_made_for_somebody_else(assistant: Assistant) -> None:
    class Nested(Suggestions):
        def follow_ups(self, answer: Answer, asked: Sequence[str]) -> tuple[str, ...]:
            return (f"Meanwhile: {finder.after([{'question': QUESTION}], None)!r}",)

    finder = NextQuestionFinder(ui.ChatHandlers(assistant, Options(suggester=Nested())).workspaces)
    for _ in range(2):
        assert "Meanwhile: None" in Markup(finder.after([{"question": QUESTION}], None) or "").text


def test_a_suggester_that_fails_costs_no_answer(assistant: Assistant, caplog: pytest.LogCaptureFixture) -> None:
    class Failing(Suggestions):
        def follow_ups(self, answer: Answer, asked: Sequence[str]) -> tuple[str, ...]:
            raise RuntimeError("no suggestions today")

    assert offered(ui.ChatHandlers(assistant, Options(suggester=Failing())), [QUESTION]) == ""
    assert "no suggestions today" in caplog.text


def test_only_ask_is_public(assistant: Assistant) -> None:
    described = ui.build_page(ui.ChatHandlers(assistant, Options(feedback=Path("said.jsonl")))).get_api_info()
    assert list(described["named_endpoints"]) == ["/ask"]
    assert not described["unnamed_endpoints"]


def test_a_port_that_is_taken_is_one_plain_error(assistant: Assistant) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(SettingsError, match=r"cannot be served at port \d+ of 127\.0\.0\.1: it is in use"):
            ui.launch(assistant, port=other.getsockname()[1], block=False)


def test_the_page_names_no_address_outside() -> None:
    page = Path(ui.__file__).parent / "qa" / "page"
    for source in [Path(ui.__file__), *page.glob("*.py"), *(page / "assets").iterdir()]:
        assert "://" not in source.read_text(encoding="utf-8"), source
