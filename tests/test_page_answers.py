"""Answers as HTML."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from fakes import NASTY, Markup

from qa.answer import Answer, OutOfDate, Verdict
from qa.assistant import Assistant
from qa.page.answers import CLOSEST, AnswerView, NextQuestions
from qa.page.english import ENGLISH
from qa.page.languages import ARABIC
from qa.page.library import Library
from qa.refusal import Refusal, RefusalKind
from qa.reply import Fact, Reply

QUESTION = "Why did Qaani go to Baghdad?"
OFF_TOPIC = "Who won the 2018 World Cup?"


@pytest.fixture
def view(assistant: Assistant) -> AnswerView:
    return AnswerView(Library(assistant.collection, ENGLISH))


def shortened(answer: Answer, messages: str) -> Answer:
    """The answer as a reader gives it that takes only these words of the sentence."""
    cited = answer.citations[0]
    start = cited.start + cited.quote.index(messages)
    placed = replace(cited, answer_start=start, answer_end=start + len(messages))
    return replace(answer, answer=messages, citations=(placed,))


def test_an_answer_shows_the_quotation_letter_for_letter_with_a_numbered_link_to_its_place(
    assistant: Assistant, view: AnswerView
) -> None:
    answer = assistant.ask(QUESTION)
    cited = answer.citations[0]
    page = Markup(view.answer(answer))
    assert cited.quote in page.text
    assert "[1] The article, paragraph 3" in page.text
    place = f"{cited.start}-{cited.end}-{cited.answer_start}-{cited.answer_end}"
    assert page.attributes("a", "href") == [f"#cite-0-{place}"]


def test_the_short_answer_comes_first_and_is_marked_in_its_sentence(assistant: Assistant, view: AnswerView) -> None:
    answer = shortened(assistant.ask(QUESTION), "to calm AAH down")
    markup = view.answer(answer)
    assert markup.index('<p class="qa-short" dir="auto">to calm AAH down</p>') < markup.index("<blockquote")
    assert "<strong>to calm AAH down</strong>" in markup
    assert answer.citations[0].quote in Markup(markup).text


def test_an_answer_that_is_its_whole_sentence_is_shown_once(assistant: Assistant, view: AnswerView) -> None:
    answer = assistant.ask(QUESTION)
    assert answer.answer == answer.citations[0].quote
    markup = view.answer(answer)
    assert "qa-short" not in markup
    assert "<strong>" not in markup


def test_every_citation_is_shown_with_a_number_and_a_link_of_its_own(assistant: Assistant, view: AnswerView) -> None:
    answer = assistant.ask(QUESTION)
    other = assistant.ask("What is the ultimate goal of the Iraqi militias?").citations[0]
    page = Markup(view.answer(replace(answer, citations=(answer.citations[0], other))))
    assert len(set(page.attributes("a", "href"))) == 2
    assert "[1] The article, paragraph 3" in page.text
    assert f"[2] The article \u203a Escalation and leverage, paragraph {other.paragraph}" in page.text
    assert other.quote in page.text


@pytest.mark.parametrize(("verdict", "word", "arabic"), [("yes", "Yes.", "نعم."), ("no", "No.", "لا.")])
def test_a_verdict_stands_in_large_letters_before_the_sentence_that_decides_and_is_heard_first(
    assistant: Assistant, view: AnswerView, verdict: Verdict, word: str, arabic: str
) -> None:
    answer = replace(assistant.ask(QUESTION), verdict=verdict, confidence=0.9)
    markup = view.answer(answer)
    page = Markup(markup)
    tags = [(tag, attributes.get("class")) for tag, attributes in page.tags]
    assert tags.index(("p", "qa-verdict")) < tags.index(("blockquote", None))
    assert f"{word}{answer.citations[0].quote}" in page.text
    assert "qa-short" not in markup
    assert "<strong>" not in markup
    assert view.said(answer) == f"{word} {answer.answer} stated in the article. [1] The article, paragraph 3"
    elsewhere = AnswerView(Library(assistant.collection, ARABIC))
    assert f"{arabic}{answer.citations[0].quote}" in Markup(elsewhere.answer(answer)).text
    assert elsewhere.said(answer).startswith(f"{arabic} {answer.answer}")


def test_a_brief_says_its_form_first_and_quotes_each_sentence_with_a_link_of_its_own(
    assistant: Assistant, view: AnswerView
) -> None:
    answer = assistant.ask("Tell me about AAH")
    markup = view.answer(answer)
    page, number = Markup(markup), len(answer.citations)
    assert f"In short: {number} sentences{answer.citations[0].quote}" in page.text
    assert len(set(page.attributes("a", "href"))) == number
    assert "qa-cited qa-several" in markup
    assert "qa-short" not in markup
    assert "<strong>" not in markup
    said = view.said(answer)
    assert said.startswith(f"In short: {number} sentences. {answer.citations[0].quote} {answer.citations[1].quote}")
    assert page.text.count("stated in the article. Confidence") == 1


def test_a_comparison_stands_side_by_side_under_the_names_of_the_two(assistant: Assistant, view: AnswerView) -> None:
    answer = assistant.ask("How do Khazali and Abu Fadak differ?")
    page = Markup(view.answer(answer))
    assert [tag for tag, _ in page.tags].count("h4") == 2
    first, *_, last = answer.citations
    assert f"Side by sideKhazali{first.quote}" in page.text
    assert f"Abu Fadak{last.quote}" in page.text
    assert f"Khazali: {first.quote}" in view.said(answer)


def test_an_explanation_is_quoted_once_with_its_decisive_words_marked(assistant: Assistant, view: AnswerView) -> None:
    answer = assistant.ask(QUESTION)
    markup = view.answer(replace(answer, form="explanation", citations=answer.citations[:1]))
    assert "qa-items" not in markup
    assert markup.count("<blockquote") == 1


def test_the_items_of_a_list_stand_first_and_a_sentence_with_several_is_quoted_once_with_each_marked(
    assistant: Assistant, view: AnswerView
) -> None:
    whole = assistant.ask(QUESTION).citations[0]
    items = []
    for words in ("Qaani", "calm AAH down"):
        start = whole.start + whole.quote.index(words)
        items.append(replace(whole, answer_start=start, answer_end=start + len(words)))
    markup = view.answer(replace(assistant.ask(QUESTION), form="list", citations=tuple(items)))
    assert '<ol class="qa-items"><li dir="auto">Qaani</li><li dir="auto">calm AAH down</li></ol>' in markup
    assert markup.count("<blockquote") == 1
    assert "<strong>Qaani</strong>" in markup
    assert "<strong>calm AAH down</strong>" in markup
    assert "[1, 2] The article, paragraph 3" in Markup(markup).text


@pytest.mark.parametrize(
    ("confidence", "messages", "share"),
    [
        (0.97, "stated in the article", "more than 9 in 10"),
        (0.83, "stated in the article", "about 8 in 10"),
        (0.62, "probably", "about 6 in 10"),
        (0.3, "not sure: check it", "about 3 in 10"),
    ],
)
def test_how_sure_it_is_stands_in_words_with_the_number_beside_them(
    assistant: Assistant, view: AnswerView, confidence: float, messages: str, share: str
) -> None:
    page = Markup(view.answer(replace(assistant.ask(QUESTION), confidence=confidence)))
    assert f"{messages}. Confidence {confidence:.2f}: of answers with such confidence {share} are right." in page.text


def test_of_several_documents_an_answer_is_stated_in_the_text(two: Assistant) -> None:
    assert AnswerView(Library(two.collection, ENGLISH)).certainty(0.9) == "stated in the text"


def test_a_follow_up_says_how_it_was_understood_and_can_be_asked_as_typed(
    assistant: Assistant, view: AnswerView
) -> None:
    answer = assistant.ask(QUESTION)
    assert "Understood as" not in view.answer(answer)
    page = Markup(view.answer(replace(answer, question="Why?")))
    assert f"Understood as: {QUESTION} Ask it as I typed it" in page.text


def test_a_refusal_claims_little_gives_the_reason_and_marks_the_closest_passages_as_no_answer(
    assistant: Assistant, view: AnswerView
) -> None:
    answer = assistant.ask(OFF_TOPIC)
    page = Markup(view.answer(answer))
    assert "The article does not say who won the 2018 World Cup." in page.text
    assert ENGLISH.unclear in page.text
    assert "What comes closest \N{EN DASH} not an answer" in page.text
    assert len(page.attributes("a", "href")) == CLOSEST


@pytest.mark.parametrize(
    ("refusal", "lead", "reason"),
    [
        (Refusal("unrelated", "who won"), "The article does not say who won.", ENGLISH.unrelated),
        (Refusal("unlikely", None), "The article does not say.", ENGLISH.unclear),
        (Refusal("unsure", "who won"), "The article does not seem to say who won.", ENGLISH.unclear),
        (Refusal("unsure", None), "The article does not seem to say.", ENGLISH.unclear),
    ],
)
def test_a_refusal_says_what_is_not_said_and_claims_no_more_than_is_known(
    assistant: Assistant, view: AnswerView, refusal: Refusal, lead: str, reason: str
) -> None:
    assert view.said(replace(assistant.ask(OFF_TOPIC), refusal=refusal)) == f"{lead} {reason}"


@pytest.mark.parametrize(
    ("kind", "one", "several", "uploaded", "all_uploaded"),
    [
        (
            "unlikely",
            "The article does not say who won.",
            "The text does not say who won.",
            "Your document does not say who won.",
            "Your documents do not say who won.",
        ),
        (
            "unsure",
            "The article does not seem to say who won.",
            "The text does not seem to say who won.",
            "Your document does not seem to say who won.",
            "Your documents do not seem to say who won.",
        ),
        (
            "unrelated",
            "The article does not say who won. What comes closest does not speak of this.",
            "The text does not say who won. What comes closest does not speak of this.",
            "Your document does not say who won. What comes closest does not speak of this.",
            "Your documents do not say who won. What comes closest does not speak of this.",
        ),
    ],
)
def test_the_verb_of_a_refusal_goes_with_what_does_not_say(
    assistant: Assistant, two: Assistant, kind: RefusalKind, one: str, several: str, uploaded: str, all_uploaded: str
) -> None:
    answer = replace(assistant.ask(OFF_TOPIC), refusal=Refusal(kind, "who won"))
    for asked, numbers, expected in (
        (assistant, None, one),
        (two, None, several),
        (assistant, dict.fromkeys(assistant.collection.documents, 0), uploaded),
        (two, {name: number for number, name in enumerate(two.collection.documents)}, all_uploaded),
    ):
        assert AnswerView(Library(asked.collection, ENGLISH, numbers)).said(answer).startswith(expected)


@pytest.mark.parametrize(
    ("kind", "wanted", "one", "several"),
    [
        ("unlikely", None, "لا يجيب مستندك عن السؤال", "لا تجيب مستنداتك عن السؤال"),
        ("unsure", None, "لا يبدو أن مستندك يجيب عن السؤال", "لا يبدو أن مستنداتك تجيب عن السؤال"),
    ],
)
def test_an_arabic_verb_goes_with_what_does_not_say(
    assistant: Assistant, two: Assistant, kind: RefusalKind, wanted: None, one: str, several: str
) -> None:
    answer = replace(assistant.ask(OFF_TOPIC), refusal=Refusal(kind, wanted))
    for asked, expected in ((assistant, one), (two, several)):
        numbers = {name: number for number, name in enumerate(asked.collection.documents)}
        assert AnswerView(Library(asked.collection, ARABIC, numbers)).said(answer).startswith(expected)


def test_a_refusal_in_another_language_has_no_english_but_the_question(assistant: Assistant) -> None:
    said = AnswerView(Library(assistant.collection, ARABIC)).said(assistant.ask(OFF_TOPIC))
    assert not re.search("[A-Za-z]", said.replace(OFF_TOPIC, ""))


def test_a_refusal_with_no_sentence_promises_none(assistant: Assistant, view: AnswerView) -> None:
    assert ENGLISH.closest not in view.answer(replace(assistant.ask(OFF_TOPIC), nearest=()))


def test_the_sentences_that_come_closest_are_whole_and_linked_and_none_is_marked(
    assistant: Assistant, view: AnswerView
) -> None:
    answer = assistant.ask(OFF_TOPIC)
    markup = view.answer(answer)
    assert Markup(markup).attributes("a", "href") == [
        f"#cite-0-{cited.start}-{cited.end}" for cited in answer.nearest[:CLOSEST]
    ]
    assert all(cited.quote in Markup(markup).text for cited in answer.nearest[:CLOSEST])
    assert "<strong>" not in markup


def test_an_answer_held_back_because_it_is_not_sure_enough_can_still_be_seen(
    assistant: Assistant, view: AnswerView
) -> None:
    answer = replace(assistant.ask(OFF_TOPIC), refusal=Refusal("unsure", "who won"))
    page = Markup(view.answer(answer))
    assert "The article does not seem to say who won." in page.text
    assert f"This may be what you mean:{answer.nearest[0].quote}" in page.text
    assert len(page.attributes("a", "href")) == 1


def test_a_reply_stands_alone_in_the_language_of_the_page(assistant: Assistant, view: AnswerView) -> None:
    answer = assistant.ask("Hello!")
    page = Markup(view.answer(answer))
    assert page.text.endswith("Hello! Ask me about the article.")
    assert not page.attributes("button", "class")
    assert view.said(answer) == "Hello! Ask me about the article."
    offered = Markup(view.next_questions(NextQuestions(first=answer.replied.questions if answer.replied else ())))
    assert offered.text.startswith("You could ask:")
    elsewhere = AnswerView(Library(assistant.collection, ARABIC)).said(answer)
    assert not re.search("[A-Za-z]", elsewhere)


def test_facts_of_files_are_told_with_markup_as_text_a_line_each_of_several(
    assistant: Assistant, two: Assistant, view: AnswerView
) -> None:
    told = Reply(facts=(Fact("author", "a", "<b>", NASTY),), untold=3)
    answer = replace(assistant.ask("Hello!"), replied=told)
    page = Markup(view.answer(answer))
    assert {tag for tag, _ in page.tags} <= {"div", "p", "span"}
    assert "The file names <script>" in page.text
    assert "Documents that say it too: 3." in page.text
    assert "<b>: The file names" in Markup(AnswerView(Library(two.collection, ENGLISH)).answer(answer)).text


def test_questions_are_offered_after_an_answer_and_in_place_of_one(assistant: Assistant, view: AnswerView) -> None:
    next_questions = NextQuestions(follow_ups=("Who is <b>?", "And then?"), alternative="What else?")
    page = Markup(view.next_questions(NextQuestions(follow_ups=next_questions.follow_ups)))
    assert page.attributes("button", "class").count("qa-do-ask") == 2
    assert "Who is <b>?" in page.text
    refused = Markup(view.next_questions(next_questions))
    assert "You could ask instead:What else?" in refused.text


def test_thumbs_are_there_only_where_they_are_stored(assistant: Assistant, view: AnswerView) -> None:
    answer = assistant.ask(QUESTION)
    assert "This is right" not in view.answer(answer)
    assert "This is right" in Markup(AnswerView(view.library, thumbs=True).answer(answer)).text


def test_what_is_announced_is_the_answer_how_sure_it_is_and_its_place(assistant: Assistant, view: AnswerView) -> None:
    answer = replace(shortened(assistant.ask(QUESTION), "to calm AAH down"), confidence=0.9)
    assert view.said(answer) == "to calm AAH down. stated in the article. [1] The article, paragraph 3"
    assert view.said(assistant.ask(OFF_TOPIC)).startswith("The article does not say who won the 2018 World Cup. ")


def test_markup_in_an_answer_is_text(two: Assistant) -> None:
    answer = two.ask("What do bees make from nectar?")
    refusal = Refusal("unsure", NASTY)
    nasty = replace(answer, question=NASTY, standalone_question=f"{NASTY} again", refusal=refusal, answer=NASTY)
    view = AnswerView(Library(two.collection, ENGLISH), thumbs=True)
    for each in (nasty, replace(nasty, form="refusal")):
        page = Markup(view.answer(each, 3) + view.next_questions(NextQuestions(follow_ups=(NASTY,), alternative=NASTY)))
        tags = {tag for tag, _ in page.tags}
        assert tags <= {"a", "bdi", "blockquote", "button", "div", "li", "p", "span", "strong", "ul"}
        known = {"class", "dir", "hidden", "href", "lang", "type"}
        assert all(set(attributes) <= known for _, attributes in page.tags)


def test_another_language_says_all_but_the_articles_words(assistant: Assistant) -> None:
    view = AnswerView(Library(assistant.collection, ARABIC), thumbs=True)
    answer = assistant.ask(QUESTION)
    page = Markup(view.answer(replace(answer, confidence=0.9)))
    assert "مذكور في المقال" in page.text
    assert answer.citations[0].quote in page.text
    assert "paragraph" not in page.text


def test_documents_that_are_out_of_date_are_told_with_every_answer(assistant: Assistant, view: AnswerView) -> None:
    answer = assistant.ask(QUESTION)
    assert "Not searched" not in view.answer(answer)
    old = replace(answer, index=replace(answer.index, out_of_date=(OutOfDate("<duty>.md", "2026-01-02"),)))
    told = "Not searched, as the file was emptied, damaged or made unreadable: <duty>.md (2026-01-02)"
    assert told in Markup(view.answer(old)).text
    assert "<duty>.md" in Markup(AnswerView(Library(assistant.collection, ARABIC)).answer(old)).text
