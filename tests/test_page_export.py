"""Conversations and answers that are taken away."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from fakes import NASTY, HashEncoder, Markup
from markdown_it import MarkdownIt

from index.collection import Collection
from index.documents import from_parsed
from index.formats import plain_text
from qa.answer import Answer, IndexInfo
from qa.assistant import Assistant
from qa.citation import cite
from qa.page.answers import AnswerView
from qa.page.asked_questions import AnswerCache, AnsweredQuestion, AskedQuestion
from qa.page.english import ENGLISH
from qa.page.export import Export
from qa.page.languages import ARABIC
from qa.page.library import Library
from qa.refusal import Refusal

QUESTION = "Why did Qaani go to Baghdad?"
OFF_TOPIC = "Who won the 2018 World Cup?"
DAY = date(2020, 12, 21)


@pytest.fixture
def turns(assistant: Assistant) -> list[AnsweredQuestion]:
    return list(
        AnswerCache(assistant).turns([AskedQuestion(QUESTION), AskedQuestion("When?"), AskedQuestion(OFF_TOPIC)])
    )


@pytest.fixture
def export(assistant: Assistant) -> Export:
    return Export(AnswerView(Library(assistant.collection, ENGLISH)))


def test_json_holds_each_answer_as_the_command_line_prints_it(export: Export, turns: list[AnsweredQuestion]) -> None:
    record = json.loads(export.as_json(turns, DAY))
    assert record["date"] == "2020-12-21"
    for turn, exchange in zip(turns, record["exchanges"], strict=True):
        assert exchange.pop("history") == list(turn.history)
        assert exchange == json.loads(json.dumps(turn.answer.to_dict()))


def test_markdown_reads_as_questions_quotations_and_places(export: Export, turns: list[AnsweredQuestion]) -> None:
    page = Markup(MarkdownIt().render(export.as_markdown(turns, DAY)))
    cited = turns[0].answer.citations[0]
    assert [tag for tag, _ in page.tags].count("h2") == 3
    assert cited.quote in page.text
    assert f"[1] The article, paragraph 3 ({cited.start}\N{EN DASH}{cited.end})" in page.text
    assert "Understood as: When did Qaani go to Baghdad?" in page.text
    assert "The article does not say who won the 2018 World Cup." in page.text


def test_markup_is_text_in_markdown(export: Export, turns: list[AnsweredQuestion]) -> None:
    nasty = [replace(turn, answer=replace(turn.answer, question=f"# {NASTY}", answer=NASTY)) for turn in turns]
    page = Markup(MarkdownIt().render(export.as_markdown(nasty, DAY)))
    assert {tag for tag, _ in page.tags} <= {"h1", "h2", "p", "strong", "blockquote"}
    assert " ".join(NASTY.split()) in page.text


def test_a_card_shows_question_quotation_place_and_day(export: Export, turns: list[AnsweredQuestion]) -> None:
    answer = turns[0].answer
    page = Markup(export.card(answer, DAY))
    for shown in (QUESTION, answer.citations[0].quote, "[1] The article, paragraph 3", "2020-12-21"):
        assert shown in page.text
    refusal = Markup(export.card(turns[2].answer, DAY)).text
    assert "The article does not say who won the 2018 World Cup." in refusal
    assert "Quoted word for word" not in refusal


def test_a_comparison_is_exported_under_the_names_of_the_two(export: Export, assistant: Assistant) -> None:
    answer = assistant.ask("How do Khazali and Abu Fadak differ?")
    turn = AnsweredQuestion(AskedQuestion(answer.question), (), answer)
    page = Markup(MarkdownIt().render(export.as_markdown([turn], DAY)))
    assert [tag for tag, _ in page.tags].count("h3") == 2
    assert "Side by side" in page.text
    card = Markup(export.card(answer, DAY)).text
    for shown in ("Side by side", "Khazali", "Abu Fadak", *answer.answers):
        assert " ".join(shown.split()) in page.text
        assert shown in card


def test_a_brief_is_exported_sentence_by_sentence(export: Export, assistant: Assistant) -> None:
    answer = assistant.ask("Tell me about AAH")
    turn = AnsweredQuestion(AskedQuestion(answer.question), (), answer)
    page = Markup(MarkdownIt().render(export.as_markdown([turn], DAY)))
    assert f"In short: {len(answer.answers)} sentences" in page.text
    assert all(" ".join(piece.split()) in page.text for piece in answer.answers)


def test_a_refusal_is_taken_along_with_what_comes_closest(export: Export, turns: list[AnsweredQuestion]) -> None:
    refused = turns[2].answer
    closest = refused.nearest[0]
    markdown = Markup(MarkdownIt().render(export.as_markdown(turns[2:], DAY))).text
    for page in (markdown, Markup(export.card(refused, DAY)).text):
        assert page.index("who won the 2018 World Cup.") < page.index(ENGLISH.closest) < page.index(closest.quote)
    assert f"({closest.start}\N{EN DASH}{closest.end})" in markdown
    held_back = replace(refused, refusal=Refusal("unsure", "who won"))
    assert ENGLISH.may_be in Markup(export.card(held_back, DAY)).text


def test_a_reply_is_taken_along_with_the_questions_that_can_be_asked(export: Export, assistant: Assistant) -> None:
    turns = list(AnswerCache(assistant).turns([AskedQuestion("Hello!")]))
    page = Markup(MarkdownIt().render(export.as_markdown(turns, DAY)))
    assert "Hello! Ask me about the article." in page.text
    assert [tag for tag, _ in page.tags].count("li") == 2
    (exchange,) = json.loads(export.as_json(turns, DAY))["exchanges"]
    assert (exchange["form"], exchange["reply"]) == ("reply", turns[0].answer.reply)
    assert "Hello! Ask me about the article." in Markup(export.card(turns[0].answer, DAY)).text


def test_a_verdict_comes_first_in_markdown_and_on_a_card(export: Export, turns: list[AnsweredQuestion]) -> None:
    answer = replace(turns[0].answer, form="verdict", verdict="no")
    quote = answer.citations[0].quote
    markdown = Markup(MarkdownIt().render(export.as_markdown([replace(turns[0], answer=answer)], DAY)))
    assert [attributes for tag, attributes in markdown.tags if tag == "strong"] == [{}]
    assert markdown.text.index("No.") < markdown.text.index(quote)
    card = Markup(export.card(answer, DAY)).text
    assert card.index("No.") < card.index(quote)
    (exchange,) = json.loads(export.as_json([replace(turns[0], answer=answer)], DAY))["exchanges"]
    assert (exchange["form"], exchange["verdict"]) == ("verdict", "no")
    elsewhere = Export(AnswerView(Library(export.view.library.collection, ARABIC))).card(answer, DAY)
    assert '<p class="short" dir="auto">لا.</p>' in elsewhere


def test_a_card_needs_nothing_and_lets_nothing_run(two: Assistant) -> None:
    answer = two.ask("What do bees make from nectar?")
    nasty = replace(answer, question=NASTY, standalone_question=NASTY, answer=NASTY)
    markup = Export(AnswerView(Library(two.collection, ARABIC))).card(nasty, DAY)
    page = Markup(markup)
    assert "default-src 'none'" in str(page.attributes("meta", "content"))
    assert not {"script", "img", "a", "link", "iframe"} & {tag for tag, _ in page.tags}
    assert NASTY in page.text
    assert page.attributes("html", "dir") == ["rtl"]
    assert "://" not in markup


def test_what_was_asked_of_private_documents_is_marked_and_shown_in_their_own_words(
    assistant: Assistant, two: Assistant, export: Export
) -> None:
    uploaded = Library(
        two.collection, ENGLISH, uploaded={"article.txt": 7, next(iter(reversed(two.collection.documents))): 8}
    )
    exchanges = [
        AskedQuestion(QUESTION),
        AskedQuestion("What do bees make?", documents=(8,)),
        AskedQuestion("Who?", documents=(9,)),
    ]
    answer_cache = AnswerCache(two)
    turns = list(AnswerCache(assistant).turns(exchanges, lambda numbers: answer_cache if numbers == (8,) else None))
    views = replace(export, view_of=lambda documents: AnswerView(uploaded) if documents else export.view)
    record = json.loads(views.as_json(turns, DAY))
    assert [each.get("private", False) for each in record["exchanges"]] == [False, True, True]
    assert record["exchanges"][2] == {"question": "Who?", "private": True}
    shown = Markup(MarkdownIt().render(views.as_markdown(turns, DAY))).text
    assert "Bees make honey from nectar." in shown
    assert ENGLISH.uploads_gone in shown


def test_headings_stand_with_the_title_and_are_inert() -> None:
    document = from_parsed(plain_text.read("Report\n\nMoney & *<b>2020</b>*\n\nProfits rose."), "a.txt", "0")
    collection = Collection.build([document], HashEncoder())
    (passage,) = collection.passages
    citations, info = (cite(document, passage, passage.span),), IndexInfo("0", 1, 1)
    answer = Answer(
        "What rose?",
        "What rose?",
        form="quotation",
        answer="Profits",
        verdict=None,
        reply=None,
        confidence=0.9,
        reason=None,
        citations=citations,
        nearest=(),
        passages=(),
        index=info,
        timings_ms={"total": 1.0},
    )
    turn, view = AnsweredQuestion(AskedQuestion("What rose?"), (), answer), AnswerView(Library(collection, ENGLISH))
    markdown = MarkdownIt().render(Export(view).as_markdown([turn], DAY))
    for markup in (view.answer(answer), Export(view).card(answer, DAY), markdown):
        page = Markup(markup)
        assert "[1] Report \u203a Money & *<b>2020</b>*, paragraph 1" in page.text
        assert not {"b", "em"} & {tag for tag, _ in page.tags}
    (exchange,) = json.loads(Export(view).as_json([turn], DAY))["exchanges"]
    assert exchange["citations"][0]["headings"] == ["Report", "Money & *<b>2020</b>*"]
