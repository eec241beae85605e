"""What happens when somebody asks on the page, without a browser."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from fakes import NASTY, Markup, text_document
from serving import CountingAssistant
from starlette.requests import Request as StarletteRequest

from index.collection import Collection
from index.documents import Document
from index.embedding import Encoder
from qa.answer import Answer
from qa.assistant import Assistant
from qa.page import asked_questions
from qa.page.asked_questions import AskedQuestion
from qa.page.clients import Client, EventStreams
from qa.page.english import ENGLISH
from qa.page.handlers import STARTERS, UNCHANGED, ChatHandlers, ChatMessage, KeptQuestions, PageUpdate
from qa.page.languages import ARABIC
from qa.page.next_questions import NextQuestionFinder
from qa.page.offline_gradio import gr
from qa.page.options import Options
from qa.page.rate_limit import RateLimit
from qa.settings import load_settings
from qa.startup import make_assistant

QUESTION = "Why did Qaani go to Baghdad?"
OFF_TOPIC = "Who won the 2018 World Cup?"


class Suggestions:
    """Always the same ones."""

    def starters(self, limit: int) -> tuple[str, ...]:
        return ("Where to begin?",)[:limit]

    def follow_ups(self, answer: Answer, asked: Sequence[str]) -> tuple[str, ...]:
        return (f"What comes after {len(asked)}?",)

    def alternative(self, answer: Answer) -> str | None:
        return "What else?"


@pytest.fixture
def handlers(assistant: Assistant) -> ChatHandlers:
    return ChatHandlers(assistant, Options())


def last(steps: Iterator[PageUpdate]) -> PageUpdate:
    return list(steps)[-1]


def content(step: PageUpdate) -> str:
    """The latest message."""
    assert isinstance(step[1], list)
    return str(step[1][-1]["content"])


def test_the_question_shows_at_once_and_then_its_answer(handlers: ChatHandlers) -> None:
    first, second = handlers.submit(QUESTION, [], [])
    assert isinstance(first[1], list)
    assert isinstance(second[1], list)
    assert [message["role"] for message in first[1]] == ["user"]
    assert [message["role"] for message in second[1]] == ["user", "assistant"]
    assert (first[0], second[0]) == ("", gr.skip())
    assert second[2] == [{"question": QUESTION, "alone": False}]
    assert second[3].startswith("0-")


def test_a_blank_question_changes_nothing(handlers: ChatHandlers) -> None:
    before = [{"question": "before", "alone": False}]
    assert list(handlers.submit(" \n", [], before)) == [("", UNCHANGED, UNCHANGED, "")]


def test_a_question_is_shown_literally(handlers: ChatHandlers) -> None:
    shown = content(next(handlers.submit(NASTY, [], [])))
    assert [tag for tag, _ in Markup(shown).tags] == ["h2", "bdi"]
    assert Markup(shown).text == NASTY


def test_a_question_that_is_too_long_gets_one_plain_sentence(handlers: ChatHandlers) -> None:
    step = last(handlers.submit("why " * 400, [], []))
    assert "Ask a shorter one." in Markup(content(step)).text
    assert step[2:] == ([], "")


def test_what_goes_wrong_is_told_in_the_language_of_the_page(assistant: Assistant) -> None:
    handlers = ChatHandlers(assistant, Options(language="ar"))
    full = [{"question": QUESTION, "alone": True}] * asked_questions.MOST
    for question, past, told in (
        ("why " * 400, [], ARABIC.long_question.format(longest="1,000")),
        ("\ud800", [], ARABIC.no_text),
        (QUESTION, [{"question": 1}], ARABIC.foreign),
        (QUESTION, full, ARABIC.too_long),
    ):
        assert Markup(content(last(handlers.submit(question, [], past)))).text.endswith(told)


def test_a_conversation_that_is_too_long_gets_one_plain_sentence(handlers: ChatHandlers) -> None:
    past = [{"question": QUESTION, "alone": True}] * asked_questions.MOST
    assert "Begin a new one" in Markup(content(last(handlers.submit(QUESTION, [], past)))).text


def test_earlier_questions_are_the_history(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Sequence[str]] = []
    ask = assistant.ask

    def spy(question: str, history: Sequence[str] = ()) -> Answer:
        seen.append(history)
        return ask(question, history)

    monkeypatch.setattr(assistant, "ask", spy)
    handlers = ChatHandlers(assistant, Options())
    _, chat, past, _ = last(handlers.submit("Who is Qaani?", [], []))
    assert isinstance(chat, list)
    assert isinstance(past, list)
    last(handlers.submit("And then?", chat, past))
    alone = gr.EventData(None, {"question": "And then?", "alone": True})
    last(handlers.submit_chosen(chat, past, alone))
    assert seen == [[], ["Who is Qaani?"], []]


def test_a_question_chosen_beside_an_answer_is_asked_alone(handlers: ChatHandlers) -> None:
    chosen = gr.EventData(None, {"question": "Why?", "alone": True})
    past = [{"question": QUESTION, "alone": False}]
    step = last(handlers.submit_chosen([], past, chosen))
    assert step[2] == [*past, {"question": "Why?", "alone": True}]
    assert "Understood as" not in content(step)


def test_a_conversation_comes_back_answer_by_answer(handlers: ChatHandlers) -> None:
    past = [{"question": question, "alone": False} for question in (QUESTION, "Why?", OFF_TOPIC)]
    steps = list(handlers.restore(past))
    assert [len(step[1]) for step in steps] == [2, 4, 6]
    assert steps[-1][2] == past
    chat: list[ChatMessage] = []
    kept: KeptQuestions = []
    for asked in past:
        _, chat, kept, _ = last(handlers.submit(asked["question"], chat, kept))  # type: ignore[assignment]
    assert steps[-1][1] == chat


def test_nothing_kept_brings_nothing_back_and_disturbs_nobody(handlers: ChatHandlers) -> None:
    assert list(handlers.restore(None)) == [(gr.skip(), gr.skip(), gr.skip(), "")]


def test_what_was_never_kept_by_this_page_is_refused_in_a_sentence(handlers: ChatHandlers) -> None:
    first, *_ = handlers.restore([{"question": 1}])
    assert "not a conversation of this page" in Markup(content(first)).text


def test_an_unforeseen_failure_is_logged_and_told_in_a_sentence(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(question: str, history: Sequence[str] = ()) -> Answer:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(assistant, "ask", fail)
    step = last(ChatHandlers(assistant, Options()).submit("Who is Qaani?", [], []))
    assert "Something went wrong" in content(step)
    assert "secret" not in content(step)
    assert step[2] == []
    assert "secret detail" in caplog.text


def test_starter_questions_are_offered_for_the_bundled_article_only(
    assistant: Assistant, bees: Document, encoder: Encoder
) -> None:
    other = Assistant(Collection.build([bees], encoder), encoder)
    about = ENGLISH.starter_article
    assert list(ChatHandlers(other, Options(suggester=Suggestions())).starters) == [about, "Where to begin?"]
    assert list(ChatHandlers(assistant, Options(suggester=Suggestions())).starters) == [about, *STARTERS]
    assert list(ChatHandlers(other, Options()).starters) == [about]
    assert list(ChatHandlers(other, Options(language="ar")).starters) == [ARABIC.starter_article]


def test_of_several_articles_the_first_question_is_about_all(two: Assistant) -> None:
    assert ChatHandlers(two, Options()).starters[0] == ENGLISH.starter_articles


@pytest.mark.parametrize("starter", STARTERS)
def test_every_starter_question_has_an_answer(collection: Collection, encoder: Encoder, starter: str) -> None:
    assert make_assistant(collection, encoder, load_settings(environment={})).ask(starter).answered


def offered(handlers: ChatHandlers, questions: Sequence[str]) -> str:
    html = NextQuestionFinder().after(handlers.workspaces, [AskedQuestion(q) for q in questions], None)
    assert html is not None
    return html


def test_suggestions_follow_answers_and_refusals(assistant: Assistant) -> None:
    handlers = ChatHandlers(assistant, Options(suggester=Suggestions()))
    assert "What comes after 1?" not in content(last(handlers.submit(QUESTION, [], [])))
    assert "What comes after 1?" in Markup(offered(handlers, [QUESTION])).text
    assert "What comes after 2?" in Markup(offered(handlers, [QUESTION, "Why?"])).text
    assert "What else?" in Markup(offered(handlers, [OFF_TOPIC])).text
    assert offered(ChatHandlers(assistant, Options()), [QUESTION]) == ""


def test_a_question_that_one_side_does_not_answer_is_offered_for_the_other(assistant: Assistant) -> None:
    handlers = ChatHandlers(assistant, Options())
    sessions = handlers.workspaces.upload_sessions
    key = sessions.open()
    session = sessions.find(key)
    assert key
    assert session
    own = session.add(text_document("Bees keep warm in winter by shivering.", "bees.txt")).number
    finder, bees = NextQuestionFinder(), "How do bees keep warm in winter?"
    of_articles = Markup(finder.after(handlers.workspaces, [AskedQuestion(bees)], key) or "")
    assert of_articles.attributes("button", "data-documents") == [str(own)]
    assert bees in of_articles.text
    assert bees not in Markup(finder.after(handlers.workspaces, [AskedQuestion(bees)], None) or "").text
    of_own = Markup(finder.after(handlers.workspaces, [AskedQuestion(QUESTION, documents=(own,))], key) or "")
    assert of_own.attributes("button", "data-documents") == [""]
    assert "An answer is found in the article:" in of_own.text
    assert "found in" not in (
        finder.after(handlers.workspaces, [AskedQuestion(OFF_TOPIC, documents=(own,))], key) or ""
    )


def test_a_refusal_shows_the_place_that_comes_closest(handlers: ChatHandlers) -> None:
    nearest = handlers.assistant.ask(OFF_TOPIC).nearest[0]
    assert last(handlers.submit(OFF_TOPIC, [], []))[3] == f"0-{nearest.start}-{nearest.end}"


def test_small_talk_gets_a_reply_no_place_and_questions_whoever_suggests(handlers: ChatHandlers) -> None:
    step = last(handlers.submit("Hello!", [], []))
    assert "Hello! Ask me about the article." in Markup(content(step)).text
    assert step[3] == ""
    assert Markup(offered(handlers, ["Hello!"])).attributes("button", "class") == ["qa-do-ask"] * 2
    assert offered(handlers, ["Goodbye"]) == ""


def test_nobody_waits_for_suggestions_that_are_made_for_somebody_else(assistant: Assistant) -> None:
    class Nested(Suggestions):
        def follow_ups(self, answer: Answer, asked: Sequence[str]) -> tuple[str, ...]:
            return (f"Meanwhile: {finder.after(workspaces, [AskedQuestion(QUESTION)], None)!r}",)

    finder, workspaces = NextQuestionFinder(), ChatHandlers(assistant, Options(suggester=Nested())).workspaces
    for _ in range(2):
        assert "Meanwhile: None" in Markup(finder.after(workspaces, [AskedQuestion(QUESTION)], None) or "").text


def test_a_suggester_that_fails_costs_no_answer(assistant: Assistant, caplog: pytest.LogCaptureFixture) -> None:
    class Failing(Suggestions):
        def follow_ups(self, answer: Answer, asked: Sequence[str]) -> tuple[str, ...]:
            raise RuntimeError("no suggestions today")

    assert offered(ChatHandlers(assistant, Options(suggester=Failing())), [QUESTION]) == ""
    assert "no suggestions today" in caplog.text


MANY = [{"question": f"What did Qaani do on day {number}?"} for number in range(50)]


def request_of(limit: RateLimit) -> gr.Request:
    """A request of a client with that rate, as Gradio hands it on."""
    request = StarletteRequest({"type": "http", "state": {}})
    request.state.client = Client(lambda: limit.allows("somebody"), ENGLISH.too_fast, EventStreams())
    return gr.Request(request, session_hash="s")


def test_a_conversation_comes_back_as_far_as_the_rate_allows_and_none_of_it_is_lost(assistant: Assistant) -> None:
    counting, limit = CountingAssistant(assistant), RateLimit(10, lambda: 0.0)
    handlers = ChatHandlers(counting, Options())
    for _ in range(2):
        step = last(handlers.restore(MANY, None, request_of(limit)))
        assert len(step[1]) == 21
        assert Markup(content(step)).text.endswith(ENGLISH.too_fast)
        assert step[2] == [{**asked, "alone": False} for asked in MANY]
    assert len(counting.read) == 10


def test_a_client_that_asks_too_fast_is_told_so_and_has_its_question_back(assistant: Assistant) -> None:
    counting, limit = CountingAssistant(assistant), RateLimit(2, lambda: 0.0)
    handlers = ChatHandlers(counting, Options())
    step = last(handlers.submit(QUESTION, [], MANY[:20], None, request_of(limit)))
    assert (step[0], len(counting.read)) == (QUESTION, 2)
    assert Markup(content(step)).text.endswith(ENGLISH.too_fast)
    assert len(step[2]) == 20
    with pytest.raises(gr.Error, match="Many questions came from here"):
        handlers.ask(QUESTION, None, request_of(limit))
    assert len(counting.read) == 2


def test_nothing_more_is_read_for_a_page_that_was_closed(assistant: Assistant) -> None:
    counting, request = CountingAssistant(assistant), request_of(RateLimit(0))
    steps = ChatHandlers(counting, Options()).restore(MANY, None, request)
    next(steps)
    next(steps)
    request.state.client.leave()
    list(steps)
    assert len(counting.read) == 2


@pytest.mark.parametrize("given", [None, 1, "x", {}, [], [1], {"session": 1}, {"documents": "x"}, [{"question": 1}]])
def test_whatever_a_browser_sends_is_answered(handlers: ChatHandlers, given: Any) -> None:
    event = gr.EventData(None, given)
    for steps in (
        handlers.submit(given, [], []),
        handlers.submit(QUESTION, [], given, given),
        handlers.submit_starter([], given, event, given),
        handlers.submit_chosen([], given, event, given),
        handlers.restore(given, given),
    ):
        assert all(len(step) == 4 for step in steps)


@pytest.mark.parametrize(("question", "history"), [(1, None), (None, None), ([], []), (QUESTION, "x"), (QUESTION, [1])])
def test_a_program_that_sends_something_else_than_text_is_told_so(
    handlers: ChatHandlers, question: Any, history: Any
) -> None:
    with pytest.raises(gr.Error, match="The question must be a text, and the history a list of texts"):
        handlers.ask(question, history)
