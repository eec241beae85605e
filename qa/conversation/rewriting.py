"""A follow-up, written out with what it takes from the question and the answer before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, product

import regex

from index.lexical import STOP_WORDS
from index.lexical import words as content_words
from qa.conversation.antecedents import DATE, Turn, antecedents, named_again, topic
from qa.conversation.followup import FollowUp, Reference
from qa.conversation.question_words import ask_with
from qa.language.lexicon import NO_LEXICON, Lexicon
from qa.language.mentions import Mention, find_names, find_phrases, split_words
from qa.language.word_classes import AUXILIARIES, COMMON_VERBS, PLACE_PREPOSITIONS, PREPOSITIONS, word_set

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
_MOVES = word_set("go went come came travel return fly move get send sent bring brought flee withdraw")
_HAPPENS = regex.compile(
    r"\b(?:accident|attacks?|battle|bombing|campaign|collapse|conference|conflict|crash|crisis|disaster|earthquake"
    r"|elections?|expedition|explosion|fight|fire|flood|game|interview|invasion|massacre|match|meeting|mission|mutiny"
    r"|operation|protests?|race|raid|rebellion|revolt|revolution|riots?|siege|lexicon|storm|strike|summit|talks|trial"
    r"|trip|uprising|visit|voyage|war)$",
    regex.I,
)
_NOT_DETERMINED = STOP_WORDS | AUXILIARIES | PREPOSITIONS | COMMON_VERBS | {"still", "really", "actually", "ever"}
_IS_SOMEHOW = regex.compile(r"(?:ed|ing|ous|ful|ive|able|ible|ic|ant|ent|common|rare|safe|called)$", regex.I)
_ROLES = (
    ("took over from|takes over from|came after|replaced|followed|succeeded", "successor"),
    ("came before|preceded", "predecessor"),
)
_MOST = 4
"""Choices of what the pronouns of one question stand for."""


def rewrite(follow: FollowUp, turn: Turn, lexicon: Lexicon = NO_LEXICON) -> list[str]:
    """The whole questions that the follow-up can mean after a turn, the likeliest first; none where nothing fits."""
    found: Iterator[str | None]
    if follow.new_part is not None:
        found = _with_new_part(_new_part(follow, turn, lexicon), turn, lexicon)
    elif follow.bare:
        found = iter([ask_with(follow.question.rstrip(" ?.!"), turn)])
    else:
        found = _written_out(follow, turn, lexicon)
    kept = dict.fromkeys(_tidy(text) for text in found if text)
    return [text for text in kept if text != _tidy(follow.question)]


def _written_out(follow: FollowUp, turn: Turn, lexicon: Lexicon) -> Iterator[str | None]:
    event = _WHOLE_EVENT.fullmatch(follow.question)
    idiom = ask_with(event["wh"], turn) if event else None
    if _WORKED.fullmatch(follow.question):
        idiom = _succeeded(turn, lexicon)
    if idiom:
        yield idiom
    elif follow.references:
        yield from _with_pronouns(follow, turn, lexicon)
    else:
        yield from _about_the_same(follow.question, turn, lexicon)


def _about_the_same(question: str, turn: Turn, lexicon: Lexicon) -> Iterator[str | None]:
    """ "Is surgery common?" with what was spoken of behind it; "the deal" as it was called in full."""
    again = _with_full_names(question, turn, lexicon)
    complement = None if again else _with_complement(question, turn, lexicon)
    if again or complement:
        yield again or complement
        return
    said, about = question.rstrip(" ?.!"), topic(turn, lexicon)
    if not about or set(content_words(about)) & set(content_words(said)) or not content_words(said):
        return
    of = regex.match(r"(?:what|which|who) (?:is|are|was|were) ", said, regex.I) and not _IS_SOMEHOW.search(said)
    yield f"{said} {'of' if of else 'for'} {about}"


def _with_full_names(question: str, turn: Turn, lexicon: Lexicon) -> str | None:
    """The question with "the deal" as it was called before: "the deal with China"."""
    for phrase in find_phrases(question, lexicon.follows):
        words = phrase.text.split()
        for end in range(len(words), 1, -1):
            text = " ".join(words[:end])
            named = named_again(text, turn, lexicon)
            if named:
                return question[: phrase.start] + named + question[phrase.start + len(text) :]
    return None


def _with_pronouns(follow: FollowUp, turn: Turn, lexicon: Lexicon) -> Iterator[str | None]:
    """Each pronoun with what it can stand for in its place; a word that returns is filled in once."""
    seen = {"thing" if ref.kind == "other" else ref.kind: ref for ref in reversed(follow.references)}
    references = list(seen.values())[::-1]
    choices = [antecedents(reference, turn, lexicon) for reference in references]
    if not references or not all(choices):
        return
    for chosen in islice(product(*choices), 2 * _MOST):
        if len(set(chosen)) == len(chosen):
            filled = _fill(follow.question, references, chosen)
            yield filled
            yield _in_other_words(filled or "")


def _in_other_words(question: str) -> str | None:
    """ "Who took over from Abu Mahdi al-Muhannis?" as a text is likelier to have it: "Muhannis's successor"."""
    for asked, noun in _ROLES:
        match = regex.fullmatch(rf"who (?:{asked}) (?P<whom>\S+(?: \S+){{0,4}})", question.rstrip(" ?.!"), regex.I)
        if match:
            surname = regex.sub(r"^\p{Ll}{2}-", "", match["whom"].split()[-1])
            return f"Who is {owned(surname)} {noun}?"
    return None


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
        elif reference.kind == "time" and not _ends_in_preposition(before):
            text = f"{'on' if ' ' in text else 'in'} {text}"
        elif reference.possessive:
            text = owned(text)
        question = before + text + after
    return question


def _placed(text: str, before: str) -> str:
    """The place as it fits what stands before: "to Baghdad" after "go", "in Baghdad" else, bare after a preposition."""
    given, _, rest = text.partition(" ")
    place = rest if given in PLACE_PREPOSITIONS else text
    if _ends_in_preposition(before):
        return place
    return f"{'to' if _MOVES & {word.lower for word in split_words(before)} else 'in'} {place}"


def _ends_in_preposition(text: str) -> bool:
    return text.split()[-1:] != [] and text.split()[-1].lower() in PREPOSITIONS


def _succeeded(turn: Turn, lexicon: Lexicon) -> str | None:
    """ "Did it work?" after "Why did Qaani go?": "Was Qaani successful?"."""
    people = [name.text for name in find_names(turn.question, lexicon.is_name) if not name.is_place]
    return f"Was {people[0]} successful?" if people else None


def _with_complement(question: str, turn: Turn, lexicon: Lexicon) -> str | None:
    """ "What was the result?" with "of" what the turn spoke of; "How many people died?" with "in" what happened."""
    said = question.rstrip(" ?.!")
    thing = Reference(0, 0, "it", "thing")
    found = antecedents(thing, turn, lexicon)
    last = said.split()[-1].lower()
    if not found or last in found[0].lower().split() or last in {"latter", "former", "one", "ones", "same", "two"}:
        return None
    if regex.fullmatch(r".*\b(?:the|any|some)(?: other)? \p{L}+", said, regex.I):
        return f"{said} {'for' if said.endswith(('reason', 'need')) else 'of'} {found[0]}?"
    happened = next((text for text in found if _HAPPENS.search(text)), None)
    return f"{said} in {happened}?" if happened and not regex.search(r"\b(?:the|these|those)\b", said) else None


def _new_part(follow: FollowUp, turn: Turn, lexicon: Lexicon) -> str:
    """What the follow-up brings, with its first pronoun filled in."""
    part = follow.new_part or ""
    choices = [antecedents(reference, turn, lexicon) for reference in follow.references[:1]]
    if not choices or not choices[0] or not follow.question.startswith(part):
        return part
    return (_fill(follow.question, follow.references[:1], [choices[0][0]]) or part).rstrip(" ?.!")


def _with_new_part(part: str, turn: Turn, lexicon: Lexicon) -> Iterator[str | None]:
    """The turn's question with the new part in the place of each part that it could replace."""
    previous = turn.question.rstrip(" ?.!")
    led = regex.match(r"(?P<preposition>\p{L}+) (?P<rest>.+)", part)
    preposition = led["preposition"].lower() if led and led["preposition"].lower() in PREPOSITIONS else ""
    plain = led["rest"] if led and preposition else part
    dated = DATE.search(previous)
    if DATE.fullmatch(plain):
        yield previous.replace(dated[0], plain, 1) + "?" if dated else f"{previous} in {plain}?"
        return
    plain = regex.sub(r"^The ", "the ", plain)
    names = find_names(previous, lexicon.is_name)
    if preposition:
        names = sorted((name for name in names if name.preposition), key=lambda name: name.preposition != preposition)
        same = [name for name in names if name.preposition == preposition or _both_places(name, preposition)]
        for name in same:
            yield previous[: name.start] + plain + previous[name.end :] + "?"
        if not same and preposition in PLACE_PREPOSITIONS:
            yield f"{previous} {preposition} {plain}?"
        return
    for mention in names or find_phrases(previous, lexicon.follows):
        yield previous[: mention.start] + plain + previous[mention.end :] + "?"


def _both_places(name: Mention, preposition: str) -> bool:
    return name.is_place and preposition in PLACE_PREPOSITIONS


def owned(name: str) -> str:
    """ "Qaani's"; a plural takes the apostrophe alone."""
    is_plural = name.endswith("s") and (name.split()[0] == "the" or name[0].islower())
    return name + ("'" if is_plural else "'s")


def _tidy(text: str) -> str:
    text = " ".join(text.split()).rstrip(" ?.!")
    return text[0].upper() + text[1:] + "?" if text else text
