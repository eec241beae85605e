"""A follow-up, written out with what it takes from the question and the answer before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product

import regex

from index.lexical import STOP_WORDS
from qa.english import (
    AUXILIARIES,
    BE,
    COMMON_VERBS,
    PAST_VERBS,
    PLACE_PREPOSITIONS,
    PREPOSITIONS,
    base_form,
    gerund,
    word_set,
)
from qa.followup import FollowUp, Reference
from qa.mentions import Mention, find_names, find_phrases, split_words

_ADVERBS = ("when", "where", "why", "how")
_AUX = r"(?P<aux>is|are|was|were|do|does|did|has|have|had|will|would|can|could|should)"
_OPENING = regex.compile(
    r"(?P<wh>(?:(?:for|since|in|by|at|on|with|from|to) )?(?:who|whom|whose|what|which|when|where|why|how)\b)"
    rf"(?P<noun>(?: [\p{{L}}\p{{N}}'\u2019-]+){{0,3}}?) {_AUX} (?P<rest>.+)",
    regex.I,
)
_SUBJECT = regex.compile(r"(?:who|what|which(?: \p{L}+){1,3}?) (?P<verb>\p{Ll}+) (?P<rest>.+)", regex.I)
_YES_NO = regex.compile(rf"{_AUX} (?P<rest>.+)", regex.I)
_WHOLE_EVENT = regex.compile(
    r"(?P<wh>when|where|why|how) "
    r"(?:(?:is|was|did|does|has) (?:that|this|it)(?: (?:happen|occur|take place|so|done|be))?"
    r"|(?:is|was|did|does|do) (?:he|she|they|it) do (?:that|this|it|so)"
    r"|(?:did|does|do) (?:he|she|they|it) (?:say|think|believe|claim|want|mean) (?:that|this|so))[ ?]*",
    regex.I,
)
_WORKED = regex.compile(
    r"(?:did|has|does) (?:it|that|this) (?:work(?:ed)?|succeed(?:ed)?|help(?:ed)?)(?: out)?[ ?]*", regex.I
)
_DATE = regex.compile(r"(?:(?:\p{Lu}\p{L}{2,8}\.? )?(?:\d{1,2}, )?(?:1\d{3}|20\d\d))\b")
_MOVES = word_set("go went come came travel return fly move get send sent bring brought flee withdraw")
_NO_THING = regex.compile(
    r"est$|\b(?:decades?|years?|centur(?:y|ies)|months?|weeks?|days?|most|first|last|only)$", regex.I
)
_MANY = regex.compile(
    r"(?:s|army|band|company|family|forces?|government|group|militia|organi[sz]ation|party|people|team)$"
)
_MANY_OF = regex.compile(r"\p{Ll}{2,}[^sui\P{L}]s")
_HAPPENS = regex.compile(
    r"\b(?:accident|attacks?|battle|bombing|campaign|collapse|conference|conflict|crash|crisis|disaster|earthquake"
    r"|elections?|expedition|explosion|fight|fire|flood|game|interview|invasion|massacre|match|meeting|mission|mutiny"
    r"|operation|protests?|race|raid|rebellion|revolt|revolution|riots?|siege|speech|storm|strike|summit|talks|trial"
    r"|trip|uprising|visit|voyage|war)$",
    regex.I,
)
_NOT_DETERMINED = STOP_WORDS | AUXILIARIES | PREPOSITIONS | COMMON_VERBS | {"still", "really", "actually", "ever"}
_MOST = 4
"""Ways of filling in the pronouns of one question."""


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


def rewrite(follow: FollowUp, turn: Turn, speech: Speech | None = None) -> list[str]:
    """The ways the follow-up can be understood after a turn, the likeliest first; none where nothing fits."""
    speech = speech or Speech()
    found: Iterator[str | None]
    if follow.new_part is not None:
        found = _with_new_part(_new_part(follow, turn, speech), turn, speech)
    elif follow.bare:
        found = iter([_with_question_word(follow.question.rstrip(" ?.!"), turn)])
    else:
        found = _written_out(follow, turn, speech)
    kept = dict.fromkeys(_tidy(text) for text in found if text)
    return [text for text in kept if text != _tidy(follow.question)]


def _written_out(follow: FollowUp, turn: Turn, speech: Speech) -> Iterator[str | None]:
    event = _WHOLE_EVENT.fullmatch(follow.question)
    idiom = _with_question_word(event["wh"], turn) if event else None
    if _WORKED.fullmatch(follow.question):
        idiom = _succeeded(turn, speech)
    if idiom:
        yield idiom
    elif follow.references:
        yield from _with_pronouns(follow, turn, speech)
    else:
        yield _with_complement(follow.question, turn, speech)


def _with_pronouns(follow: FollowUp, turn: Turn, speech: Speech) -> Iterator[str | None]:
    """Each pronoun with what it can stand for in its place; a word that returns is filled in once."""
    seen = {"thing" if ref.kind == "other" else ref.kind: ref for ref in reversed(follow.references)}
    references = list(seen.values())[::-1]
    choices = [antecedents(reference, turn, speech) for reference in references]
    if not references or not all(choices):
        return
    for chosen in islice(product(*choices), 2 * _MOST):
        if len(set(chosen)) == len(chosen):
            yield _fill(follow.question, references, chosen)


def antecedents(reference: Reference, turn: Turn, speech: Speech) -> list[str]:
    """What a word that points back can stand for, the likeliest first."""
    names = find_names(turn.question, speech.is_name)
    if reference.kind == "person":
        acting = [name for name in names if not name.is_place and not name.text.isupper()]
        acting.sort(key=lambda name: name.preposition == "of")
        answer = _as_name(turn) if _asks(turn, "who") else None
        people = [name.text for name in acting]
        found = [answer, *people] if answer and answer[0].isupper() else [*people, answer]
    elif reference.kind == "place":
        found = [_as_name(turn) if _asks(turn, "where|(?:which|what) (?:city|country|place|town)") else None]
        found += [f"{name.preposition} {name.text}" for name in reversed(names) if name.is_place]
        found = found if any(found) else [name.text for name in reversed(names)]
    elif reference.kind == "time":
        found = [_date_of(turn.answer or "") or _date_of(turn.question)]
    else:
        found = _things(reference, turn, speech)
    return list(dict.fromkeys(text for text in found if text))[:3]


def _things(reference: Reference, turn: Turn, speech: Speech) -> list[str | None]:
    """What it, they or that can stand for: phrases, the answer, what was done, names."""
    names = find_names(turn.question, speech.is_name)
    phrases = _phrases(turn, speech)
    asked = regex.match(r"(?:which|what) (\p{L}+) (?!of\b)", turn.question, regex.I)
    noun = f"the {asked[1]}" if asked and _is_noun(asked[1].lower()) else None
    answer = _as_name(turn) if _asks(turn, "who|which|what") else None
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


def _bare_plurals(question: str, names: Sequence[Mention]) -> list[str]:
    """Plural nouns without an article, with the name in front of them: "drones", "U.S. forces"."""
    found = []
    for word in split_words(question)[1:]:
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


def _is_noun(word: str) -> bool:
    """Whether the word behind "which" or "what" can be what is asked for, and no verb."""
    return word not in AUXILIARIES | PREPOSITIONS | PAST_VERBS and not word.endswith("ed")


def _asks(turn: Turn, words: str) -> bool:
    return regex.match(rf"(?:{words})\b", turn.question, regex.I) is not None


def _fill(question: str, references: Sequence[Reference], chosen: Sequence[str]) -> str | None:
    """The question with each reference's place taken; None where a noun that it belongs to says otherwise."""
    for reference, text in sorted(zip(references, chosen, strict=True), key=lambda pair: -pair[0].start):
        before, after = question[: reference.start], question[reference.end :]
        noun = regex.match(r" ([\p{L}-]+)", after)
        if reference.kind == "other" and noun and noun[1].lower() not in _NOT_DETERMINED:
            if noun[1].lower() not in text.lower().split():
                return None
            after = after[noun.end() :]
        if reference.kind == "place":
            text = _placed(text, before)
        elif (
            reference.kind == "time" and split_words(before)[-1:] and split_words(before)[-1].lower not in PREPOSITIONS
        ):
            text = f"{'on' if ' ' in text else 'in'} {text}"
        elif reference.possessive:
            text = owned(text)
        question = before + text + after
    return question


def _placed(text: str, before: str) -> str:
    """The place as it fits what stands before: "to Baghdad" after "go", "in Baghdad" else, bare after a preposition."""
    words = [word.lower for word in split_words(before)]
    given, _, rest = text.partition(" ")
    place = rest if given in PLACE_PREPOSITIONS else text
    if words and words[-1] in PREPOSITIONS:
        return place
    return f"{'to' if _MOVES & set(words) else 'in'} {place}"


def _with_question_word(asked: str, turn: Turn) -> str | None:
    """The turn's question, asked with another question word: "When?" after "Why did Qaani go?"."""
    asked = regex.sub(r" (?:exactly|so|again|then)$", "", asked, flags=regex.I)
    asked = {"how come": "Why", "for what": "Why", "what for": "Why"}.get(asked.lower(), asked)
    previous = turn.question.rstrip(" ?.!")
    more = regex.fullmatch(r"(who|what|where|when) else", asked, regex.I)
    opening = _OPENING.fullmatch(previous)
    if more:
        return f"{asked}{previous[len(more[1]) :]}?" if previous.lower().startswith(more[1].lower() + " ") else None
    if asked.lower() == "why not":
        return None
    if opening is None:
        yes_no = _YES_NO.fullmatch(previous)
        return f"{asked} {yes_no['aux'].lower()} {yes_no['rest']}?" if yes_no else _subject_question(asked, turn)
    wh, noun, aux, rest = opening["wh"].lower(), opening["noun"].strip(), opening["aux"].lower(), opening["rest"]
    if wh.split()[-1] in _ADVERBS and not noun:
        return f"{asked} {aux} {rest}?"
    if wh.startswith(("who", "what")) and aux in BE and not noun:
        return _with_answer(asked, wh, aux, rest, turn)
    if wh in {"what", "which"} and noun and aux not in BE and rest.split()[-1].lower() not in PREPOSITIONS:
        ends_in_verb = rest.split()[-1] in COMMON_VERBS
        return f"{asked} {aux} {rest} the {noun}?" if ends_in_verb else None
    if wh == "what" and " say about " in rest:
        return f"{asked} {aux} {rest.replace(' say about ', ' talk about ', 1)}?"
    return None


def _with_answer(asked: str, wh: str, aux: str, rest: str, turn: Turn) -> str | None:
    """ "Why?" after "Who is the leader of AAH?": "Why is Qais al-Khazali the leader of AAH?"."""
    first = rest.split()[0].lower()
    if (first in {"the", "a", "an"} or regex.search(r"['\u2019]s$", first)) and turn.answer:
        parts = (turn.answer, rest) if wh.startswith("who") else (rest, turn.answer)
        return f"{asked} {aux} {' '.join(parts)}?"
    return f"{asked} {aux} {rest}?" if rest.split()[-1].endswith(("ed", "ing")) else None


def _subject_question(asked: str, turn: Turn) -> str | None:
    """ "When?" after "Who succeeded Muhannis?": "When did Abu Fadak succeed Muhannis?"."""
    subject = _SUBJECT.fullmatch(turn.question.rstrip(" ?.!"))
    answer = _as_name(turn)
    base = base_form(subject["verb"]) if subject else None
    if not subject or not base or not answer:
        return None
    return f"{asked} {'does' if subject['verb'].endswith('s') else 'did'} {answer} {base} {subject['rest']}?"


def _succeeded(turn: Turn, speech: Speech) -> str | None:
    """ "Did it work?" after "Why did Qaani go?": "Was Qaani successful?"."""
    people = [name.text for name in find_names(turn.question, speech.is_name) if not name.is_place]
    return f"Was {people[0]} successful?" if people else None


def _event(turn: Turn) -> str | None:
    """What was done, as a noun: "going to Baghdad"."""
    opening = regex.fullmatch(r"(?:why|when|where|how|did) (?:did |does )?(?P<rest>.+?)[ ?.!]*", turn.question, regex.I)
    names = find_names(turn.question)
    if not opening or not names or names[0].start != opening.start("rest"):
        return _gerund_of(turn.answer or "")
    return _gerund_of("to " + turn.question[names[0].end : opening.end("rest")].strip())


def _gerund_of(text: str) -> str | None:
    aim = regex.fullmatch(r"(?:in order |so as )?to (?P<verb>\p{Ll}+)(?P<rest>(?: .+)?)", text)
    return gerund(aim["verb"]) + aim["rest"] if aim and len(text) < 80 else None


def _with_complement(question: str, turn: Turn, speech: Speech) -> str | None:
    """ "What was the result?" with "of" what the turn spoke of; "How many people died?" with "in" what happened."""
    said = question.rstrip(" ?.!")
    thing = Reference(0, 0, "it", "thing")
    found = antecedents(thing, turn, speech)
    last = said.split()[-1].lower()
    if not found or last in found[0].lower().split() or last in {"latter", "former", "one", "ones", "same", "two"}:
        return None
    if regex.fullmatch(r".*\b(?:the|any|some)(?: other)? \p{L}+", said, regex.I):
        return f"{said} {'for' if said.endswith(('reason', 'need')) else 'of'} {found[0]}?"
    happened = next((text for text in found if _HAPPENS.search(text)), None)
    return f"{said} in {happened}?" if happened and not regex.search(r"\b(?:the|these|those)\b", said) else None


def _new_part(follow: FollowUp, turn: Turn, speech: Speech) -> str:
    """What the follow-up brings, with its first pronoun filled in."""
    part = follow.new_part or ""
    choices = [antecedents(reference, turn, speech) for reference in follow.references[:1]]
    if not choices or not choices[0] or not follow.question.startswith(part):
        return part
    return (_fill(follow.question, follow.references[:1], [choices[0][0]]) or part).rstrip(" ?.!")


def _with_new_part(part: str, turn: Turn, speech: Speech) -> Iterator[str | None]:
    """The turn's question with the new part in the place of each part that it could replace."""
    previous = turn.question.rstrip(" ?.!")
    led = regex.match(r"(?P<preposition>\p{L}+) (?P<rest>.+)", part)
    preposition = led["preposition"].lower() if led and led["preposition"].lower() in PREPOSITIONS else ""
    plain = led["rest"] if led and preposition else part
    dated = _DATE.search(previous)
    if _DATE.fullmatch(plain):
        yield previous.replace(dated[0], plain, 1) + "?" if dated else f"{previous} in {plain}?"
        return
    plain = regex.sub(r"^The ", "the ", plain)
    names = find_names(previous, speech.is_name)
    if preposition:
        names = sorted((name for name in names if name.preposition), key=lambda name: name.preposition != preposition)
        same = [name for name in names if name.preposition == preposition or _both_places(name, preposition)]
        for name in same:
            yield previous[: name.start] + plain + previous[name.end :] + "?"
        if not same and preposition in PLACE_PREPOSITIONS:
            yield f"{previous} {preposition} {plain}?"
        return
    for mention in names or find_phrases(previous, speech.follows):
        yield previous[: mention.start] + plain + previous[mention.end :] + "?"


def _both_places(name: Mention, preposition: str) -> bool:
    return name.is_place and preposition in PLACE_PREPOSITIONS


def _as_name(turn: Turn) -> str | None:
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


def _date_of(question: str) -> str | None:
    dated = _DATE.search(question)
    return dated[0] if dated else None


def owned(name: str) -> str:
    """ "Qaani's"; a plural takes the apostrophe alone."""
    return name + ("'" if name.endswith("s") and name.split()[0] == "the" else "'s")


def _tidy(text: str) -> str:
    text = " ".join(text.split()).rstrip(" ?.!")
    return text[0].upper() + text[1:] + "?" if text else text
