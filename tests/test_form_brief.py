"""Briefs: of a text, of a topic, of several documents."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest
from fakes import HashEncoder, text_document, unasked

from index.collection import Collection
from index.documents import from_parsed
from index.embedding import Encoder
from index.formats import markdown
from qa.assistant import Assistant
from qa.form import brief as module
from qa.form.brief import CONFIDENCE, brief, length
from qa.form.formed import Formed, Sources
from qa.reading.sentence_reader import SentenceReader
from qa.retrieval import Retriever

BEES = """Honey bees live in colonies of many thousands of workers and one queen. She lays two thousand eggs a day.

Worker bees collect nectar from flowers and turn it into honey in the hive. The honey feeds the colony in the winter.

Beekeepers take a part of the honey in the late summer. They leave the rest for the bees.

Wasps eat insects and rotten fruit instead of nectar. Their nests are made of chewed wood."""

HARBOUR = """The harbour of Milford was dug in 1802 by French sailors. It silted up within forty years.

Fishing boats still use the outer basin of the harbour every day. The inner basin is a garden now."""


def sources(*texts: str, threshold: float = 0.3) -> Sources:
    documents = [text_document(text, f"{at}.txt") for at, text in enumerate(texts)]
    return of(Collection.build(documents, HashEncoder()), HashEncoder(), threshold)


def of(collection: Collection, encoder: HashEncoder | Encoder, threshold: float = 0.3) -> Sources:
    return Sources(collection, Retriever(collection, encoder), SentenceReader(), 5, threshold, unasked)


@pytest.fixture(scope="module")
def bees() -> Sources:
    return sources(BEES)


def quotes(formed: Formed | None) -> list[str]:
    assert formed
    assert formed.form == "brief"
    return [citation.quote for citation in formed.citations]


def test_a_brief_quotes_whole_sentences_in_their_order(bees: Sources) -> None:
    formed = brief("What is it about?", (), bees)
    assert formed
    assert 3 <= len(formed.citations) <= 7
    assert [citation.start for citation in formed.citations] == sorted(citation.start for citation in formed.citations)
    text = bees.collection.documents["0.txt"].text
    for citation in formed.citations:
        assert text[citation.start : citation.end] == citation.quote == citation.answer
        assert citation.quote[0].isupper()
        assert citation.quote.endswith(".")


def test_a_brief_is_spread_over_the_paragraphs(bees: Sources) -> None:
    formed = brief("main points", (), bees)
    assert formed
    assert len({citation.paragraph for citation in formed.citations}) >= 3


def test_no_sentence_stands_alone_that_speaks_of_someone_not_named(bees: Sources) -> None:
    for quote in quotes(brief("summary", (), bees)):
        assert not quote.startswith(("She", "They", "Their"))


def test_a_brief_about_a_topic_has_the_sentences_that_name_it(bees: Sources) -> None:
    for quote in quotes(brief("Tell me about nectar", (), bees)):
        assert "nectar" in quote


def test_what_the_text_does_not_name_gets_no_brief(bees: Sources) -> None:
    for question in ("Tell me about bears", "Tell me about the queen's wife", "Summarise the annual report"):
        assert brief(question, (), bees) is None


def test_a_plain_question_gets_no_brief(bees: Sources) -> None:
    for question in ("What do wasps eat?", "Who is Verne?"):
        assert brief(question, (), bees) is None


def test_who_somebody_is_becomes_a_brief_only_where_several_tell_and_none_says_it_in_short() -> None:
    told = "Verne sailed to Milford in May. The storm took the mast of Verne at night. Verne never sailed again."
    assert len(quotes(brief("Who is Verne?", (), sources(told)))) == 3
    assert brief("Who is Verne?", (), sources(told.replace("Verne sailed", "Verne, the captain, sailed"))) is None
    assert brief("Who is Verne?", (), sources(told.replace(" Verne never", " He never"))) is None
    assert brief("Who is the storm?", (), sources(told.replace("Verne", "the storm"))) is None


def test_a_pronoun_stands_for_the_name_in_the_question_before() -> None:
    told = sources("Verne sailed to Milford in May. The storm took the mast of Verne at night.")
    formed = brief("Tell me more about him", ["What did Verne do?"], told)
    assert formed
    assert formed.standalone_question == "Tell me more about Verne"
    assert brief("Tell me more about him", (), told) is None


def test_what_it_is_about_asks_of_the_thing_spoken_of_where_the_text_tells_of_it(assistant: Assistant) -> None:
    after_a_deal = assistant.ask("What was it about?", ["When was the deal with China signed?"])
    assert after_a_deal.standalone_question == "What was the deal with China about?"
    assert after_a_deal.form == "quotation"
    assert assistant.ask("What's it all about?", ["Who is Hamdi Malik?"]).form == "brief"
    assert assistant.ask("What's this about?", ["When was the deal with China signed?"]).form == "brief"


def test_an_interview_that_the_text_tells_of_is_not_the_text(assistant: Assistant, encoder: Encoder) -> None:
    assert assistant.ask("What was the interview about?").form == "quotation"
    assert assistant.ask("What is the letter about?").form == assistant.ask("Sum up the interview").form == "brief"
    text = "The interview is about bees. Bees sleep in winter. They eat honey. Wasps eat insects and fruit."
    document = replace(text_document(text, "interview.txt"), title="An interview")
    called_so = assistant.with_collection(Collection.build([document], encoder))
    assert called_so.ask("What is the interview about?").form == "brief"


@pytest.mark.parametrize("before", ["Why did Qaani go to Baghdad?", "How much is the deal with China worth?"])
@pytest.mark.parametrize(
    "question",
    [
        "What's the point of the article?",
        "give me the gist",
        "so what is it about?",
        "And the main message?",
        "Just give me the short version",
        "In two sentences, what does the article say?",
        "What should I take away from all this?",
        "OK, what is the author getting at?",
    ],
)
def test_a_wish_for_a_brief_stays_one_in_a_conversation(assistant: Assistant, question: str, before: str) -> None:
    answer = assistant.ask(question, [before])
    assert (answer.form, answer.standalone_question) == ("brief", question)


@pytest.mark.parametrize(
    "question",
    [
        "What was the message about?",
        "What is the deal about?",
        "What is the point of the attack?",
        "What does paragraph 2 say?",
        "What does Article 5 say?",
    ],
)
def test_what_a_thing_or_a_part_of_the_text_says_is_no_wish_for_a_brief(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question, ["Why did Qaani go to Baghdad?"]).form != "brief"


def test_of_several_documents_each_has_three_sentences_at_most() -> None:
    formed = brief("What are these documents about?", (), sources(BEES, HARBOUR))
    assert formed
    names = [citation.document for citation in formed.citations]
    assert names == sorted(names)
    assert set(names) == {"0.txt", "1.txt"}
    assert max(map(names.count, names)) <= 3


def test_no_more_than_five_documents_are_told_of() -> None:
    texts = [HARBOUR.replace("Milford", f"Milford-{at}").replace("1802", f"18{at}2") for at in range(7)]
    texts = [f"{text} Town number {at * 37} built a mill of its own there." for at, text in enumerate(texts)]
    formed = brief("Summarise", (), sources(*texts))
    assert formed
    assert len({citation.document for citation in formed.citations}) <= 5


def test_a_document_is_asked_about_by_its_title() -> None:
    both = sources(BEES, HARBOUR)
    documents = {name: replace(document, title=name[0]) for name, document in both.collection.documents.items()}
    documents["1.txt"] = replace(documents["1.txt"], title="Harbour guide")
    titled = replace(both, collection=replace(both.collection, documents=documents))
    formed = brief("What is the Harbour guide about?", (), titled)
    assert formed
    assert {citation.document for citation in formed.citations} == {"1.txt"}


def test_no_brief_is_surer_than_the_threshold_asks() -> None:
    assert brief("Summarise", (), sources(BEES, threshold=CONFIDENCE + 0.01)) is None


def test_a_list_without_sentences_has_a_brief_of_its_items() -> None:
    assert quotes(brief("Summarise", (), sources("- bread and butter\n- milk and honey\n- tea and sugar")))


def test_a_brief_has_three_to_seven_sentences() -> None:
    assert [length(sentences) for sentences in (1, 12, 13, 35, 1000)] == [3, 3, 4, 6, 7]


def test_the_notes_around_the_article_are_told_of_only_where_they_are_asked_for(
    collection: Collection, encoder: Encoder
) -> None:
    article = of(collection, encoder)
    notes = [passage.start for passage in collection.passages if passage.about]
    formed = brief("What is this article about?", (), article)
    assert formed
    assert all(citation.start < min(notes) for citation in formed.citations)
    assert "Associate Fellow" in quotes(brief("Tell me about Hamdi Malik", (), article))[0]


def test_the_assistant_gives_a_brief_and_reads_nothing_for_it(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assistant.reader, "read", lambda *_: pytest.fail("Something was read."))
    answer = assistant.ask("Tell me about the Quds Force")
    assert (answer.form, answer.answered, answer.confidence) == ("brief", True, CONFIDENCE)
    assert len(answer.answers) == len(answer.citations) >= 3
    assert all("Quds Force" in piece for piece in answer.answers)
    assert "subject" not in answer.to_dict()["citations"][0]


def test_the_bundled_article_keeps_its_short_answers(assistant: Assistant) -> None:
    for question in ("Who is Esmail Qaani?", "Who is Khazali?", "Who is Hamdi Malik?"):
        assert assistant.ask(question).form == "quotation"


def test_many_sentences_take_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 5)
    assert len(quotes(brief("Summarise", (), sources(BEES)))) <= 5


def test_a_topic_typed_alone_is_told_of_where_several_sentences_name_it(bees: Sources) -> None:
    typed = brief("honey", (), bees)
    assert typed == brief("What does the text say about honey?", (), bees)
    assert typed
    assert any("honey in the late summer" in citation.quote for citation in typed.citations)
    assert brief("honey", ("wasp nest", "queen"), bees) == typed
    assert brief("honey", ("wasp nest", "What do wasps eat?"), bees) is None
    for asked in ("honey price", "HONEY", "honey beekeeper wages"):
        assert brief(asked, (), replace(bees, answer=lambda *_: SimpleNamespace(answered=True))) is None


@pytest.mark.parametrize("answered", [True, False])
def test_the_one_sentence_about_a_topic_is_told_where_no_words_of_it_answer(bees: Sources, answered: bool) -> None:
    asking = replace(bees, answer=lambda _question, _history: SimpleNamespace(answered=answered))
    formed = brief("What does the text say about wasps?", (), asking)
    assert (formed is None) is answered
    assert answered or formed.citations[0].quote.startswith("Wasps eat")


TURNED = """The council met in Turkish Street for a week. Nobody spoke of the Turkish envoys who had come.

# The old mill

The mill was built by two brothers in 1802. It ground corn for the whole valley. A fire ended that in 1911.

# The ferry

The ferry crosses the lake every hour in summer. It carries cars as well as bicycles."""


def test_what_is_said_of_a_country_is_told_by_the_word_for_its_people() -> None:
    formed = brief("What does the text say about Turkey?", (), sources(TURNED))
    assert formed
    assert all("Turkish" in citation.quote for citation in formed.citations)


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("Give me the gist of how Iran makes use of its proxies", "Historically, Iran has used Iraqi militias"),
        ("Sum up what the money troubles of Iran look like", "Iran\u2019s crude oil exports are increasing"),
        ("Give me an overview of what the drones have been up to", "The group has sent drones"),
    ],
)
def test_a_brief_of_a_clause_has_the_sentences_nearest_to_it(assistant: Assistant, question: str, quoted: str) -> None:
    answer = assistant.ask(question)
    assert answer.form == "brief"
    assert 1 <= len(answer.citations) <= 4
    assert any(quoted in citation.quote for citation in answer.citations)
    assert not any("Hamdi Malik" in citation.quote for citation in answer.citations)


def test_a_brief_of_a_clause_tells_of_five_documents_at_most() -> None:
    many = sources(*[f"Bees of valley {at} make honey from flowers all day long, and nothing else." for at in range(8)])
    formed = brief("Sum up how bees make honey from flowers", (), many)
    assert len(quotes(formed)) == 5
    assert quotes(formed) == sorted(quotes(formed))


@pytest.mark.parametrize(
    "question",
    ["Summarise how bread is baked", "Give me a summary of Biden's childhood", "Sum up what it says on bees"],
)
def test_what_no_sentence_is_near_to_gets_no_brief(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).form == "refusal"


def test_a_section_is_told_of_by_what_stands_under_its_heading() -> None:
    collection = Collection.build([from_parsed(markdown.read(TURNED), "a.md", "0")], HashEncoder())
    formed = brief("Summarise the section on the mill", (), of(collection, HashEncoder()))
    assert formed
    assert {citation.headings[-1] for citation in formed.citations} == {"The old mill"}
