"""What stands behind the words that ask, put in the order of a statement: "did Qaani go" becomes "Qaani went".

Where the subject ends is told by one rule for each shape of clause. A rule gives the number of
the word behind the subject, `DOUBT` where its shape leaves two readings open, and None for other shapes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise, takewhile

from qa.language.inflection import can_be, is_base_form, past_form, third_person
from qa.language.inverted_clause import (
    DEMONSTRATIVES,
    HAVE,
    Inverted,
    can_be_adjective,
    can_be_participle,
    is_adjective,
    is_adverb,
    is_ing,
    is_phrase,
)
from qa.language.word_classes import (
    ARTICLES,
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    PREPOSITIONS,
    QUESTION_WORDS,
    word_set,
)

DOUBT = -1

_INSIDE = word_set("be been being have do")
_CLAUSE = (QUESTION_WORDS | word_set("that while because if although whether")) - {"whom", "whose"}
_PRONOUNS = word_set("he she it they there")
_NAMING = word_set("called named elected appointed declared crowned considered made")
_UNDER_WAY = word_set("happening going causing")
_HARDLY_NOUNS = word_set(
    """
    agree appear arrive be become begin bring build buy choose come continue develop die do eat explain fail fall feel
    find fly forget get give go grow happen have hear hold join keep know learn leave live lose make mean meet occur pay
    put read say see seek sell send sing speak spend stay succeed take teach tell think throw try understand use want
    wear win write
    """
)
"""Verbs that the dictionary holds as nouns too, but that are none behind a subject."""
_OF_NOUNS = word_set("of with between against")
_MEASURED_DOING = word_set("often long well badly quickly fast soon much")
"""Behind "how", what tells of something done, and not of what something is like."""


def statement(clause: Inverted) -> str | None:
    """In the order of a statement: "Soleimani was killed", "Qaani went there"; None where that is in doubt."""
    if not clause.words or (AUXILIARIES - _INSIDE) & set(clause.lower):
        return None
    if clause.may_be_subject and not clause.is_do:
        kept = _keeps_order(clause)
        if kept is not None:
            return f"{clause.aux} {clause.rest}" if kept else None
    at = next((at for at in (rule(clause) for rule in _RULES) if at is not None), DOUBT)
    if at == DOUBT:
        return None
    cut = clause.words[at].start if at < len(clause.words) else len(clause.rest)
    subject, predicate = clause.rest[:cut].rstrip(), clause.rest[cut:]
    return (
        _with_verb(clause.aux, subject, predicate) if clause.is_do else f"{subject} {clause.aux} {predicate}".rstrip()
    )


# Questions for the subject: the order of the words stays


def _keeps_order(clause: Inverted) -> bool | None:
    """Whether what asks is the subject, as in "Who was killed?"; False where that is in doubt, None where it is not."""
    at = len(list(takewhile(is_adverb, clause.lower)))
    if at == len(clause.words):
        return clause.lower == ["there"] or None
    if clause.is_be:
        return _keeps_order_of_be(clause, at)
    if clause.aux in HAVE:
        return True if can_be_participle(clause.lower[at]) else None
    first = clause.lower[at]
    is_verb = first in {"be", "have", "do"} or (is_base_form(first) and clause.words[at].text.islower())
    return True if is_verb and (clause.asks == "who" or _is_only_verb(clause, at)) else None


def _keeps_order_of_be(clause: Inverted, at: int) -> bool | None:
    first, asks = clause.lower[at], clause.asks
    ends_open = clause.lower[-1] in PREPOSITIONS
    if clause.lower == ["there"]:
        return True
    if first in _PRONOUNS:
        return None
    if asks == "which":
        return not ends_open and at != len(clause.words)
    if first in PREPOSITIONS:
        return not ends_open and clause.words[at].text.islower()
    if can_be_participle(first):
        return _keeps_order_before_participle(clause, at)
    if is_ing(first):
        telling = "ADJ" in can_be(first) and "NOUN" not in can_be(first) and clause.ends(at + 1)
        return asks in {"who", "noun"} or ((telling or first in _UNDER_WAY) and not ends_open)
    if is_adjective(first):
        return True if clause.ends(at + 1) and not ends_open else None if asks == "what" else False
    if asks == "noun" and first == "the" and len(clause.words) == at + 2:
        return is_adjective(clause.lower[at + 1])
    return _keeps_order_of_bare_noun(clause, at)


def _keeps_order_before_participle(clause: Inverted, at: int) -> bool:
    """ "What was built in 1911?" keeps it; "What is broken glass?" is in doubt."""
    after = clause.words[at + 1 : at + 2]
    if clause.asks in {"who", "noun"} or not after or clause.ends(at + 1):
        return True
    return after[0].lower in DETERMINERS or not after[0].text.islower() or is_adjective(after[0].lower)


def _keeps_order_of_bare_noun(clause: Inverted, at: int) -> bool | None:
    """ "Who is president of Iran?" keeps it; "What is light in physics?" is in doubt."""
    first = clause.words[at]
    bare = first.lower not in DETERMINERS and first.text.islower() and clause.name is None
    if bare and clause.asks == "who":
        return clause.lower[at + 1 : at + 2] == ["of"]
    placed = clause.ends(at + 1) and at + 1 < len(clause.words)
    return False if bare and "ADJ" in can_be(first.lower) and placed else None


# Where the subject ends


def _behind_pronoun(clause: Inverted) -> int | None:
    """ "did | he go there", "are | there militias"."""
    return 1 if clause.lower[0] in _PRONOUNS else None


def _behind_demonstrative(clause: Inverted) -> int | None:
    """ "did | this happen", "was | this released"; None for "did | this group attack"."""
    alone = clause.lower[0] in DEMONSTRATIVES and clause.verbs[:1] == [1]
    return (1 if len(clause.verbs) == 1 else DOUBT) if alone else None


def _within_clause(clause: Inverted) -> int | None:
    """ "was | the man who killed him born": in doubt, as are all clauses that hold another."""
    return DOUBT if _CLAUSE & set(clause.lower) or clause.lower[1:2] == ["about"] else None


def _behind_name(clause: Inverted) -> int | None:
    """ "is | Iraq safe", "did | Qaani go there", "is | Khazali the leader"; None for "was | Kuwait airport built"."""
    if clause.name is None:
        return None
    stop = clause.name.end - clause.start
    at = sum(word.start < stop for word in clause.words)
    if at == len(clause.words):
        return at if clause.is_be else DOUBT
    if clause.rest[stop : clause.words[at].start] != " ":
        return None
    verb = at + len(list(takewhile(is_adverb, clause.lower[at:])))
    if verb == len(clause.words) or clause.words[verb].bare != clause.words[verb].text:
        return None
    if clause.is_be or clause.aux in HAVE:
        return at if _is_predicate_of_name(clause, verb) else None
    return at if is_base_form(clause.lower[verb]) and _is_only_verb(clause, verb) else None


def _is_predicate_of_name(clause: Inverted, at: int) -> bool:
    """Whether what begins there is said of the name in front of it: "killed", "in Iraq", "the leader", "angry"."""
    word = clause.lower[at]
    if clause.is_verb(at):
        return not is_ing(word) or clause.ends(at + 1)
    if not clause.is_be:
        return False
    placed = word in PREPOSITIONS - {"of"} and not clause.verbs
    # "Kermit the Frog" is a name.
    described = word in ARTICLES and all(other.text.islower() for other in clause.words[at + 1 : at + 2])
    return placed or described or (is_adjective(word) and clause.ends(at + 1))


def _before_base_form(clause: Inverted) -> int | None:
    """ "did | the name come from", "should | bread dough rise"; in doubt where two words can be the verb."""
    if clause.is_be or clause.aux in HAVE:
        return None
    if len(clause.verbs) != 1:
        return DOUBT
    at = clause.verbs[0]
    earlier = any(_may_act(clause, other) for other in range(1, at))
    start = clause.before_adverbs(at)
    return DOUBT if earlier or not _is_only_verb(clause, at) or not is_phrase(clause.lower[:start]) else start


def _before_participle(clause: Inverted) -> int | None:
    """ "was | the deal signed", "has | the treaty been signed"; in doubt where it can belong to the noun."""
    if not clause.verbs or not (clause.is_be or clause.aux in HAVE):
        return None
    at = clause.verbs[0]
    start = clause.before_adverbs(at)
    doubtful = (
        (len(clause.verbs) > 1 and clause.lower[at] != "been")
        or is_ing(clause.lower[at])
        or not is_phrase(clause.lower[:start])
        or can_be_adjective(clause.lower[start - 1])
    )
    return DOUBT if doubtful or (clause.is_be and _may_narrow(clause, at)) else start


def _may_narrow(clause: Inverted, at: int) -> bool:
    """Whether the participle may tell which one is meant, as in "What was the policy adopted in 2020?"."""
    last, after = clause.lower[-1], clause.words[at + 1 : at + 2]
    if clause.may_be_subject and last not in PREPOSITIONS | {"called", "named"}:
        return True
    if clause.asks == "degree" and clause.asking.split()[-1] not in _MEASURED_DOING:
        return True
    names_it = clause.lower[at] in _NAMING
    has_noun = bool(after) and after[0].text.islower() and not clause.ends(at + 1) and after[0].lower not in DETERMINERS
    return (has_noun and not names_it) or _says_more(clause, at)


def _says_more(clause: Inverted, at: int) -> bool:
    """Whether another predicate follows: "Was the policy adopted in 2020 a success?", "... in 2020 important?"."""
    rest = range(at + 2, len(clause.words))
    another = any(clause.lower[i] in ARTICLES and clause.lower[i - 1] not in PREPOSITIONS | CONJUNCTIONS for i in rest)
    return another or (at + 1 < len(clause.words) and is_adjective(clause.lower[-1]))


def _before_adjective(clause: Inverted) -> int | None:
    """ "is | the drug available": an adjective right behind a noun that ends the clause or its part."""
    if not clause.is_be:
        return None
    for at in range(1, len(clause.words)):
        start = clause.before_adverbs(at)
        behind_noun = clause.lower[start - 1] not in DETERMINERS and not can_be_adjective(clause.lower[start - 1])
        if is_adjective(clause.lower[at]) and behind_noun and clause.ends(at + 1):
            return DOUBT if clause.may_be_subject or not is_phrase(clause.lower[:start]) else start
    return None


def _before_last_preposition(clause: Inverted) -> int | None:
    """ "What was | the war about": the preposition goes with "what"."""
    if not clause.is_be or clause.asks not in {"who", "what"} or clause.lower[-1] not in PREPOSITIONS:
        return None
    at = len(clause.words) - 1
    plain = at <= 3 and is_phrase(clause.lower[:at]) and not any(word.text[0].isupper() for word in clause.words)
    return at if plain else DOUBT


def _whole_of_identity(clause: Inverted) -> int | None:
    """ "What is | the population of Baghdad"; in doubt is "Who was | the king in 1960"."""
    if not clause.is_be or clause.asks not in {"who", "what"}:
        return None
    dated = clause.asks == "who" and any(word.text[0].isdigit() for word in clause.words)
    return len(clause.words) if is_phrase(clause.lower) and not dated else DOUBT


def _whole_of_measure(clause: Inverted) -> int | None:
    """ "How long is | the bridge", "When was | the deal with China"; in doubt with "out of service" or "in winter"."""
    if not clause.is_be or clause.asks not in {"degree", "amount", "time or place", "how"}:
        return None
    attached = _OF_NOUNS if clause.asks != "degree" else {"of"}
    loose = any(word in PREPOSITIONS - attached for word in clause.lower)
    pairs = zip(["", *clause.lower], clause.lower, strict=False)
    stray = any((is_adverb(word) and before not in DETERMINERS) or word == "out" for before, word in pairs)
    last = len(clause.words) - 1
    named = clause.lower[last - 1] in DETERMINERS if last else False
    noun = named or clause.words[last].text[0].isupper() or not can_be_adjective(clause.lower[last])
    return len(clause.words) if is_phrase(clause.lower) and noun and not loose and not stray else DOUBT


_RULES: tuple[Callable[[Inverted], int | None], ...] = (
    _behind_pronoun,
    _within_clause,
    _behind_demonstrative,
    _behind_name,
    _before_base_form,
    _before_participle,
    _before_adjective,
    _before_last_preposition,
    _whole_of_identity,
    _whole_of_measure,
)


# The verb


def _with_verb(aux: str, subject: str, predicate: str) -> str | None:
    """ "did", "Qaani", "go there": "Qaani went there"; None where a second verb would need the ending as well."""
    words = predicate.split()
    adverbs = list(takewhile(is_adverb, words))
    rest = words[len(adverbs) :]
    if not rest or not rest[0].islower() or (aux != "do" and _has_second_verb(rest)):
        return None
    form = rest[0] if aux == "do" else third_person(rest[0]) if aux == "does" else past_form(rest[0])
    return " ".join([subject, *adverbs, form, *rest[1:]]) if form else None


def _has_second_verb(words: Sequence[str]) -> bool:
    """Whether another verb is joined to the first: "fund and arm militias"."""
    plain = [word for word in words if not is_adverb(word)]
    return any(word in {"and", "or", "but"} and is_base_form(after) for word, after in pairwise(plain))


def _is_only_verb(clause: Inverted, at: int) -> bool:
    """Whether the word is the verb for sure: it is no noun, or no word behind it can be a verb instead."""
    if clause.lower[at] in _HARDLY_NOUNS or "NOUN" not in can_be(clause.lower[at]):
        return True
    return not any(_may_act(clause, other) for other in range(at + 1, len(clause.words)))


def _may_act(clause: Inverted, at: int) -> bool:
    """Whether the word can be a verb's base form, where no word in front makes a noun of it."""
    word, before = clause.words[at], clause.lower[at - 1]
    makes_noun = before in DETERMINERS | PREPOSITIONS or "ADJ" in can_be(before)
    return not makes_noun and word.text.islower() and is_base_form(word.lower) and "ADV" not in can_be(word.lower)
