"""qa.language.small_talk: what asks nothing of the text."""

import pytest

from qa.language.small_talk import small_talk

LINES = {
    "greeting": """
        Hello; hi!; HEY; hello there; Hi everyone; Good morning; good evening, dear assistant; hiiiii; Yo; howdy
        how are you?; Hey, how are you doing today?; What's up?; Is anybody there?; Bonjour !; Guten Tag; ¡Hola!
        مرحبا; السلام عليكم; 你好; Здравствуйте
    """,
    "thanks": """
        Thanks!; thank you so much; Thanks a lot, bot; thx; Ok thanks; that helps; Great, thank you.; Thanks, bye!
        many thanks
        cheers mate; Danke schön; شكرًا; merci beaucoup; ありがとう
    """,
    "goodbye": "bye; Good night!; see you later; Have a nice day; ok bye; That's all for now; مع السلامة",
    "help": """
        help; Help me please; what can I ask?; What can I ask you?; hi, what can you do?; How does this work?
        How does this chat work?; which questions can I ask; I don't know what to ask
    """,
    "identity": "who are you?; Are you a robot?; Hello, who are you?; What's your name?; are you human",
    "agreement": "ok; Okay.; yes; no; I see; Got it!; cool; that makes sense; never mind; sorry; Wow, very interesting",
    "insult": "you are stupid; This is useless!; shut up; Idiot; that's wrong; you suck; that was wrong",
    "refrain": "?; x; ...; hm; Hmmmm; lol; haha; test; 👍; !!!; uh; so?",
}
PAIRS = [(line.strip(), kind) for kind, text in LINES.items() for line in text.replace("\n", ";").split(";")]
QUESTIONS = """
Thanks, and who won?
Hello, why did Qaani go to Baghdad?
What can I ask a doctor about throat cancer?
Who are you calling a terrorist?
Why?
And in Yemen?
Iraq
7
What did he say to thank them?
Help for farmers
Give me some examples.
Good Friday
is it ok?
When did they say goodbye?
هل ذهب؟
"""


@pytest.mark.parametrize(("line", "kind"), [pair for pair in PAIRS if pair[0]])
def test_small_talk_is_known_by_its_phrases(line: str, kind: str) -> None:
    assert small_talk(line) == kind


@pytest.mark.parametrize("question", QUESTIONS.strip().splitlines())
def test_what_asks_something_is_none(question: str) -> None:
    assert small_talk(question) is None


def test_there_are_enough_of_them() -> None:
    assert len([line for line, _ in PAIRS if line]) >= 60
