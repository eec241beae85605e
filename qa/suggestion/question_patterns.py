"""Questions generated from a text's own sentences, by patterns that are hard to get wrong.

Each pattern gives a question and the place of its answer. Whether the question is good is
not known until it has been asked: `qa.suggestion.suggestions` keeps those that are answered there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import regex

from index.lexical import STOP_WORDS
from index.passages import Passage
from index.spans import Span
from qa.conversation.followup import follow_up, needs_history
from qa.language.inflection import base_form
from qa.language.lexicon import IsName
from qa.language.word_classes import (
    AUXILIARIES,
    CONJUNCTIONS,
    MONTHS,
    PAST_VERBS,
    PEOPLE,
    PREPOSITIONS,
    SHORT_MONTHS,
    is_common,
    word_set,
)

QuestionKind = Literal["heading", "why", "who", "when", "acronym", "what", "where"]
LONGEST, LONGEST_SENTENCE = 100, 600
"""Characters of a question, and of a sentence that questions are generated from."""

_MONTH = rf"(?:{'|'.join(MONTHS)}|(?:{'|'.join(SHORT_MONTHS)})\.)"
DATE = rf"(?:{_MONTH} \d{{1,2}}, \d{{4}}|\d{{1,2}} {_MONTH} \d{{4}}|{_MONTH} \d{{4}}|(?:1\d|20)\d\d)"
# Not qa.language.mentions.find_names: in a text, a name is found with what stands around it, in one pattern.
_NAME_PART = r"\p{Lu}[\p{L}'\u2019-]*\p{L}|\p{L}+-\p{Lu}[\p{L}'\u2019]+|\p{Lu}\."
PROPER_NAME = rf"(?:{_NAME_PART})(?: (?:(?:of|of the|de|von|van|bin|al) )?(?:{_NAME_PART})){{0,5}}"
_WORDS = r"[^,;:.()\[\]\"\u201c\u201d?!\u2014]+?"
_END = r"(?=[,;.]|$)"

_THINGS = word_set(
    """
    agency album alliance army association bank band book capital castle charity church city club college company
    conference corporation country department disease district empire festival film force group institute
    institution island kingdom lake language law magazine militia ministry mountain movement museum network newspaper
    novel office organisation organization palace park party planet political process programme program project province
    region religion river school series society song species state station system team television town treaty tribe
    university village war
    """
)
_NO_SUBJECT = (
    STOP_WORDS
    | PREPOSITIONS
    | CONJUNCTIONS
    | word_set(
        "also even finally here instead meanwhile now only then thus hence indeed perhaps often sometimes"
        " after all although another any because both during each every few following his however later many most much"
        " no one other several since some such today two three four five while until unlike despite according early"
        " late"
    )
)
_NO_VERB = word_set(
    "based born called composed compared concerned considered dated had known located named readied situated used"
)
_APPOSITION = regex.compile(
    rf"(?P<name>{PROPER_NAME}), "
    rf"(?P<what>(?:the |an? )?(?P<role>[\p{{L}}'\u2019 -]+?)(?P<of> (?:of|for) [^,;.]+?)?)(?=, |\.$|$)"
)
_KIND = r"(?:an?|the) (?P<kind>[\p{L}, -]+?)(?: (?:in|of|that|which|for|from|on|at|by|who|located|based|with)\b[^.;]*)?"
_NO_KIND = word_set(
    "case example fact instance kind matter number one part person problem question reason result set type way"
)
_TOLD = r"(?:argued|claimed|emphasized|believed|proposed|suggested|warned|showed|proved|concluded)"
ACTIONS = word_set(
    """
    assassinated authored besieged built captured coined commanded commissioned completed composed conquered created
    crowned defeated designed developed directed discovered donated drafted edited established explored founded
    governed introduced invaded invented killed launched led married murdered overthrew painted patented pioneered
    presented produced proposed proved published purchased ruled signed sold succeeded translated unified united won
    wrote
    """
)
_NOUN_SUBJECT = r"(?P<subject>An? [\p{L}-]+(?: [\p{Ll}-]+){0,2}|The(?: [\p{Ll}-]+){2,3})"
_PLURAL_NOUN_SUBJECT = r"(?P<subject>\p{Lu}\p{Ll}+(?: \p{Ll}+)?s)"
_NO_NOUN_SUBJECT = regex.compile(
    r"est$|^(?:most|first|last|other|same|latter|former|new|next|only|main|key|second|third)$"
)
LATER = r" (?:the (?:next|following|same|previous) \p{Ll}+|that (?:year|day|month)|later|then)$"
_JOINED = regex.compile(r" (?:and|but|or|who|which|that|while|whereas|when|after|before|as|until) ")
LIKE_A_QUESTION = regex.compile(
    r"(?:who|what|which|when|where|why|how|is|are|was|were|do|does|did|can|will)\b.*\?", regex.I
)


@dataclass(frozen=True)
class GeneratedQuestion:
    """A question, the sentence it was generated from, and where the answer stands: places in the document."""

    question: str
    kind: QuestionKind
    document: str
    sentence: Span
    answer: Span


def generate_questions(passage: Passage, is_name: IsName) -> list[GeneratedQuestion]:
    """The questions that a passage's sentences answer, each once, in order."""
    found: dict[str, GeneratedQuestion] = {}
    heading = passage.headings[-1].strip() if passage.headings else ""
    if LIKE_A_QUESTION.fullmatch(heading) and not needs_history(heading):
        found[heading] = GeneratedQuestion(heading, "heading", passage.document, passage.span, passage.span)
    for sentence, text in zip(passage.sentences, passage.sentence_texts, strict=True):
        if len(text) > LONGEST_SENTENCE:
            continue
        flat = regex.sub(r"\s", " ", text)
        for pattern in _PATTERNS:
            for kind, question, answer in pattern(flat, is_name):
                question = question.replace("\u2019", "'")
                if reads_well(question):
                    place = Span(sentence.start + answer.start, sentence.start + answer.end)
                    found.setdefault(
                        question, GeneratedQuestion(question, kind, passage.document, sentence.span, place)
                    )
    return list(found.values())


PatternMatch = tuple[QuestionKind, str, Span]


def _of_appositions(text: str, is_name: IsName) -> Iterator[PatternMatch]:
    """ "Qais al-Khazali, leader of Asa'ib Ahl al-Haq (AAH), had": who he is, and who leads it."""
    for match in _APPOSITION.finditer(text):
        name, role, what = match["name"], match["role"], match["what"]
        if not is_proper_name(name, is_name) or not role.split()[-1].islower() or not _is_phrase(what):
            continue
        owner = regex.fullmatch(rf"(?:the )?(?P<owner>{PROPER_NAME}['\u2019]s) (?P<noun>\p{{Ll}}+)", what)
        head, settled = role.split()[-1], what.startswith(("the ", "a ", "an "))
        if owner and owner["noun"] in PEOPLE:
            yield "who", f"Who is {owner['owner']} {owner['noun']}?", Span(*match.span("name"))
        elif head in PEOPLE and (match["of"] or settled):
            yield "who", f"Who is {name}?", Span(*match.span("what"))
            led = regex.fullmatch(rf"(?P<whole> of (?:the )?{PROPER_NAME})(?: \(\p{{Lu}}+\))?", match["of"] or "")
            if led:
                yield "who", f"Who is the {role}{led['whole']}?", Span(*match.span("name"))
        elif head in _THINGS and settled and not name.endswith("s"):
            yield "what", f"What is {_the(name, text, match.start('name'))}?", Span(*match.span("what"))


def _of_brackets(text: str, is_name: IsName) -> Iterator[PatternMatch]:
    """ "Mr. Esmail Qaani [commander of the Quds Force]": who he is."""
    for match in regex.finditer(
        rf"(?P<name>{PROPER_NAME}) [\[(](?P<what>(?:the )?(?P<role>\p{{Ll}}+) of [^\])]+)[\])]", text
    ):
        if match["role"] in PEOPLE and is_proper_name(match["name"], is_name):
            yield "who", f"Who is {match['name']}?", Span(*match.span("what"))


def _of_acronyms(text: str, _: IsName) -> Iterator[PatternMatch]:
    """ "Popular Mobilization Forces (PMF)": what it stands for."""
    for match in regex.finditer(r"\((?P<short>\p{Lu}{2,6})\)", text):
        words = list(regex.finditer(r"[\p{L}'\u2019]+", text[: match.start()]))
        start = _start_of_expansion(match["short"], [word.group() for word in words])
        if start is not None and text[words[-1].end() : match.start()] == " ":
            yield "acronym", f"What does {match['short']} stand for?", Span(words[start].start(), words[-1].end())


def _start_of_expansion(short: str, words: list[str]) -> int | None:
    """The number of the word where the words begin that the letters stand for; small ones between may be left out."""
    at = len(words)
    for letter in reversed(short):
        at -= 1
        while at >= 0 and words[at][0] != letter and words[at].lower() in _NO_SUBJECT | {"al", "de", "la"}:
            at -= 1
        if at < 0 or words[at][0].upper() != letter:
            return None
    return at


def _of_dates(text: str, is_name: IsName) -> Iterator[PatternMatch]:
    """ "In 1066, William invaded England" and "Harvard was founded in 1636": when."""
    action = rf"(?P<subject>(?:[Tt]he )?{PROPER_NAME}) (?P<verb>\p{{Ll}}+)(?P<rest> {_WORDS})?"
    for pattern in (rf"(?:On|In) (?P<date>{DATE}),? {action}{_END}", rf"{action} (?:on|in) (?P<date>{DATE}){_END}"):
        match = regex.match(pattern, text)
        if match and is_proper_name(match["subject"], is_name):
            question = _did("When", match)
            if question and not regex.search(r"\d", question):
                yield "when", question, Span(*match.span("date"))


def _of_makers(text: str, is_name: IsName) -> Iterator[PatternMatch]:
    """ "Telenet was founded by Bolt Beranek": who founded it."""
    subject = rf"(?P<subject>(?:The )?{PROPER_NAME})"
    pattern = rf"{subject} (?:was|were) (?P<verb>\p{{Ll}}+ed) by (?P<maker>(?:the )?{PROPER_NAME})(?= in |[,;.]|$)"
    match = regex.match(pattern, text)
    if match and is_proper_name(match["subject"], is_name) and match["verb"] not in _NO_VERB:
        yield "who", f"Who {match['verb']} {inside(match['subject'])}?", Span(*match.span("maker"))


def _of_places(text: str, is_name: IsName) -> Iterator[PatternMatch]:
    """ "The Royal Castle is located in Warsaw": where."""
    pattern = (
        rf"(?P<subject>(?:The )?{PROPER_NAME}) (?P<be>is|are|was|were)"
        r" (?P<verb>located|situated|born|buried|headquartered)"
        rf" (?P<place>(?:in|at|on|near|between) [^,;.]+){_END}"
    )
    match = regex.match(pattern, text)
    if match and is_proper_name(match["subject"], is_name) and not regex.search(r"\d", match["place"]):
        yield (
            "where",
            f"Where {match['be']} {inside(match['subject'])} {match['verb']}?",
            Span(*match.span("place")),
        )


def _of_reasons(text: str, is_name: IsName) -> Iterator[PatternMatch]:
    """ "X did it because of Y" and "prompted Qaani to travel to Iraq to calm AAH down": why."""
    pattern = (
        rf"(?P<subject>(?:The )?{PROPER_NAME}) (?P<verb>\p{{Ll}}+)(?P<rest> {_WORDS})?"
        rf",? (?P<reason>(?:because|due to|in order to|so that) [^,;.]+){_END}"
    )
    match = regex.match(pattern, text)
    if match and is_proper_name(match["subject"], is_name):
        question = _did("Why", match)
        if question:
            yield "why", question, Span(*match.span("reason"))
    moved = (
        rf"\b(?:prompted|led|caused|forced|drove) (?P<subject>(?:the )?{PROPER_NAME})"
        rf" to (?P<action>\p{{Ll}}+ {_WORDS})"
        rf" (?P<reason>to (?P<aim>\p{{Ll}}+) {_WORDS})(?=[,;]|\.$|$)"
    )
    for match in regex.finditer(moved, text):
        if is_common(match["aim"]) and match["aim"] not in _NO_SUBJECT:
            action = regex.sub(LATER, "", match["action"])
            yield "why", f"Why did {match['subject']} {action}?", Span(*match.span("reason"))


def _of_actions(text: str, is_name: IsName) -> Iterator[PatternMatch]:
    """ "William invaded Scotland in 1072": who invaded it."""
    end = rf"(?=(?: (?:in|on) {DATE})?[,;.]|$)"
    match = regex.match(rf"(?P<subject>{PROPER_NAME}) (?P<verb>\p{{Ll}}+)(?P<rest> {_WORDS}){end}", text)
    if match and match["verb"] in ACTIONS and is_proper_name(match["subject"], is_name):
        clause = one_clause(match["rest"])
        # "Ogedei's son, Guyuk": who it was stands behind the comma.
        named_later = regex.match(r",\s\p{Lu}", text[match.end() :]) and regex.search(r" \p{Ll}+$", match["rest"])
        if clause and regex.search(r" \p{Lu}", clause) and not named_later:
            yield "who", f"Who {match['verb']}{clause}?", Span(*match.span("subject"))


def _of_name_definitions(text: str, is_name: IsName) -> Iterator[PatternMatch]:
    """ "The Amazon is a river": what it is."""
    match = regex.match(rf"(?P<subject>(?:The )?{PROPER_NAME}) (?P<be>is|was) (?P<what>{_KIND})(?=\.$|$)", text)
    if match and match["kind"].split() and is_proper_name(match["subject"], is_name):
        head = match["kind"].split()[-1].lower()
        if head in PEOPLE:
            yield "who", f"Who {match['be']} {inside(match['subject'])}?", Span(*match.span("what"))
        elif head in _THINGS:
            yield "what", f"What {match['be']} {inside(match['subject'])}?", Span(*match.span("what"))


def _of_noun_definitions(text: str, _: IsName) -> Iterator[PatternMatch]:
    """ "A qubit is a unit of information", "The immune system is a host defence", "Moons are rocks": what it is."""
    one = regex.match(rf"{_NOUN_SUBJECT} is (?P<what>{_KIND})(?=\.$|$)", text)
    many = regex.match(
        rf"{_PLURAL_NOUN_SUBJECT} are (?P<what>(?P<kind>(?:the |\p{{Ll}}+ )?\p{{Ll}}+s) (?:that|of|which) [^.;]+)", text
    )
    match = one or many
    if not match or not match["kind"].split():
        return
    subject = match["subject"][0].lower() + match["subject"][1:]
    words = subject.removeprefix("the ").split()
    plain = not any(_NO_NOUN_SUBJECT.search(word) for word in words) and _is_phrase(subject)
    if plain and match["kind"].split()[-1].lower() not in _NO_KIND and words[0] not in _NO_SUBJECT - {"a", "an"}:
        yield "what", f"What {'is' if one else 'are'} {subject}?", Span(*match.span("what"))


def _of_possessives(text: str, is_name: IsName) -> Iterator[PatternMatch]:
    """ "The Islamic Republic's policy was to de-escalate tensions": what it was."""
    pattern = (
        rf"\b(?P<owner>(?:[Tt]he )?{PROPER_NAME})['\u2019]s (?P<noun>\p{{Ll}}+(?: \p{{Ll}}+)?) (?P<be>is|was)"
        r" (?P<what>(?:to [\p{Ll}-]+|that|an?|the) [^;.]+)(?=[;.]|$)"
    )
    for match in regex.finditer(pattern, text):
        noun = match["noun"].split()[-1]
        one = noun not in PEOPLE and not noun.endswith("s") and not text[: match.start()].endswith(("of ", "and "))
        if one and is_proper_name(match["owner"], is_name) and _is_phrase(match["noun"]):
            yield (
                "what",
                f"What {match['be']} {inside(match['owner'])}'s {match['noun']}?",
                Span(*match.span("what")),
            )


def _of_sayings(text: str, is_name: IsName) -> Iterator[PatternMatch]:
    """ "Khamenei emphasized that his country is in no rush": what he emphasized."""
    pattern = rf"(?P<subject>{PROPER_NAME})(?:, [^,]+,)? (?P<verb>{_TOLD}) that (?P<what>[^;.]+)(?=[;.]|$)"
    match = regex.search(pattern, text)
    base = base_form(match["verb"]) if match else None
    joined = match is not None and text[: match.start()].endswith((" and ", " of ", "the "))
    if match and base and is_proper_name(match["subject"], is_name) and not joined:
        yield "what", f"What did {match['subject']} {base}?", Span(*match.span("what"))


_PATTERNS: tuple[Callable[[str, IsName], Iterator[PatternMatch]], ...] = (
    _of_appositions,
    _of_brackets,
    _of_acronyms,
    _of_dates,
    _of_makers,
    _of_places,
    _of_reasons,
    _of_actions,
    _of_name_definitions,
    _of_noun_definitions,
    _of_possessives,
    _of_sayings,
)


def _did(asked: str, match: regex.Match[str]) -> str | None:
    """ "When did William invade England?", or "When was Harvard founded?"; None where the verb is not sure."""
    subject, verb, rest = match["subject"], match["verb"], match["rest"] or ""
    clause = one_clause(rest)
    # What stands behind a second clause need not belong to the first.
    if clause is None or (clause != rest and match.end("rest") < match.end()):
        return None
    if verb in {"was", "were"}:
        participle = clause.split()[0] if clause.split() else ""
        done = participle.endswith("ed") or participle in PAST_VERBS
        return f"{asked} {verb} {inside(subject)}{clause}?" if done and participle not in _NO_VERB else None
    base = base_form(verb) if verb.endswith("ed") or verb in PAST_VERBS else None
    return None if base is None or verb in _NO_VERB | AUXILIARIES else f"{asked} did {inside(subject)} {base}{clause}?"


def one_clause(rest: str) -> str | None:
    """Up to where another clause begins; None where that would change what is said."""
    for match in _JOINED.finditer(rest):
        word, after = match.group().strip(), rest[match.end() :].split()
        if word in {"who", "which", "that"}:
            return None
        if word == "as" and after and after[0] in {"a", "an", "the"}:
            continue
        is_list = word in {"and", "or"} and not any(_is_verb(other) for other in after[:3])
        if not is_list:
            return str(rest[: match.start()])
    return rest


def _is_verb(word: str) -> bool:
    return word.endswith("ed") or word in PAST_VERBS | AUXILIARIES


def _is_phrase(text: str) -> bool:
    """Whether it is a noun phrase: no verb, no pronoun, and no preposition in front."""
    words = text.lower().split()
    pronouns = {"he", "she", "it", "they", "his", "her", "its", "their", "which", "who", "yet", "that", "this"}
    return not any(_is_verb(word) or word in pronouns for word in words) and words[0] not in PREPOSITIONS | CONJUNCTIONS


def is_proper_name(phrase: str, is_name: IsName) -> bool:
    """Whether a phrase that begins with a capital is a name, and not just the beginning of a sentence."""
    words = regex.sub(r"^[Tt]he ", "", phrase).split()
    if not words or words[0].lower() in _NO_SUBJECT or len(words[0]) < 2:
        return False
    rest_is_name = len(words) > 1 and words[-1].split("-")[-1][:1].isupper()
    return rest_is_name or phrase != phrase.removeprefix("the ") or is_name(words[0]) or not is_common(words[0])


def _the(name: str, text: str, at: int) -> str:
    return f"the {name}" if text[:at].lower().endswith("the ") else name


def inside(subject: str) -> str:
    """The subject as it reads inside a sentence."""
    return "the " + subject.removeprefix("The ") if subject.startswith("The ") else subject


def reads_well(question: str) -> bool:
    """Whether it is short, whole, and stands on its own."""
    if len(question) > LONGEST or regex.search(r"[\"()\[\]\u201c\u201d]|  ", question):
        return False
    need = follow_up(question).need
    if need == "yes" or (need == "maybe" and not question.startswith(("What is ", "What are "))):
        return False
    # "the chair" alone is known only to who has read what stands before it.
    return not regex.search(r"\b(?:he|she|it|they|his|her|its|their|this|these|those)\b|\bthe \p{Ll}+\?$", question)
