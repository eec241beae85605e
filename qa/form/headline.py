"""The headline of an answer: the shortest piece of its sentence that is understood without the question.

The short answer stays what it is; "leader" is shown as "the leader of the movement". A proper name, a date or a number
with its unit says enough as it is.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from index.spans import Span
from qa.answer import Answer
from qa.form.explanation import asks_outright
from qa.language.inflection import base_form, can_be, is_base_form, is_participle
from qa.language.mentions import Word, split_words
from qa.language.word_classes import AUXILIARIES, DETERMINERS, PAST_VERBS, PREPOSITIONS, is_common, word_set

LONGEST = 160
"""Characters of a headline that is longer than the short answer; else the sentence below it has to do."""

_FEW = 4
"""Words of a short answer that may say too little by itself."""

_ASKS_FOR_CLAUSE = regex.compile(
    r"\W*(?:(?:and|but|so)\s+)?(?:what\s+(?:happen|(?:did|does|do|has|have|had|is|was|were|are|can|will)\b.*"
    r"\b(?:do|say|tell|claim|think|believe|want|argue|happen|cause)\b)|did\b|has\b|have\b|was\b|were\b|how\s+did\b)",
    regex.I,
)
_TITLES = r"Mr|Mrs|Ms|Dr|St|Prof|Gen|Col|Capt|Lt|Sen|Rep|Gov|No|vs"
_BREAK = regex.compile(
    r"[;:!?\u2014\u2013()\[\]\"\u201c\u201d\u2026]|\.\.+"
    rf"|(?<!\b(?-i:\p{{Lu}}|{_TITLES}))\.(?=\s+(?-i:[\p{{Lu}}\p{{N}}\"\u201c])|\W*$)"
    r"|,\s+(?:and|but|or|so|while|whereas|although|though|which|who|where|when|as|because|since|after|before|if)\b"
    r"|\s+(?:and|but|while|whereas|although|though)\s+(?=(?:he|she|it|they|the|this|that|these|there)\b)",
    regex.I,
)
_COMMA = regex.compile(r",\s+")
_LEADS_IN = regex.compile(r"(?:,|\s|(?:and|but|or|so|while|whereas|although|though)\b)+", regex.I)
_POINTS_BACK = regex.compile(
    r"(?:he|she|it|they|his|her|its|their|him|them|this|these|that|those|who|which)\b", regex.I
)
_REPORTS = regex.compile(
    r"\b(?:say|said|says|tell|told|tells|claim|argu|believ|thought|think|thinks|hope|fear|warn|announc|suggest|alleg"
    r"|according|deni|doubt|if|unless)\p{L}*\b",
    regex.I,
)
_OPENS_CLAUSE = word_set("that which who whom whose where when while because if although though so as since until than")
_COMPLEMENTS = word_set("of with for from in on between against behind to about among under")
"""Prepositions that say more of the noun in front of them."""


def headline(answer: Answer) -> str:
    """What stands first, above the quotation, of an answer in one piece; all of the quotation where no part will do."""
    if not answer.citations or answer.answer is None:
        return answer.answer or ""
    cited = answer.citations[0]
    if cited.answer_start is None or cited.answer_end is None or cited.cell or cited.answer != answer.answer:
        return answer.answer
    span = Span(cited.answer_start - cited.start, cited.answer_end - cited.start)
    found = readable_alone(answer.standalone_question, cited.quote, span)
    return cited.quote[found.start : found.end]


def readable_alone(question: str, quote: str, span: Span) -> Span:
    """The piece around the span; the span itself where it says enough."""
    words = split_words(quote)
    inside = [at for at, word in enumerate(words) if word.start < span.end and span.start < word.end]
    if not inside or span == Span(0, len(quote)):
        return span
    asks_for_clause = _ASKS_FOR_CLAUSE.match(question) or asks_outright(question)
    if asks_for_clause and not _has_verb(words[inside[0] + 1 : inside[-1] + 1]):
        clause = _clause(quote, span)
        return _fitting(_main_clause(quote, clause, span), _fitting(clause, _noun_phrase(quote, words, inside, span)))
    if _POINTS_BACK.match(quote, span.start) and len(inside) > 1:
        return Span(0, len(quote)) if len(quote) <= LONGEST else span
    return _noun_phrase(quote, words, inside, span)


def _noun_phrase(quote: str, words: Sequence[Word], inside: Sequence[int], span: Span) -> Span:
    counted = len(inside) > 1 and any(map(str.isdigit, quote[slice(*span)]))
    if counted or len(inside) > _FEW or not _is_bare(words, inside):
        return span
    return _fitting(_phrase(quote, words, inside), span)


def _fitting(found: Span, span: Span) -> Span:
    return found if found.end - found.start <= LONGEST else span


def _clause(quote: str, span: Span) -> Span:
    """The clause around the span, from where its words begin; all of the quotation where it opens with a pronoun."""
    start = max((one.end() for one in _BREAK.finditer(quote, 0, span.start)), default=0)
    end = next((one.start() for one in _BREAK.finditer(quote, span.end)), len(quote))
    if lead := _LEADS_IN.match(quote, start, span.start):
        start = lead.end()
    if start and (_POINTS_BACK.match(quote, start) or not _has_verb(split_words(quote[start:end]))):
        start = 0
    return Span(start, start + len(quote[start:end].rstrip()))


def _main_clause(quote: str, clause: Span, span: Span) -> Span:
    """ "the deal was signed" of "Exports rise, the deal was signed"; all of what hangs on what stands in front."""
    start = max((one.end() for one in _COMMA.finditer(quote, clause.start, span.start)), default=clause.start)
    before, said = split_words(quote[clause.start : start]), split_words(quote[start : clause.end])
    if not before or before[0].lower in PREPOSITIONS | _OPENS_CLAUSE | {"to"} or is_participle(before[0].lower):
        return clause
    main = said[0].lower in DETERMINERS and _has_verb(said) and _has_verb(before)
    hangs = _POINTS_BACK.match(quote, start) or _REPORTS.search(quote, clause.start, start)
    return Span(start, clause.end) if main and not hangs else clause


def _is_bare(words: Sequence[Word], inside: Sequence[int]) -> bool:
    """Whether the last word is a common noun, or a number that counts what stands behind it."""
    last = words[inside[-1]]
    if last.text.isdigit() and len(inside) == 1 and len(last.text) < 4:
        return True
    named = not last.text.islower() and not all(is_common(words[at].bare) for at in inside)
    describes = _is_adjective(last) or "NOUN" in can_be(last.lower)
    return describes and not named and words[inside[0]].lower not in PREPOSITIONS | {"to"}


def _phrase(quote: str, words: Sequence[Word], inside: Sequence[int]) -> Span:
    """The noun phrase around the words, with what a preposition behind it says of it."""
    first, last = _beginning(quote, words, inside[0]), inside[-1]
    if words[last].text.isdigit() or _is_adjective(words[last]):
        last = _head(quote, words, last)
    behind = words[last + 1] if last + 1 < len(words) else None
    if behind and behind.lower in _COMPLEMENTS and _joined(quote, words[last], behind):
        last = _end_of_complement(quote, words, last + 1)
    return Span(words[first].start, words[last].end)


def _head(quote: str, words: Sequence[Word], at: int) -> int:
    """The number of the noun that an adjective or a number stands in front of; `at` itself where there is none."""
    last = at
    while last + 1 < len(words) and last - at < _FEW and _joined(quote, words[last], words[last + 1]):
        if not _describes(words[last + 1]):
            break
        last += 1
    while last > at and not _can_be_noun(words[last]):
        last -= 1
    return last


def _beginning(quote: str, words: Sequence[Word], at: int) -> int:
    """The number of the word that the phrase begins with: its determiner, or what can be nothing but an adjective."""
    if words[at].lower in DETERMINERS:
        return at
    first = at
    while first > 0 and at - first < _FEW and _joined(quote, words[first - 1], words[first]):
        before = words[first - 1]
        if before.lower in DETERMINERS - {"that"}:
            return first - 1
        if not _describes(before):
            break
        first -= 1
    while first < at and can_be(words[first].lower) != {"ADJ"}:
        first += 1
    return first


def _end_of_complement(quote: str, words: Sequence[Word], at: int) -> int:
    """The number of the last word of what a preposition opens, and of another "of" or "in" behind it."""
    last = at
    if words[at].lower == "to" and at + 1 < len(words) and is_base_form(words[at + 1].lower):
        return at - 1
    for number in range(at + 1, len(words)):
        word = words[number].lower
        if not _joined(quote, words[number - 1], words[number]) or word in _OPENS_CLAUSE | AUXILIARIES | {"worth"}:
            break
        if _is_verb(words[number]) or word in {"and", "or", "but"} or word in PREPOSITIONS:
            break
        last = number
    while last > at and not _can_be_noun(words[last]):
        last -= 1
    return last if last > at else at - 1


def _can_be_noun(word: Word) -> bool:
    """Whether it can be a phrase's last word; so can one that no dictionary holds."""
    kinds = can_be(word.lower)
    closed = word.lower in DETERMINERS | PREPOSITIONS | {"of", "more", "most", "other"}
    return not closed and (not kinds or bool(kinds & {"NOUN", "PROPN"}) or not word.text.islower())


def _joined(quote: str, word: Word, following: Word) -> bool:
    between = quote[word.end : following.start].strip()
    return not between or (between == "." and regex.fullmatch(_TITLES, word.text) is not None)


def _is_adjective(word: Word) -> bool:
    """Whether it can be one; "long-term" is, which no dictionary holds."""
    return "ADJ" in can_be(word.lower) or ("-" in word.text and not can_be(word.lower))


def _describes(word: Word) -> bool:
    """Whether the word can stand in front of a noun and belong to it."""
    lower = word.lower
    if lower in AUXILIARIES | PREPOSITIONS | _OPENS_CLAUSE | PAST_VERBS | {"and", "or", "but", "to", "not"}:
        return False
    return word.text[0].isupper() or not can_be(lower) or (bool(can_be(lower) & {"NOUN", "ADJ"}) and not _is_verb(word))


def _is_verb(word: Word) -> bool:
    lower = word.lower
    return lower in PAST_VERBS or (
        base_form(lower) is not None and "NOUN" not in can_be(lower) and "ADJ" not in can_be(lower)
    )


def _has_verb(words: Sequence[Word]) -> bool:
    return any(word.lower in AUXILIARIES or _is_verb(word) or is_participle(word.lower) for word in words)
