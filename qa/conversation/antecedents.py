"""What a word that points back can stand for: names and phrases of the question before, its answer, what was done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import regex

from index.lexical import STOP_WORDS, stem
from qa.conversation.followup import Reference, ReferenceKind
from qa.language.inflection import base_form, gerund
from qa.language.lexicon import Lexicon
from qa.language.mentions import Mention, Word, find_names, find_phrases, split_words
from qa.language.word_classes import AUXILIARIES, COMMON_VERBS, PAST_VERBS, PREPOSITIONS, QUESTION_WORDS

DATE = regex.compile(r"(?:(?:\p{Lu}\p{L}{2,8}\.? )?(?:\d{1,2}, )?(?:1\d{3}|20\d\d))\b")
MOST = 3
"""Antecedents of one word that are tried."""

LONGEST_EVENT = 80
"""Characters of what was done that can stand in a question."""

_NO_THING = regex.compile(
    r"est$|\b(?:decades?|years?|centur(?:y|ies)|months?|weeks?|days?|most|first|last|only)$", regex.I
)
_COLLECTIVE = regex.compile(
    r"(?:s|army|band|company|family|forces?|government|group|militia|organi[sz]ation|party|people|team)$"
)
_SEVERAL = regex.compile(r"^\p{Lu}.*(?:s$| and )|^[^ ]+(?: [^ ]+)?s$|^\p{Lu}{2,}$")
_PLURAL_NOUN = regex.compile(r"\p{Ll}{2,}[^sui\P{L}]s")
_SHORT_ANSWER = 5
"""Words of an answer that is likelier spoken of than what the question named."""


@dataclass(frozen=True)
class Turn:
    """An earlier question as it was understood, and the short answer it got."""

    question: str
    answer: str | None = None


@dataclass(frozen=True)
class _Mentioned:
    """What a turn mentions, that a later word can stand for."""

    turn: Turn
    lexicon: Lexicon

    @cached_property
    def names(self) -> list[Mention]:
        return find_names(self.turn.question, self.lexicon.is_name)

    @cached_property
    def actors(self) -> list[Mention]:
        """The names that are no places."""
        return [name for name in self.names if not name.is_place]

    @cached_property
    def phrases(self) -> list[str]:
        return _phrases(self.turn, self.lexicon)

    @cached_property
    def asked_for(self) -> str | None:
        """ "the attack" of "Which attack was the largest?"."""
        question = self.turn.question
        asked = regex.match(r"(?:which|what) (\p{L}+) (?!of\b)", question, regex.I)
        return f"the {asked[1]}" if asked and _is_noun(asked[1].lower(), question[asked.end() :]) else None

    def answer_to(self, words: str) -> str | None:
        """The answer, where the question begins with one of the words, which "|" sets apart."""
        return name_of_answer(self.turn) if _asks(self.turn, words) else None


def antecedents(reference: Reference, turn: Turn, lexicon: Lexicon) -> list[str]:
    """What a word that points back can stand for, at most `MOST`, the likeliest first."""
    found = _OF_KIND[reference.kind](_Mentioned(turn, lexicon))
    return list(dict.fromkeys(text for text in found if text))[:MOST]


def _people(mentioned: _Mentioned) -> list[str | None]:
    """He or she, after "Who succeeded Muhannis?": the one answered, then the one asked about."""
    acting = [name for name in mentioned.actors if not name.text.isupper()]
    people = [name.text for name in sorted(acting, key=lambda name: name.preposition == "of")]
    answer = mentioned.answer_to("who")
    return [answer, *people] if answer and answer[0].isupper() else [*people, answer]


def _places(mentioned: _Mentioned) -> list[str | None]:
    """There, after "Why did Qaani go to Baghdad?": "to Baghdad"; any name where none is a place."""
    answer = mentioned.answer_to("where|(?:which|what) (?:city|country|place|town)")
    latest = mentioned.names[::-1]
    places = [answer, *(f"{name.preposition} {name.text}" for name in latest if name.is_place)]
    return places if any(places) else [name.text for name in latest]


def _times(mentioned: _Mentioned) -> list[str | None]:
    """Then, after "When was the deal signed?": the date that was answered, or else asked about."""
    return [date_of(mentioned.turn.answer or "") or date_of(mentioned.turn.question)]


def _groups(mentioned: _Mentioned) -> list[str | None]:
    """They, after "When did U.S. forces leave Iraq?": "U.S. forces", then the names."""
    answer = mentioned.answer_to("who|which|what")
    asked_for = mentioned.asked_for if _COLLECTIVE.search(mentioned.asked_for or "") else None
    plurals = [phrase for phrase in mentioned.phrases if phrase.split(" of ")[0].endswith("s")]
    names = [name.text for name in mentioned.names]
    return [
        answer if _SEVERAL.search(answer or "") else None,
        asked_for,
        *(plurals or _bare_plurals(mentioned.turn.question, mentioned.names)),
        *(names[::-1] if _asks(mentioned.turn, "who") else names),
        answer,
    ]


def _things(mentioned: _Mentioned) -> list[str | None]:
    """It, after "What created a power vacuum?": "the power vacuum"; what was done where no thing was named."""
    answer = mentioned.answer_to("which|what")
    named = [mentioned.asked_for, *mentioned.phrases]
    is_short = answer is not None and len(answer.split()) <= _SHORT_ANSWER and " and " not in answer
    found = [answer, *named] if is_short else [*named, answer]
    if any(named):
        return found
    return [*found, _event(mentioned.turn), *(name.text for name in mentioned.actors or mentioned.names)]


def _others(mentioned: _Mentioned) -> list[str | None]:
    """That, after "Why did Qaani go to Baghdad?": "going to Baghdad", where neither answer nor phrase fits."""
    return [mentioned.answer_to("which|what"), mentioned.asked_for, *mentioned.phrases, _event(mentioned.turn)]


_OF_KIND: dict[ReferenceKind, Callable[[_Mentioned], list[str | None]]] = {
    "person": _people,
    "thing": _things,
    "group": _groups,
    "place": _places,
    "time": _times,
    "other": _others,
}


def topic(turn: Turn, lexicon: Lexicon) -> str | None:
    """What the turn's question is about: whose, a phrase, a name, or else its longest run of words of its own."""
    names = find_names(turn.question, lexicon.is_name)
    acting = [name.text for name in names if not name.is_place and name.preposition != "of"]
    whose = [name.text for name in names if name.preposition == "of"]
    runs: list[list[str]] = [[]]
    for word in _behind_verb(turn.question):
        if word.lower in STOP_WORDS | AUXILIARIES | PREPOSITIONS | QUESTION_WORDS | COMMON_VERBS | PAST_VERBS:
            runs.append([])
        elif not regex.search(r"(?:ed|ing|ly)$", word.lower):
            runs[-1].append(word.text)
    bare = max(runs, key=len)
    phrases = _phrases(turn, lexicon)
    found = [*([] if phrases else acting), *whose, *phrases, *(name.text for name in names), " ".join(bare)]
    return next((text for text in found if text), None)


def _behind_verb(question: str) -> Sequence[Word]:
    """The words that can be nouns: not the first, nor the verb behind a "who" or "what" that is the subject."""
    words = split_words(question)
    return words[2 if words and words[0].lower in {"who", "what"} else 1 :]


def named_again(phrase: str, turn: Turn, lexicon: Lexicon) -> str | None:
    """What "the deal" was called in full before: "the deal with China"; None where it was not."""
    head = stem(phrase.split()[-1])
    for other in [*_phrases(turn, lexicon), *(name.text for name in find_names(turn.question, lexicon.is_name))]:
        core = regex.split(r" (?:of|with) ", other)[0]
        if stem(core.split()[-1]) == head and len(other.split()) > len(phrase.split()):
            return other if other.startswith("the ") or regex.match(r".*['\u2019]s? ", other) else f"the {other}"
    return None


def _bare_plurals(question: str, names: Sequence[Mention]) -> list[str]:
    """Plural nouns without an article, with the name in front of them: "drones", "U.S. forces"."""
    found = []
    for word in _behind_verb(question):
        if _PLURAL_NOUN.fullmatch(word.text) and base_form(word.text) not in COMMON_VERBS | AUXILIARIES:
            name = next((name for name in names if question[name.end : word.start] == " "), None)
            found.append(f"{name.text} {word.text}" if name else word.text)
    return found


def _phrases(turn: Turn, lexicon: Lexicon) -> list[str]:
    """The noun phrases of the turn's question that a thing can be called by."""
    names = find_names(turn.question, lexicon.is_name)
    found = []
    for phrase in find_phrases(turn.question, lexicon.follows):
        is_person = _asks(turn, r"who (?:is|are|was|were) the")
        if is_person or any(name.start <= phrase.start and phrase.end <= name.end for name in names):
            continue
        if not _NO_THING.search(phrase.text):
            found.append(phrase.text)
    return found


def _is_noun(word: str, rest: str) -> bool:
    """Whether the word behind "which" or "what" can be what is asked for, and no verb as in "What causes it?"."""
    asked = any(each.lower in AUXILIARIES | PAST_VERBS or each.lower.endswith("ed") for each in split_words(rest)[:3])
    acts = word.endswith("s") and base_form(word) is not None and not asked
    return word not in AUXILIARIES | PREPOSITIONS | PAST_VERBS and not word.endswith("ed") and not acts


def _asks(turn: Turn, words: str) -> bool:
    return regex.match(rf"(?:{words})\b", turn.question, regex.I) is not None


def name_of_answer(turn: Turn) -> str | None:
    """The turn's answer, where it is short enough to stand in a question."""
    answer = (turn.answer or "").strip(' .,;:\u201c\u201d"')
    answer = regex.sub(r"\s*\([^)]*\)$", "", answer)
    short = (
        answer
        and len(answer.split()) <= 8
        and not regex.match(r"(?:to|because|in|by|for|on|at|with)\b|.*[,;(]", answer)
    )
    if not short:
        return None
    # A common noun takes its article: "rocket attack" is "the rocket attack".
    named = regex.match(
        r"(?:the|an?|his|her|its|their)\b|\p{Lu}|.*(?:\d|s$)", answer, regex.I if answer[:1].isupper() else 0
    )
    return regex.sub(r"^(?:The|[Aa]n?) ", "the ", answer) if named else f"the {answer}"


def date_of(question: str) -> str | None:
    dated = DATE.search(question)
    return dated[0] if dated else None


def _event(turn: Turn) -> str | None:
    """What was done, as a noun: "going to Baghdad"."""
    opening = regex.fullmatch(r"(?:why|when|where|how|did) (?:did |does )?(?P<rest>.+?)[ ?.!]*", turn.question, regex.I)
    names = find_names(turn.question)
    if not opening or not names or names[0].start != opening.start("rest"):
        return gerund_of(turn.answer or "")
    return gerund_of("to " + turn.question[names[0].end : opening.end("rest")].strip())


def gerund_of(text: str) -> str | None:
    """ "to go to Baghdad": "going to Baghdad"; None for what is no aim."""
    aim = regex.fullmatch(r"(?:in order |so as )?to (?P<verb>\p{Ll}+)(?P<rest>(?: .+)?)", text)
    verb = gerund(aim["verb"]) if aim and len(text) < LONGEST_EVENT else None
    return f"{verb}{aim['rest']}" if aim and verb else None
