"""Questions that a sentence's main clause answers, each with the place of its answer in the sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import regex

from index.spans import Span
from qa.answer import Verdict
from qa.evaluation.making.clauses import POINTS_BACK, Clause, find_clauses
from qa.evaluation.making.made_question import MadeKind
from qa.language.coordination import items
from qa.language.inflection import can_be, is_base_form
from qa.language.inverted_clause import Inverted
from qa.language.lexicon import IsName, no_name
from qa.language.statement_order import statement
from qa.language.word_classes import BE, MONTHS, PEOPLE, SHORT_MONTHS, is_common, word_set
from qa.suggestion.question_patterns import ACTIONS, DATE, LONGEST, PROPER_NAME, reads_well

_MONTH = rf"(?:{'|'.join(MONTHS)}|(?:{'|'.join(SHORT_MONTHS)})\.)"
_DAY = rf"(?:{DATE}|{_MONTH}(?: \d{{1,2}})?)"
_AT_DAY = regex.compile(rf" (?:on|in|since) (?P<date>{_DAY})(?=\s*$|,| by )")
_SUM = r"[$\u00a3\u20ac]\d[\d.,]*(?: (?:million|billion|trillion))?"
_WORTH = regex.compile(
    rf"\b(?:an?|the) (?P<what>(?:[\p{{L}}-]+ ){{1,6}}?)worth (?:an? \p{{Ll}}+ |about |some |nearly |over |more than )?"
    rf"(?P<sum>{_SUM})"
)
_CALLED = regex.compile(rf"\ban? (?P<what>(?:[\p{{L}}-]+ ){{1,4}}?)(?:called|named) (?P<name>{PROPER_NAME})")
_THE_NAMED = regex.compile(
    rf"\b(?:the|its) (?P<what>(?:\p{{Lu}}\p{{Ll}}+ )(?:\p{{Ll}}+ ){{0,2}}\p{{Ll}}+), (?P<name>{PROPER_NAME})(?=[,.])"
)
_COUNTED = regex.compile(
    r"^ (?P<number>\d[\d,]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty"
    r"|hundreds of|thousands of) (?P<what>(?:[\p{Ll}-]+ )?\p{Ll}+s)\b(?P<more>.*)$"
)
_MEASURED = regex.compile(
    r"^ (?P<size>(?:about |some |nearly |over )?\d[\d.,]* \p{Ll}+) (?P<how>long|tall|high|wide|deep|old|thick)\b"
)
_AIM = regex.compile(r" (?P<aim>to (?P<verb>\p{Ll}+)\b.*)$")
_TRIED = word_set(
    "fail try plan agree decide refuse promise manage seek hope aim attempt intend choose begin start continue learn"
    " offer"
)
_TAKES_TO = _TRIED | word_set(
    """seem appear want ask tell allow force lead prompt enable help order expect need cause able have happen tend come
    get urge persuade invite require teach be become like prefer wish dare threaten according due close next similar"""
)
_SUCH_AS = regex.compile(
    r"(?P<whole>(?P<kind>(?:\p{L}[\p{L}-]+ )?\p{Ll}+s),? (?:such as|like|including|namely) )(?P<first>\S)"
)
_VAGUE = word_set("do make have get take be give see say think become remain")


@dataclass(frozen=True)
class ClauseQuestion:
    """A question with its answer's place in the sentence, or its items', or its verdict."""

    kind: MadeKind
    question: str
    answer: Span | None = None
    items: tuple[Span, ...] = ()
    verdict: Verdict | None = None
    defines: bool = False


def clause_questions(text: str, is_name: IsName, is_person: Callable[[str], bool]) -> Iterator[ClauseQuestion]:
    """Those that a sentence answers and that stand alone; its white space is plain spaces."""
    for clause in find_clauses(text, is_name):
        for make in _OF_CLAUSES:
            yield from (made for made in make(clause, is_person) if stands_alone(made.question))
    for of_phrase in (_how_much, _called, _the_named, _such_as):
        yield from (made for made in of_phrase(text) if stands_alone(made.question))


def stands_alone(question: str) -> bool:
    """Whether a question reads well, and points at nothing that only who has read the text before it knows."""
    plain = regex.sub(r"\b(?:his|her|its|their)\b", "the old", question.replace("\u2019", "'"))
    pointing = POINTS_BACK.search(plain) or regex.search(
        r"\bthe (?!same\b)\p{Ll}+(?: (?:to|in|on|at|and|with|for|from|by|has|was|is|that|between)\b|\?|,)"
        r"|\bthe (?:next|following|same|previous|latter|former) ",
        plain,
    )
    return len(question) <= LONGEST and pointing is None and reads_well(plain)


def _yes_no(clause: Clause, _: Callable[[str], bool]) -> Iterator[ClauseQuestion]:
    if clause.base in {"seem", "appear"} or clause.auxiliary in {"may", "might", "could", "would", "should"}:
        return
    words = len(clause.complement.split())
    owned = not clause.verb and regex.match(r" (?:his|her|its|their)\b", clause.complement)
    if words < (1 if clause.verb.endswith("ing") else 2) or owned or _is_cut(clause):
        return
    question = clause.asked("")
    if reads_back(question, clause):
        yield ClauseQuestion("yes-no", question, verdict="no" if clause.negative else "yes")


def reads_back(question: str, clause: Clause) -> bool:
    """Whether the rules that put a question in a statement's order give the clause again, as far as they can tell."""
    opening = regex.match(r"(?P<asking>)(?P<aux>\p{L}+) ", question)
    turned = statement(Inverted.of(question.rstrip("?"), opening, no_name)) if opening else None
    parts = [clause.named, clause.auxiliary or "", clause.adverbs, clause.verb, clause.complement.strip()]
    said = " ".join(part for part in parts if part)
    return (
        turned is None
        or clause.auxiliary in {"do", "does", "did"}
        or sorted(turned.lower().split()) == sorted(said.lower().split())
    )


def _for_subject(clause: Clause, is_person: Callable[[str], bool]) -> Iterator[ClauseQuestion]:
    subject = clause.text[slice(*clause.subject)]
    plain = not clause.negative and bool(clause.verb) and not _is_cut(clause) and clause.verb != "be"
    specific = regex.search(r"\p{Lu}|\d", clause.complement) or len(clause.complement.split()) >= 5
    if not plain or not specific or clause.base in {"seem", "appear"} or clause.auxiliary in {"do", "does", "did"}:
        return
    one = _is_one_name(subject) and not subject.startswith("The ")
    acts = clause.verb in ACTIONS and clause.auxiliary not in BE and _is_one_name(subject)
    if (one and is_person(subject)) or acts:
        yield ClauseQuestion("who", clause.asked_for_subject("Who"), clause.subject)
    elif regex.match(r"(?:The|A|An) (?:\p{Ll}+ )+of ", subject) and not _WHO & set(subject.lower().split()):
        yield ClauseQuestion("what", clause.asked_for_subject("What"), clause.subject)


def _is_one_name(subject: str) -> bool:
    return regex.fullmatch(rf"(?:The )?{PROPER_NAME}", subject) is not None


def _when(clause: Clause, _: Callable[[str], bool]) -> Iterator[ClauseQuestion]:
    if clause.negative or _is_cut(clause) or not clause.complement.strip():
        return
    lead = (
        regex.fullmatch(rf"(?:In|On|Since) (?P<date>{_DAY})", clause.text[slice(*clause.adjunct)])
        if clause.adjunct
        else None
    )
    inside = _AT_DAY.search(clause.complement)
    if lead and clause.adjunct and not regex.search(r"\d{4}", clause.complement):
        place = Span(clause.adjunct.start + lead.start("date"), clause.adjunct.start + lead.end("date"))
        yield ClauseQuestion("when", clause.asked("When"), place)
    elif inside and (clause.verb or clause.complement[: inside.start()].strip()):
        place = Span(clause.rest.start + inside.start("date"), clause.rest.start + inside.end("date"))
        rest = regex.sub(r" once$", "", clause.complement[: inside.start()]) + clause.complement[inside.end() :]
        if not regex.search(r"\d{4}", rest) and not regex.search(r"\b(?:until|before|after|by)$", rest):
            yield ClauseQuestion("when", clause.asked("When", rest), place)


def _where(clause: Clause, _: Callable[[str], bool]) -> Iterator[ClauseQuestion]:
    place = regex.search(rf" (?P<place>(?:in|at|near) (?:the )?{PROPER_NAME})$", clause.complement)
    if clause.negative or not place or _is_cut(clause) or regex.search(rf"{_MONTH}", place["place"]):
        return
    rest = clause.complement[: place.start()]
    if rest.strip() or clause.base or (clause.verb and clause.verb not in _VAGUE):
        span = Span(clause.rest.start + place.start("place"), clause.rest.start + place.end("place"))
        if clause.verb and not regex.search(r"\b(?:to|of|that|interest|believe[sd]?)$", rest):
            yield ClauseQuestion("where", clause.asked("Where", rest), span)


def _why(clause: Clause, _: Callable[[str], bool]) -> Iterator[ClauseQuestion]:
    aim = _AIM.search(clause.complement)
    that = regex.search(r"\bthat\b", clause.complement)
    if not aim or clause.negative or _is_cut(clause) or that or not is_base_form(aim["verb"]):
        return
    before = clause.complement[: aim.start()].strip()
    verb = clause.base or clause.verb
    last = before.split()[-1] if before else ""
    moved = verb in {"go", "travel", "come", "return", "sail", "march", "move", "meet", "gather", "stop"}
    noun_before = last and (last[0].isupper() or "NOUN" in can_be(last.lower().rstrip(".")))
    if (before or moved) and verb not in _TAKES_TO and clause.verb and (noun_before or moved):
        head = set(before.lower().split()) & _NOUNS_WITH_TO
        span = Span(clause.rest.start + aim.start("aim"), clause.rest.start + aim.end("aim"))
        if not head:
            yield ClauseQuestion("why", clause.asked("Why", before), span)


_WHO = PEOPLE | word_set("member members group majority team people men women children scientists crowd")
_NOUNS_WITH_TO = word_set(
    """attempt attempts plan plans effort efforts ability right light chance decision way order willingness power need
    desire willing able likely ready rush time permission opportunity offer promise threat agreement first last only"""
)


def _to_do(clause: Clause, _: Callable[[str], bool]) -> Iterator[ClauseQuestion]:
    """ "has failed to fill the void": what somebody has failed to do."""
    done = regex.match(r" to (?P<what>\p{Ll}+ \S.*)$", clause.complement)
    verb = clause.base or next((base for base in _TRIED if clause.verb.startswith(base[:-1])), "")
    if done and verb in _TRIED and not clause.negative:
        span = Span(clause.rest.start + done.start("what"), clause.rest.start + done.end("what"))
        yield ClauseQuestion("what", clause.asked("What", "to do"), span)


def _is_what(clause: Clause, is_person: Callable[[str], bool]) -> Iterator[ClauseQuestion]:
    subject = clause.text[slice(*clause.subject)]
    if clause.verb or clause.negative or clause.auxiliary not in BE or not _is_one_name(subject):
        return
    # "an independent, non-partisan organization": commas that part adjectives.
    whole = regex.match(r" (?:an?|the) [\p{L}, -]+(?=\.?$)", clause.text[clause.rest.start :])
    if whole is None and _is_cut(clause):
        return
    end = clause.rest.start + whole.end() if whole else clause.rest.end
    what = clause.text[clause.rest.start : end]
    kind = regex.match(r" (?:an?|the) (?P<kind>[\p{L}, -]+?)(?= (?:of|in|with|for|at|from|on|by)\b|$)", what)
    if kind:
        who = is_person(subject) or kind["kind"].split()[-1].lower() in PEOPLE
        span = Span(clause.rest.start + 1, end)
        asked = f"{'Who' if who else 'What'} {clause.auxiliary} {clause.named}?"
        yield ClauseQuestion("who" if who else "what", asked, span, defines=True)


def _how_many(clause: Clause, _: Callable[[str], bool]) -> Iterator[ClauseQuestion]:
    counted, size = _COUNTED.match(clause.complement), _MEASURED.match(clause.complement)
    if size and not clause.verb and not clause.negative:
        span = Span(clause.rest.start + size.start("size"), clause.rest.start + size.end("size"))
        yield ClauseQuestion("how-many", f"How {size['how']} {clause.auxiliary} {clause.named}?", span)
    if counted and clause.verb and not clause.negative and not _is_cut(clause):
        start = clause.rest.start + counted.start("number")
        number = counted["number"].removesuffix(" of")
        asked = clause.asked(f"How many {counted['what']}", counted["more"])
        yield ClauseQuestion("how-many", asked, Span(start, start + len(number)))
    price = regex.match(rf" (?:about |some )?(?P<sum>{_SUM})", clause.complement)
    if price and clause.base == "cost":
        span = Span(clause.rest.start + price.start("sum"), clause.rest.start + price.end("sum"))
        yield ClauseQuestion("how-much", clause.asked("How much", clause.complement[price.end() :]), span)


def _what_of_list(clause: Clause, _: Callable[[str], bool]) -> Iterator[ClauseQuestion]:
    """ "Bees make honey, wax and royal jelly": what they make."""
    if not clause.base or clause.negative or clause.base in _VAGUE - {"make", "have"}:
        return
    first = regex.match(r" [^\s,]+", clause.complement)
    if not first or clause.complement.count(",") < 1:
        return
    found = items(clause.text, Span(clause.rest.start + 1, clause.rest.start + first.end()))
    whole = len(found) > 2 and found[0].start == clause.rest.start + 1 and found[-1].end >= clause.rest.end - 1
    if whole:
        yield ClauseQuestion("list", clause.asked("What", ""), Span(found[0].start, found[-1].end), tuple(found))


_OF_CLAUSES = (_yes_no, _for_subject, _when, _where, _why, _to_do, _is_what, _how_many, _what_of_list)


def _how_much(text: str) -> Iterator[ClauseQuestion]:
    for match in _WORTH.finditer(text):
        yield ClauseQuestion("how-much", f"How much is the {match['what']}worth?", Span(*match.span("sum")))


def _called(text: str) -> Iterator[ClauseQuestion]:
    for match in _CALLED.finditer(text):
        if is_common(match["name"]):
            continue
        yield ClauseQuestion("what", f"What is the {match['what']}called?", Span(*match.span("name")))


def _the_named(text: str) -> Iterator[ClauseQuestion]:
    """ "the Saudi capital, Riyadh,": what it is."""
    for match in _THE_NAMED.finditer(text):
        asks = "Who" if match["what"].split()[-1] in PEOPLE else "What"
        kind: MadeKind = "who" if asks == "Who" else "what"
        yield ClauseQuestion(kind, f"{asks} is the {match['what']}?", Span(*match.span("name")))


def _such_as(text: str) -> Iterator[ClauseQuestion]:
    """ "groups such as A, B and C both compete for prominence": which groups do."""
    for match in _SUCH_AS.finditer(text):
        word = regex.compile(r"[^\s,]+").match(text, match.start("first"))
        found = items(text, Span(match.start("first"), word.end())) if word else []
        if len(found) < 3:
            continue
        after = regex.match(r" (?P<says>(?:both |all |also )?(?P<verb>\p{Ll}+) [^,;.]+)", _behind(text, found[-1].end))
        if after and is_base_form(after["verb"]) and ("both" in after["says"] or "NOUN" not in can_be(after["verb"])):
            says = regex.sub(r"^both ", "", after["says"])
            asked = f"Which {match['kind']} {says.strip()}?"
            yield ClauseQuestion("list", asked, Span(found[0].start, found[-1].end), tuple(found))


def _behind(text: str, at: int) -> str:
    return str(regex.sub(r"^ \([^)]*\)", "", text[at:]))


def _is_cut(clause: Clause) -> bool:
    """Whether the clause ends inside a name or a quotation: "study Honored, Not Contained"."""
    last = clause.complement.split()[-1:] or [""]
    behind = clause.text[clause.rest.end : clause.rest.end + 3]
    name = behind.startswith(", ") and behind[2:3].isupper() and last[0][:1].isupper()
    told = regex.match(r", (?!who|which|where|when|while|but|and|so|as|\p{L}+ing\b)", clause.text[clause.rest.end :])
    return (
        name
        or (not clause.verb and told is not None)
        or bool(regex.match(r" ?[\u201c\"]", behind))
        or last[0].lower() in {"the", "a", "an", "of", "to", "in", "by", "with"}
    )
