"""qa.assistant: the one way to ask."""

import dataclasses
import json

import pytest
from fakes import HashEncoder, text_document

from index.collection import Collection
from index.errors import QuestionError
from index.spans import Span
from qa.assistant import LONGEST_QUESTION, Assistant
from qa.reading.reader import Reading

SENTENCE = "The attack prompted Qaani to travel to Iraq the next day to calm AAH down."


class SureReader:
    """Finds the same words in the first hit, with the confidence it is given."""

    threshold = 0.24

    def __init__(self, confidence, verdict=None):
        self.confidence, self.verdict = confidence, verdict

    def read(self, question, hits):
        start = hits[0].passage.start
        return Reading(hits[0], Span(start + 2, start + 12), self.confidence, verdict=self.verdict)


def test_a_question_is_answered_with_the_sentence_and_its_place(assistant, article):
    answer = assistant.ask("Why did Qaani go to Baghdad?")
    assert answer.answered
    assert answer.answer == answer.citations[0].quote == SENTENCE
    assert article.text[answer.citations[0].start : answer.citations[0].end] == SENTENCE
    assert answer.reason is None
    assert answer.withheld is None
    assert 0 <= answer.confidence <= 1


@pytest.mark.parametrize("question", ["Who won the 2018 World Cup?", "How long should bread dough rise?"])
def test_an_off_topic_question_is_refused_with_a_reason_and_the_closest_passages(assistant, question):
    answer = assistant.ask(question)
    assert not answer.answered
    assert answer.answer is None
    assert answer.citations == ()
    assert answer.reason.startswith("The article does not say")
    assert len(answer.passages) == 8
    assert answer.withheld is not None


def test_who_wrote_the_article_is_answered_from_the_note_at_its_end(assistant):
    assert "Hamdi Malik, PhD" in assistant.ask("Who wrote this article?").citations[0].quote


def test_the_json_object_has_the_keys_of_the_contract(assistant):
    record = json.loads(json.dumps(assistant.ask("Who succeeded Muhannis?").to_dict()))
    assert list(record) == [
        "question", "standalone_question", "form", "answered", "answer", "answers", "verdict", "reply",
        "confidence", "reason", "citations", "nearest", "passages", "index", "timings_ms",
    ]  # fmt: skip
    assert list(record["citations"][0]) == [
        "document", "title", "headings", "paragraph", "page", "start", "end", "quote", "answer_start", "answer_end",
    ]  # fmt: skip
    assert list(record["passages"][0]) == ["document", "paragraph", "start", "end", "text", "score"]
    assert record["index"] == {
        "id": assistant.collection.id,
        "documents": 1,
        "passages": len(assistant.collection.passages),
    }
    assert record["timings_ms"]["total"] > 0


def test_an_answer_cannot_be_changed(assistant):
    with pytest.raises(dataclasses.FrozenInstanceError):
        assistant.ask("Who leads AAH?").answer = "somebody else"


def test_the_same_question_gets_the_same_answer(assistant):
    first, second = (dataclasses.replace(assistant.ask("Who leads AAH?"), timings_ms={}) for _ in range(2))
    assert first == second


def test_the_threshold_parts_answers_from_refusals(collection, encoder):
    sure = Assistant(collection, encoder, reader=SureReader(0.5), threshold=0.5).ask("Anything?")
    unsure = Assistant(collection, encoder, reader=SureReader(0.49), threshold=0.5).ask("Anything?")
    assert sure.answered
    assert not unsure.answered
    assert unsure.withheld == sure.citations[0]
    assert unsure.reason.startswith("The article does not seem to say this.")


def test_another_reader_gives_the_short_answer_inside_its_sentence(collection, encoder, article):
    answer = Assistant(collection, encoder, reader=SureReader(0.9)).ask("Why did Qaani go to Baghdad?")
    citation = answer.citations[0]
    assert answer.answer == article.text[citation.answer_start : citation.answer_end]
    assert len(answer.answer) == 10
    assert answer.answer in citation.quote


def test_a_verdict_comes_with_the_words_that_decide_in_their_sentence(collection, encoder):
    answer = Assistant(collection, encoder, reader=SureReader(0.9, "no")).ask("Did Qaani stay at home?")
    citation = answer.citations[0]
    assert (answer.form, answer.verdict, answer.reply) == ("verdict", "no", None)
    assert (
        answer.answer == citation.quote[citation.answer_start - citation.start : citation.answer_end - citation.start]
    )
    assert len(answer.answer) == 10
    assert answer.answers == (answer.answer,)
    assert answer.nearest == ()
    assert answer.to_dict()["verdict"] == "no"


def test_a_verdict_that_is_not_sure_enough_is_withheld(collection, encoder):
    answer = Assistant(collection, encoder, reader=SureReader(0.1, "yes")).ask("Did Qaani stay at home?")
    assert (answer.form, answer.verdict, answer.answer, answer.answers) == ("refusal", None, None, ())
    assert answer.best_verdict == answer.withheld_verdict == "yes"
    assert "withheld_verdict" not in answer.to_dict()


def test_an_answer_without_a_verdict_is_a_quotation(assistant):
    answer = assistant.ask("Why did Qaani go to Baghdad?")
    assert (answer.form, answer.verdict, answer.answers) == ("quotation", None, (SENTENCE,))


def test_a_refusal_names_the_nearest_sentences_each_of_another_passage_and_marks_no_answer_in_them(assistant, article):
    answer = assistant.ask("Who won the 2018 World Cup?")
    assert len({citation.paragraph for citation in answer.nearest}) == len(answer.nearest) == 3
    for citation in answer.nearest:
        assert article.text[citation.start : citation.end] == citation.quote
        assert citation.answer_start is None


def test_no_note_around_the_article_is_among_them_unless_it_may_be_the_answer(assistant, article):
    notes = [article.text[block.start : block.end] for block in article.blocks if block.about]
    unlikely = assistant.ask("Who won the 2018 World Cup?")
    assert any(unlikely.withheld.quote in note for note in notes)
    assert not any(citation.quote in note for citation in unlikely.nearest for note in notes)
    reader = SureReader(0.23)
    held_back = Assistant(assistant.collection, assistant.encoder, reader=reader).ask("Who wrote this article?")
    assert held_back.refusal.kind == "unsure"
    assert held_back.nearest[0].span == held_back.withheld.span


@pytest.mark.parametrize("question", ["", "   \n", "\u00a0"])
def test_an_empty_question_is_refused_in_a_sentence(assistant, question):
    with pytest.raises(QuestionError, match=r"^The question is empty\. Type a question about the article\.$"):
        assistant.ask(question)


def test_a_question_that_is_too_long_is_refused_with_its_length(assistant):
    with pytest.raises(QuestionError, match=r"The question has 1,001 characters; at most 1,000 are read"):
        assistant.ask("x" * (LONGEST_QUESTION + 1))


def test_characters_that_are_no_text_are_refused(assistant):
    with pytest.raises(QuestionError, match="characters that are no text"):
        assistant.ask("who \udcff is it")


@pytest.mark.parametrize(
    "question",
    [
        "?",
        "a",
        "\u202ewho\u202c",
        "who \x00 is",
        "\u0645\u0646 \u0647\u0648\u061f",
        "😀",
        "<script>alert(1)</script>",
        "who " * 200,
    ],
)
def test_odd_questions_get_an_answer_or_a_refusal(assistant, question):
    answer = assistant.ask(question)
    assert answer.answered or answer.reason or answer.reply


def test_a_follow_up_is_understood_from_the_question_before(assistant):
    answer = assistant.ask("When did he go there?", history=["Why did Qaani go to Baghdad?"])
    assert answer.question == "When did he go there?"
    assert answer.standalone_question == "When did Qaani go to Baghdad?"
    assert answer.best_citation.quote == SENTENCE


def test_a_chain_of_follow_ups_is_understood(assistant):
    talk = ["Why did Qaani go to Baghdad?", "When did he go there?", "And in Yemen?"]
    assert assistant.ask(talk[2], talk[:2]).standalone_question == "When did Qaani go to Yemen?"


def test_the_same_follow_up_gets_the_same_answer_whether_or_not_what_came_before_is_remembered(
    collection, encoder, assistant
):
    talk = ["Who succeeded Muhannis?", "Why did he fail?", "And Khazali?"]
    fresh = Assistant(collection, encoder)
    for at, question in enumerate(talk):
        assistant.ask(question, talk[:at])
    remembered, recalled = (asked.ask("When was that?", talk) for asked in (assistant, fresh))
    assert dataclasses.replace(remembered, timings_ms={}) == dataclasses.replace(recalled, timings_ms={})


def test_a_mistyped_name_is_understood_and_said(assistant):
    answer = assistant.ask("why did qani travel to irak")
    assert answer.standalone_question == "why did Qaani travel to Iraq"
    assert answer.citations[0].quote == SENTENCE


def test_a_question_can_be_taken_as_it_was_typed(assistant):
    for question in ("why did qani travel to irak", "When did he go there?"):
        answer = assistant.ask(question, ["Why did Qaani go to Baghdad?"], as_typed=True)
        assert answer.standalone_question == question


def test_a_history_of_no_text_does_no_harm(assistant):
    for history in ([""], ["?", "\u202e"], ["x" * 5000], ["<script>"], ["\udcff"]):
        assert assistant.ask("Did it work?", history).standalone_question


def test_another_collection_is_asked_with_the_same_models_and_settings(collection, encoder, bees):
    first = Assistant(collection, encoder, reader=SureReader(0.5), threshold=0.4, passages=1)
    other = first.with_collection(Collection.build([bees], encoder))
    answer = other.ask("What do bees make?")
    assert (answer.confidence, answer.answered, len(answer.passages)) == (0.5, True, 1)
    assert answer.citations[0].document == bees.name
    assert other.index.documents == 1


def test_documents_that_are_out_of_date_are_told_and_not_asked():
    old = dataclasses.replace(
        text_document("The doctor on duty is Ida Moen.", "duty.md"), out_of_date_since="2026-01-02"
    )
    both = Collection.build([old, text_document("The nurse is Omar Haddad.", "rota.md")], HashEncoder())
    answer = Assistant(both.current(), HashEncoder()).ask("Who is the doctor on duty?")
    assert {passage.document for passage in answer.passages} == {"rota.md"}
    assert answer.to_dict()["index"]["out_of_date"] == ({"document": "duty.md", "since": "2026-01-02"},)
    warning = "Not searched, as the file was emptied, damaged or made unreadable: duty.md (2026-01-02)."
    assert answer.index.warning == warning
    fresh = Assistant(both, HashEncoder()).ask("Who is the doctor on duty?").to_dict()["index"]
    assert [*fresh] == ["id", "documents", "passages"]
