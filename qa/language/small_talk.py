"""Small talk: what people type to a chat page that asks nothing of the text, such as "hello" or "thanks a lot".

A line is small talk where it is made of the phrases below and nothing else: "Thanks, bye!" is, "Thanks, and who won?"
is a question. Of 11,840 different questions (squad2-half/train.json, CondaQA's train.jsonl, Natural
Questions, CAsT, CANARD) none is taken for small talk; they were looked over once, which took out one phrase.
"""

from __future__ import annotations

import unicodedata
from typing import Literal

import regex

SmallTalk = Literal["greeting", "thanks", "goodbye", "help", "identity", "agreement", "insult", "refrain"]
"""`help` asks what can be asked, `identity` who answers; a `refrain` says nothing: "hm", "lol", "?", "x"."""

_PHRASES: dict[SmallTalk, str] = {
    "help": """
        help; help me; can you help; can you help me; could you help me; i need help; i need some help
        how can you help; how can you help me; what can i ask; what can i ask you; what can i ask here
        what could i ask; what could i ask you; what should i ask; what shall i ask; what may i ask; what do i ask
        what to ask; what questions can i ask; what questions can i ask you; what kind of questions can i ask
        which questions can i ask; what sort of questions can i ask; what can you do; what can you do for me
        what do you do; what do you know; what can you tell me; what can you answer; what can i do here
        what can i do; how does this work; how does it work here; how does this chat work; how do you work
        how do i use this; how do i use you; how to use this
        how do i ask a question; how do i start; where do i start; can i ask you something; can i ask you a question
        can i ask a question; may i ask a question; i have a question; menu; instructions; i do not know what to ask
        i dont know what to ask; suggest a question; suggest some questions; aide; hilfe; ayuda; مساعده
    """,
    "identity": """
        who are you; what are you; who r u; and who are you; are you a bot; are you a robot; are you human
        are you a human; are you real; are you a person; are you a real person; are you an ai; are you ai
        are you chatgpt; are you a machine; are you alive; am i talking to a human; am i talking to a bot
        whats your name; what is your name; your name; do you have a name; who made you; who built you
        who created you; what should i call you; who am i talking to; tell me about yourself; introduce yourself
        من انت
    """,
    "insult": """
        you are stupid; you are dumb; you are an idiot; you are useless; you are wrong; you are bad
        you are terrible; youre stupid; youre dumb; youre an idiot; youre useless; youre wrong; youre bad
        youre terrible; you suck; this sucks; this is useless; this is stupid; this is bad; stupid; idiot; dumb
        useless; shut up; stupid bot; dumb bot; stupid machine; damn you; screw you; fuck; fuck you; fuck off; wtf
        bullshit; shit; moron; i hate you; go to hell; bad bot; nonsense; rubbish; that is wrong; thats wrong
        that was wrong; this is wrong; this was wrong; wrong answer; the answer is wrong; not true; that is not true
    """,
    "thanks": """
        thanks; thank you; thank u; thank you for your help; thanks for your help; thank you for the help
        thanks for the help; thank you for the answer; thanks for the answer; thanks for that; thank you for that
        thank you for answering; that helps; that helped; this helps; that was helpful; thanks for nothing
        thx; thnx; thanx; tnx; ty; tysm; tyvm; cheers; much appreciated
        i appreciate it; appreciated; many thanks; merci; merci beaucoup; danke; danke schon; vielen dank; gracias
        muchas gracias; grazie; obrigado; obrigada; bedankt; dank je; tesekkurler; спасибо; شكرا; شكرا جزيلا
        شكرا لك; 谢谢; ありがとう
    """,
    "goodbye": """
        bye; bye bye; byebye; goodbye; good bye; see you; see ya; see you later; see you soon; see you tomorrow; cya
        later; farewell; good night; goodnight; have a nice day; have a good day; have a good one; have a great day
        take care; i have to go; i must go; gotta go; that is all; thats all; that was all; im done; i am done
        au revoir; auf wiedersehen; tschuss; adios; hasta luego; arrivederci; пока; مع السلامه; وداعا; 再见
    """,
    "greeting": """
        hello; hallo; hullo; hi; hiya; hey; heya; hey hey; yo; howdy; greetings; good morning; good afternoon
        good evening; good day; morning; evening; gday; how are you; how are you doing; how are you today; how r u
        hows it going; how is it going; how do you do; whats up; what is up; sup; wassup; nice to meet you
        pleased to meet you; hello world; is anybody there; is anyone there; anybody there; anyone there
        are you there; are you awake; hola; buenos dias; bonjour; salut; bonsoir; guten tag; guten morgen
        guten abend; moin; ciao; buongiorno; ola; namaste; salam; salaam; salam alaikum; merhaba; privet; привет
        здравствуйте; السلام عليكم; سلام; مرحبا; اهلا; صباح الخير; مساء الخير; 你好; こんにちは
    """,
    "agreement": """
        ok; okay; okey; k; kk; alright; all right; right; sure; yes; yep; yeah; yup; no; nope; fine; good; great
        cool; nice; perfect; excellent; awesome; wonderful; brilliant; amazing; wow; oh; ah; aha; i see; got it
        understood; i understand; interesting; very interesting; that is interesting; thats interesting
        good to know; makes sense; that makes sense; well done; good job; great job; good bot; good answer
        great answer; nice answer; exactly; correct; that is right; thats right; you are right; youre right; i agree
        agreed; of course; no problem; never mind; nevermind; sorry; im sorry; i am sorry; my bad; oops; please
        i love you; you are great; youre great; you are smart; youre smart; no thanks; no thank you; not really
        maybe; d accord; gut; si; oui; ja; نعم; لا; حسنا
    """,
    "refrain": """
        hm; hmm; mhm; uh; um; umm; er; erm; eh; huh; lol; rofl; lmao; haha; hahaha; hehe; meh; duh; ugh; blah
        blah blah; test; testing; this is a test; just testing; testing testing; test test; so; well; and; but
        anyway; idk; i dont know; i do not know; dunno; nothing; whatever; bored; im bored; i am bored; dot
        question; a question; asdf; asdfgh; qwerty
    """,
}
"""Phrases of small letters, one line or semicolon from the next; the kinds that say more about a line come first."""

_FILLERS = """
    there; again; everyone; everybody; all; friend; my friend; dear; sir; madam; mate; man; dude; guys; folks; bot
    chatbot; robot; assistant; computer; machine; so much; very much; a lot; so; then; now; for now; and; oh; well
    please; kindly; really; very; too; just; indeed; today; to you; you too; a million; a bunch; ever so much
    beaucoup
"""
"""What may stand beside those phrases."""

_WORD = regex.compile(r"[\p{L}\p{N}]+")
_APOSTROPHE = regex.compile(r"['\u2018\u2019`\u00b4]")
_LONG_DRAWN = regex.compile(r"(\p{L})\1{2,}")
_MOST_WORDS = 16


def _words(said: str) -> list[str]:
    """Its words in small letters, without accents and apostrophes; "hiiii" is "hi"."""
    plain = unicodedata.normalize("NFKD", _APOSTROPHE.sub("", said)).lower()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter)).replace("\u0629", "\u0647")
    return list(_WORD.findall(_LONG_DRAWN.sub(r"\1", plain)))


def _listed(text: str) -> list[tuple[str, ...]]:
    return [tuple(_words(phrase)) for line in text.splitlines() for phrase in line.split(";") if phrase.strip()]


_KIND_OF: dict[tuple[str, ...], SmallTalk | None] = dict.fromkeys(_listed(_FILLERS), None) | {
    phrase: kind for kind in reversed(_PHRASES) for phrase in _listed(_PHRASES[kind])
}
_LONGEST = max(map(len, _KIND_OF))


def small_talk(said: str) -> SmallTalk | None:
    """What kind of small talk the line is; None where it asks something, or says more."""
    words = _words(said)
    if not words or (len(words) == 1 and len(words[0]) == 1 and words[0].isascii() and words[0].isalpha()):
        return "refrain"
    if len(words) > _MOST_WORDS:
        return None
    kinds, at = set[SmallTalk | None](), 0
    while at < len(words):
        longest = min(_LONGEST, len(words) - at)
        length = next((size for size in range(longest, 0, -1) if tuple(words[at : at + size]) in _KIND_OF), 0)
        if not length:
            return None
        kinds.add(_KIND_OF[tuple(words[at : at + length])])
        at += length
    return next((kind for kind in _PHRASES if kind in kinds), None)
