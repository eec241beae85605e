"""What a word that points back can stand for: names and phrases of the question before, its answer, what was done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import regex

from index.lexical import STOP_WORDS, stem
from qa.conversation.followup import Reference
from qa.language.english import AUXILIARIES, COMMON_VERBS, PAST_VERBS, PREPOSITIONS, QUESTION_WORDS, base_form, gerund
from qa.language.mentions import Mention, Word, find_names, find_phrases, split_words

DATE = regex.compile(r"(?:(?:\p{Lu}\p{L}{2,8}\.? )?(?:\d{1,2}, )?(?:1\d{3}|20\d\d))\b")
_NO_THING = regex.compile(
    r"est$|\b(?:decades?|years?|centur(?:y|ies)|months?|weeks?|days?|most|first|last|only)$", regex.I
)
_MANY = regex.compile(
    r"(?:s|army|band|company|family|forces?|government|group|militia|organi[sz]ation|party|people|team)$"
)
_MANY_OF = regex.compile(r"\p{Ll}{2,}[^sui\P{L}]s")


@dataclass(frozen=True)
class Turn:
    """An earlier question as it was understood, and the short answer it got."""

    question: str
    answer: str | None = None


@dataclass(frozen=True)
class Speech:
    """What is known of the collection's words: which are names, and which stand right behind which."""

    is_name: Callable[[str], bool] = lambda _: False
    follows: Callable[[str, str], bool] = lambda _, __: False


def antecedents(reference: Reference, turn: Turn, speech: Speech) -> list[str]:
    """What a word that points back can stand for, the likeliest first."""
    names = find_names(turn.question, speech.is_name)
    if reference.kind == "person":
        acting = [name for name in names if not name.is_place and not name.text.isupper()]
        acting.sort(key=lambda name: name.preposition == "of")
        answer = name_of_answer(turn) if _asks(turn, "who") else None
        people = [name.text for name in acting]
        found = [answer, *people] if answer and answer[0].isupper() else [*people, answer]
    elif reference.kind == "place":
        found = [name_of_answer(turn) if _asks(turn, "where|(?:which|what) (?:city|country|place|town)") else None]
        found += [f"{name.preposition} {name.text}" for name in reversed(names) if name.is_place]
        found = found if any(found) else [name.text for name in reversed(names)]
    elif reference.kind == "time":
        found = [date_of(turn.answer or "") or date_of(turn.question)]
    else:
        found = _things(reference, turn, speech)
    return list(dict.fromkeys(text for text in found if text))[:3]


def _things(reference: Reference, turn: Turn, speech: Speech) -> list[str | None]:
    """What it, they or that can stand for: phrases, the answer, what was done, names."""
    names = find_names(turn.question, speech.is_name)
    phrases = _phrases(turn, speech)
    asked = regex.match(r"(?:which|what) (\p{L}+) (?!of\b)", turn.question, regex.I)
    noun = f"the {asked[1]}" if asked and _is_noun(asked[1].lower(), turn.question[asked.end() :]) else None
    answer = name_of_answer(turn) if _asks(turn, "who|which|what") else None
    if reference.kind == "group":
        plural = [phrase for phrase in phrases if phrase.split(" of ")[0].endswith("s")]
        many = answer is not None and regex.search(r"^\p{Lu}.*(?:s$| and )|^[^ ]+(?: [^ ]+)?s$|^\p{Lu}{2,}$", answer)
        groups = [noun] if noun and _MANY.search(noun) else []
        plural = plural or _bare_plurals(turn.question, names)
        rest = [name.text for name in names]
        return [*([answer] if many else []), *groups, *plural, *rest[:: -1 if _asks(turn, "who") else 1], answer]
    answer = None if _asks(turn, "who") else answer
    event = _event(turn)
    if reference.kind == "other":
        return [answer, noun, *phrases, event]
    acting = [name.text for name in names if not name.is_place] or [name.text for name in names]
    short = answer is not None and len(answer.split()) <= 5 and " and " not in answer
    said = [answer, noun, *phrases] if short else [noun, *phrases, answer]
    return [*said, *([] if noun or phrases else [event, *acting])]


def topic(turn: Turn, speech: Speech) -> str | None:
    """What the turn's question is about: whose, a phrase, a name, or else its longest run of words of its own."""
    names = find_names(turn.question, speech.is_name)
    acting = [name.text for name in names if not name.is_place and name.preposition != "of"]
    whose = [name.text for name in names if name.preposition == "of"]
    runs: list[list[str]] = [[]]
    for word in _behind_verb(turn.question):
        if word.lower in STOP_WORDS | AUXILIARIES | PREPOSITIONS | QUESTION_WORDS | COMMON_VERBS | PAST_VERBS:
            runs.append([])
        elif not regex.search(r"(?:ed|ing|ly)$", word.lower):
            runs[-1].append(word.text)
    bare = max(runs, key=len)
    phrases = _phrases(turn, speech)
    found = [*([] if phrases else acting), *whose, *phrases, *(name.text for name in names), " ".join(bare)]
    return next((text for text in found if text), None)


def _behind_verb(question: str) -> Sequence[Word]:
    """The words that can be nouns: not the first, nor the verb behind a "who" or "what" that is the subject."""
    words = split_words(question)
    return words[2 if words and words[0].lower in {"who", "what"} else 1 :]


def named_again(phrase: str, turn: Turn, speech: Speech) -> str | None:
    """What "the deal" was called in full before: "the deal with China"; None where it was not."""
    head = stem(phrase.split()[-1])
    for other in [*_phrases(turn, speech), *(name.text for name in find_names(turn.question, speech.is_name))]:
        core = regex.split(r" (?:of|with) ", other)[0]
        if stem(core.split()[-1]) == head and len(other.split()) > len(phrase.split()):
            return other if other.startswith("the ") or regex.match(r".*['\u2019]s? ", other) else f"the {other}"
    return None


def _bare_plurals(question: str, names: Sequence[Mention]) -> list[str]:
    """Plural nouns without an article, with the name in front of them: "drones", "U.S. forces"."""
    found = []
    for word in _behind_verb(question):
        if _MANY_OF.fullmatch(word.text) and base_form(word.text) not in COMMON_VERBS | AUXILIARIES:
            name = next((name for name in names if question[name.end : word.start] == " "), None)
            found.append(f"{name.text} {word.text}" if name else word.text)
    return found


def _phrases(turn: Turn, speech: Speech) -> list[str]:
    """The noun phrases of the turn's question that a thing can be called by."""
    names = find_names(turn.question, speech.is_name)
    found = []
    for phrase in find_phrases(turn.question, speech.follows):
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
    aim = regex.fullmatch(r"(?:in order |so as )?to (?P<verb>\p{Ll}+)(?P<rest>(?: .+)?)", text)
    return gerund(aim["verb"]) + aim["rest"] if aim and len(text) < 80 else None
