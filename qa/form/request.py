"""What asks for a brief or for a comparison, told from the question's own words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

import regex

from qa.language.asked_question import asked_in

Asking = Literal["about", "said", "who", "digest", "title"]
"""What the groups of `_TOPIC` are called."""


@dataclass(frozen=True)
class BriefRequest:
    """A wish for the main points: of the whole text, or of what it says about a `topic`.

    How it is asked tells what else may be wanted: `asking` is "said" for "What does the text say about X?" and "who"
    for "Who is NAME?", which may as well want a short answer; "digest" for "Summarise X", where X may be a document;
    "title" for "What is X about?", where it has to be one. With `is_clause` the topic is no thing that a text could
    name but a clause: "how Iran uses its proxies". With `outright` a word such as "summary" leaves no doubt.
    """

    topic: str | None = None
    asking: Asking = "about"
    is_clause: bool = False
    outright: bool = False


@dataclass(frozen=True)
class ComparisonRequest:
    """A wish to see what is said of two things. With `outright` it is asked for as such, and not for the difference."""

    one: str
    other: str
    outright: bool = False


_TEXT = (
    r"(?:(?:(?:of|in|from|for) )?(?:(?:this|the|that|these|those|your|my|all|whole|entire|full) )*"
    r"(?:it|this|that|article|text|document|doc|file|piece|story|tale|report|paper|page|passage|book|chapter|post|essay|"
    r"pdf|content|everything|contract|agreement|lease|manual|guide|handbook|letter|policy|minutes|brochure|leaflet"
    r"|regulations?|statement|interview|speech|notice|(?:author|writer))s?)"
)
_WORK = regex.compile(
    r"\b(?:contract|agreement|lease|manual|guide|handbook|letter|policy|minutes|brochure|leaflet|regulations?|statement"
    r"|interview|speech|notice|story|tale|report|book)\b",
    regex.I,
)
_LEAD_IN = regex.compile(
    r"(?:(?:hi|hello|hey|ok|okay|so|well|and|please|just|now|can|could|would|will|you|i|we|want|need|to|like|d|kindly"
    r"|briefly|quickly|overall|in short|in brief|in a nutshell"
    r"|in (?:a few|\p{L}+|\d+) (?:words?|sentences?|points?|lines?)|let me have|i ' d)[ ,.!]+)+",
    regex.I,
)
_TAIL = regex.compile(
    r"(?:[ ,]+(?:please|pls|thanks|thank you|for me|for us|briefly|in short|in brief|in a nutshell|in general|then|"
    r"in (?:a few|\p{L}+|\d+) (?:words?|sentences?|points?|lines?)))+$",
    regex.I,
)
_SHORT = r"(?:(?:an?|the|some|its|your|all|any|short|brief|quick|concise|general|little|more|further|main|key|whole) )*"
_DIGEST = (
    r"(?:summary|summarization|summarisation|gist|overview|outline|synopsis|abstract|digest|recap|brief|briefing|essence"
    r"|tl ?;? ?dr|bottom line"
    r"|(?:main|key|central) (?:points?|messages?|facts|ideas?|arguments?|takeaways?|conclusions?)"
    r"|essentials|basics|highlights|takeaways|points|facts)"
)
_POINTS = (
    r"(?:points?|ideas?|facts|messages?|takeaways?|findings|topics?|themes?|arguments?|things|conclusions|subject"
    r"|issues)"
)
_KNOW = r"(?:should|must|do|can|could|ought) (?:i|we|you|one|people)(?: (?:need|have|ought))?(?: to)? (?:know|learn)"
_SAY = (
    r"(?:(?:mainly|mostly|really|actually|basically|generally|essentially) )?"
    r"(?:say|tell|talk|speak|cover|discuss|deal with|describe|write|report|mention)(?: us| me)?"
)

_WHOLE = regex.compile(
    rf"what(?: is|'s|s| are| was|'re) {_TEXT}(?: (?:all|mainly|mostly|really|actually|basically|generally))* about"
    rf"|what(?: is|'s) (?:in|said in) {_TEXT}|what does {_TEXT} {_SAY}(?: about)?"
    rf"|what happened(?: here)?|what (?:happens|is told|is going on|is said) in {_TEXT}"
    rf"|what(?: is| are|'s|'re) (?:the )?(?:main|key|central|most important|principal|essential|core)"
    rf" {_POINTS}(?: {_TEXT}| of (?:the|its) (?:author|writer))?"
    rf"|what(?: is|'s) {_SHORT}(?:gist|essence|summary|bottom line)(?: {_TEXT})?"
    rf"|(?:summari[sz]e|sum up|recap|outline|describe|explain)(?: {_TEXT})?(?: up)?|sum {_TEXT} up"
    rf"|(?:(?:give|show|tell|write|make|get|provide|list)(?: me| us)? )?{_SHORT}{_DIGEST}(?: {_TEXT})?"
    rf"|tell (?:me|us) {_SHORT}(?:something )?about {_TEXT}|tell (?:me|us) what {_TEXT}(?: is|'s|s) about"
    rf"|what {_KNOW}(?: (?:about|from) {_TEXT})?|what {_TEXT}(?: is|'s|s) (?:all )?about|in a nutshell",
    regex.I,
)
_WHOLE_ARABIC = regex.compile(
    r"(?:عم|عما|عن ماذا|ماذا|عن ما) (?:[يت]تحدث|[يت]تكلم|[يت]دور|[يت]قول)(?: (?:هذا|هذه|ال\p{L}+))*"
    r"|(?:ما|ما هو|ما هي) (?:موضوع|ملخص|خلاصة|فكرة|أهم نقاط)(?: (?:هذا|هذه|ال\p{L}+))*"
    r"|(?:لخص|لخصي|ملخص|خلاصة)(?: (?:لي|هذا|هذه|ال\p{L}+))*"
)
_THE_TEXT_FRENCH = r"(?:cet|ces?|cette|les?|la|l'|vos|votre) ?(?:articles?|textes?|documents?|pages?)"
_WHOLE_FRENCH = regex.compile(
    rf"de quoi (?:parle(?:nt)?|traite(?:nt)?|s'agit-il dans|est-il question dans) {_THE_TEXT_FRENCH}"
    rf"|(?:résume[rz]?)(?:-moi)? {_THE_TEXT_FRENCH}|que di(?:t|sent) {_THE_TEXT_FRENCH}",
    regex.I,
)
_MARKS = regex.compile(r"[\u064b-\u0652\u0640]")
"""Arabic vowel signs, and the stroke that lengthens a word."""

_TOPIC = regex.compile(
    rf"(?:tell|teach|inform) (?:me|us) (?:(?:something|everything|anything|all|more|a bit|a little|a lot) )*"
    rf"(?:more )?(?:about|of|on) (?P<about>.+)"
    rf"|(?:give|show|tell|get|provide)(?: me| us)? {_SHORT}(?:information|info|details|background|{_DIGEST})"
    rf" (?:about|on|of|regarding) (?P<about>.+)"
    rf"|{_SHORT}(?:summary|gist|overview|synopsis|main points|key facts|key points|information|info)"
    rf" (?:about|on|of) (?P<about>.+)"
    rf"|what {_KNOW} (?:about|of|regarding) (?P<about>.+)"
    rf"|what (?:does|do) {_TEXT} {_SAY} (?:about|of|on|regarding) (?P<said>.+)"
    rf"|what(?: is|'s|s) (?:known|said|told|written) (?:about|of) (?P<said>.+)"
    rf"|(?:what do you know|do you know anything|what can you tell me|what have you got) (?:about|of|on) (?P<about>.+)"
    rf"|(?:(?:is|are) there )?(?:everything|anything|something) (?:said )?(?:about|on) (?P<about>.+)"
    rf"|(?:summari[sz]e|sum up|recap) (?P<digest>.+)|what(?: is|'s) (?P<title>[^,]+?)(?: all| mainly| really)? about"
    rf"|who(?: is|'s| was| are| were) (?P<who>.+)",
    regex.I,
)
_BARE_NAME = regex.compile(
    r"(?:the )?(?:(?:mr|mrs|ms|dr|st|sir)\.? )?[\p{L}\p{N}'\u2019.-]+(?: [\p{L}\p{N}'\u2019.-]+){0,4}"
)
_SECTION = regex.compile(
    r"(?:the |this )?(?:section|chapter|part) (?:on|about|called|entitled|named) "
    r"[\"'\u201c]?(?P<called>.+?)[\"'\u201d]?"
    r"|(?:the )?[\"'\u201c]?(?P<called>.+?)[\"'\u201d]? (?:section|chapter)",
    regex.I,
)
_NO_TOPIC = regex.compile(
    r"(?:what|who|whom|when|where|why|how|which|whether|if|the time|yourself|you|me|us|this|that|these|those|his|her"
    r"|its|their|our|my|him|it|them|they|he|she)\b|.*(?:[?!]|\p{Ll}{3}\.) \p{L}",
    regex.I,
)
_DIGESTED = regex.compile(rf"\b{_DIGEST}\b", regex.I)
_WHAT_IS_SAID = regex.compile(
    rf"what (?:(?:{_TEXT}|they) (?:(?:has|have) to )?{_SAY}s?|(?:is|was) (?:said|told|written))"
    r" (?:about|of|on|regarding) ",
    regex.I,
)
_CLAUSE = regex.compile(r"(?:what|how|why) (?!(?:time|day|date|year|is|are|was|were|much|many)\b)\S+ \S+", regex.I)
_NO_NAME = regex.compile(
    r".*'s? |.*\b(?:of|in|at|on|for|by|from|with|to|and|or|who|that|a|an|it|he|she|they|you|your|his|her|their|called"
    r"|known|responsible|behind|there|this|these|not|most|more)\b",
    regex.I,
)

_OUTRIGHT = (
    r"(?:(?:make|give|show|draw)(?: me| us)? )?(?:a |the )?(?:compare and contrast|compare|contrast|comparison)"
    r"(?: (?:of|between))? (?P<pair>.+ (?:and|with|to|against|versus|vs\.?|or) .+)"
    r"|(?P<pair>(?!(?:who|what|when|where|why|how|which|did|do|does|is|was)\b)\S+(?: \S+){0,5}"
    r" (?:versus|vs\.?|v\.) \S+(?: \S+){0,5})"
    r"|how (?:does|do|did|would|can you|is|are) (?P<pair>.+) compared? (?:to|with|against) (?P<second>.+)"
    r"|how (?:does|do|did) (?P<pair>.+ and .+) compare(?: to each other| with each other)?"
)
_DIFFERENCE = (
    r"(?:(?:tell|explain|show)(?: me| us)? )?(?:what )?(?:(?:is|are|was|were|'s|s) )?(?:the |some |any )?"
    r"(?:main |key )?(?:differences?|distinction) (?:there )?between (?P<pair>.+ and .+)"
    r"|how (?:does|do|did|is|are|was|were) (?P<pair>.+ and .+) (?:differ|different|differing)"
    r"(?: from (?:each other|one another))?"
    r"|how (?:does|do|did) (?P<pair>.+?) differ from (?P<second>.+)"
    r"|what (?:distinguishes|differentiates|sets) (?P<pair>.+?) (?:apart )?from (?P<second>.+)"
)
_COMPARED = regex.compile(f"(?P<outright>{_OUTRIGHT})|{_DIFFERENCE}", regex.I)
_BETWEEN = regex.compile(r" (?:and|with|to|against|versus|vs\.?|v\.|or) ", regex.I)
_WHICH_IS_MORE = regex.compile(
    r"(?:who|which|what)(?: \p{L}+)? (?:is|are|was|were|has|have|had|did|does|do)\b.* "
    r"(?:(?:more|less|fewer|better|worse)\b|\p{L}{2,}er\b)[^,:]*[,:] (?P<pair>.+ or .+)",
    regex.I,
)
_DETERMINER = regex.compile(r"(?:the|an?|both|what the \p{L}+ says about) ", regex.I)


def brief_request(question: str) -> BriefRequest | None:
    """What brief the question asks for, if any. A text that does not tell of the topic gives none."""
    if inside := asked_in(question):
        question = inside
    plain = _plain(question)
    if _WHOLE.fullmatch(plain) or _WHOLE_FRENCH.fullmatch(plain) or _WHOLE_ARABIC.fullmatch(_MARKS.sub("", plain)):
        return BriefRequest()
    found = _TOPIC.fullmatch(plain)
    if not found:
        return None
    asking = next(name for name in get_args(Asking) if found[name])
    topic = found[asking]
    outright = asking == "digest" or _DIGESTED.search(plain[: found.start(asking)]) is not None
    if asking in ("about", "digest") and (said := _WHAT_IS_SAID.match(topic)):
        topic = topic[said.end() :]
    is_clause = asking in ("about", "digest") and _CLAUSE.match(topic) is not None
    if not is_clause and (_NO_TOPIC.match(topic) or (asking == "who" and not _is_bare_name(topic))):
        return None
    return BriefRequest(topic, asking, is_clause, outright)


def work_asked_about(question: str) -> str | None:
    """ "interview" of "What was the interview about?": the text, or something that it tells of."""
    found = _WORK.search(question) if _plain(question).lower().startswith("what") else None
    return found[0] if found and brief_request(question) == BriefRequest() else None


def section_asked_about(topic: str) -> str | None:
    """ "escalation" of "the section on escalation"; None for any other topic."""
    found = _SECTION.fullmatch(topic)
    return found["called"] if found else None


def pronoun_asked_about(question: str) -> str | None:
    """The pronoun that a brief is asked about: "him", of "Tell me more about him"."""
    found = _TOPIC.fullmatch(_plain(question))
    topic = found["about"] if found else None
    return topic if topic and regex.fullmatch(r"him|her|it|them", topic, regex.I) else None


def comparison_requests(question: str) -> Iterator[ComparisonRequest]:
    """The ways to understand what is to be compared: two of "war and peace and love", none where nothing is."""
    plain = _plain(question)
    found = _COMPARED.fullmatch(plain) or _WHICH_IS_MORE.fullmatch(plain)
    if not found:
        return
    groups = found.groupdict()
    outright = groups.get("outright") is not None
    pair, second = found["pair"], groups.get("second")
    joints = [] if second else list(_BETWEEN.finditer(pair))
    pairs = [(pair, second)] if second else [(pair[: joint.start()], pair[joint.end() :]) for joint in joints]
    for one, other in pairs:
        if not (_NO_TOPIC.match(one) or _NO_TOPIC.match(other)):
            yield ComparisonRequest(_without_article(one), _without_article(other), outright)


def _plain(question: str) -> str:
    """In one line, without what is only polite, and without the marks at its end."""
    plain = " ".join(question.replace("\u2019", "'").split()).strip(" ?!.:\u061f\u2026\"'\u201c\u201d")
    plain = _LEAD_IN.sub("", plain, count=1) if _LEAD_IN.match(plain) else plain
    return str(_TAIL.sub("", plain))


def _is_bare_name(topic: str) -> bool:
    return _BARE_NAME.fullmatch(topic) is not None and not _NO_NAME.match(topic)


def _without_article(topic: str) -> str:
    return _DETERMINER.sub("", topic.strip(" ,"), count=1) if _DETERMINER.match(topic) else topic.strip(" ,")
