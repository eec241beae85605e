"""qa.form.reply: small talk is answered, and nothing else is taken for it."""

from fakes import HashEncoder

from index.collection import Collection
from index.documents import from_parsed
from index.formats import markdown
from qa.assistant import Assistant
from qa.form import reply as form
from qa.page.asked_questions import AnswerCache, AskedQuestion

QUESTION = "Why did Qaani go to Baghdad?"


def test_small_talk_gets_a_reply_with_questions_that_are_answered(assistant):
    answer = assistant.ask("Hello there!")
    assert (answer.form, answer.answered, answer.answer, answer.reason) == ("reply", False, None, None)
    assert (answer.citations, answer.nearest, answer.passages, answer.answers) == ((), (), (), ())
    assert answer.reply.startswith("Hello! Ask me about the article. You could ask: \u201c")
    assert answer.standalone_question == "Hello there!"
    assert answer.confidence == 0.0
    assert len(answer.replied.questions) == form.OFFERED
    for question in answer.replied.questions:
        assert question in answer.reply
        assert assistant.ask(question).answered


def test_the_same_is_said_every_time_and_the_questions_are_read_once(assistant, monkeypatch):
    before = assistant.ask("hi")
    monkeypatch.setattr(form, "_answered_questions", None)
    assert assistant.ask("hi").reply == before.reply
    assert assistant.ask("bye").replied.questions == ()


def test_of_a_text_that_no_question_is_made_from_what_its_file_says_can_be_asked():
    text = "---\ntitle: Rain\nauthor: Ann Lee\n---\n\nIt rains.\n"
    encoder = HashEncoder()
    collection = Collection.build([from_parsed(markdown.read(text), "rain.md", "0")], encoder)
    asked = Assistant(collection, encoder)
    assert asked.ask("hi").replied.questions == ("Who wrote this text?", "What is the title of this text?")
    assert all(asked.ask(question).reply for question in asked.ask("hi").replied.questions)


def test_a_question_is_none(assistant):
    assert assistant.ask("Hello, why did Qaani go to Baghdad?").form == "quotation"


def test_a_follow_up_goes_on_from_what_was_asked_before_the_small_talk(assistant):
    straight = assistant.ask("When did he go there?", [QUESTION])
    assert assistant.ask("When did he go there?", [QUESTION, "Thanks!", "ok", "?"]).standalone_question == (
        straight.standalone_question
    )


def test_small_talk_is_never_written_into_a_question_whatever_was_asked_before(assistant):
    assert assistant.ask("thanks", [QUESTION]).standalone_question == "thanks"


def test_a_conversation_of_the_page_goes_on_over_it(assistant):
    asked = [AskedQuestion(question) for question in (QUESTION, "Thank you!", "When did he go there?")]
    *_, last = AnswerCache(assistant).turns(asked)
    assert last.history == (QUESTION,)
