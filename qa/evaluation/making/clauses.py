"""The main clause of a sentence, where its subject and its verb can be told by rule; no clause where they cannot."""

from __future__ import annotations

from dataclasses import dataclass, replace

import regex

from index.spans import Span
from qa.language.inflection import base_form, can_be, is_base_form, is_participle
from qa.language.inverted_clause import HAVE
from qa.language.lexicon import IsName
from qa.language.word_classes import (
    AUXILIARIES,
    BE,
    CONJUNCTIONS,
    DETERMINERS,
    PAST_VERBS,
    PREPOSITIONS,
    QUESTION_WORDS,
    is_common,
    word_set,
)
from qa.suggestion.question_patterns import PROPER_NAME, inside, is_proper_name

LONGEST_SUBJECT = 10
"""Words."""

_LEAD = regex.compile(
    r"(?P<adjunct>(?:In|On|At|By|During|Since|After|Before|Until|Over|Throughout)\b[^,;:.!?]{1,60}"
    r"|[\p{Lu}]\p{Ll}+ly|Today|Later|Still|Also|In addition|Going forward), (?=\S)"
    r"|(?P<adjunct>(?:In|On) [^;:!?]{0,30}?\p{L}{3}\.? \d{1,2}, \d{4}(?: \p{Ll}+)?), "
    r"|(?P<adjunct>At this stage|At the time|In the end) "
    r"|It is (?:no wonder|clear|true|no surprise|well known)(?: then)? that (?P<adjunct>)"
    r"|(?P<adjunct>Instead of [^,;:.!?]{1,80}), "
)
_AFTER_SUBJECT = regex.compile(r"(?: [(\[][^)\]]*[)\]])?(?:, [^,;:]{2,80},)?(?= )")
_WORD = regex.compile(r"[\p{L}\p{N}$][\p{L}\p{N}.'\u2019-]*[\p{L}\p{N}]|[\p{L}\p{N}]")
_FINITE = (AUXILIARIES | {"could", "would"}) - word_set("be been being am 's")
_ADVERB = regex.compile(r"\p{Ll}+ly|also|still|now|then|often|always|so far|already|once|soon|just|mainly|later")
_STOPS = regex.compile(
    r"[;:]|\.{3}|\u2026| [\u2014\u2013-] |, |\.$|[\u201c\u201d\"()\[\]]|$"
    r"| (?:who|which|while|whereas|when|where|because|although|though|but|unless|until|if|before|after|so that|and that"
    r"|as well as)\b"
)
_POINTS = word_set(
    """he she it they him them we you i this that these those such there here who which what one ones another other
    others same former latter few many most some"""
)
_OWNERS = word_set("his her its their our my your both")
POINTS_BACK = regex.compile(
    rf"\b(?:{'|'.join(sorted(_POINTS - {'that', 'who', 'which', 'what', 'most', 'some', 'many', 'few'}))})\b", regex.I
)
"""Words that mean something only to who has read what stands before."""

_JOINED_CLAUSE = regex.compile(r", (?:and|but|so) |; ")


@dataclass(frozen=True)
class Clause:
    """`subject auxiliary verb rest`, each a piece of one sentence; `at` are the places of subject and rest in it.

    Without an auxiliary `verb` is finite, and `base` its base form; behind one it is as it stands and `base` is None.
    `adjunct` is what stands before the subject, the empty string where nothing does. Adverbs in front
    of the verb are in `adverbs`. `negative` tells of a "not" or "never", which is left out. `is_named` tells that
    the subject is a name; `is_name` knows words that keep their capital inside a sentence.
    """

    text: str
    subject: Span
    auxiliary: str | None
    adverbs: str
    verb: str
    base: str | None
    rest: Span
    adjunct: Span | None
    negative: bool
    is_named: bool
    is_name: IsName

    @property
    def named(self) -> str:
        """The subject as it reads inside a sentence."""
        words = self.text[slice(*self.subject)]
        if words.startswith("The "):
            return inside(words)
        if words.startswith(("A ", "An ")):
            return words[0].lower() + words[1:]
        first = regex.sub(r"['\u2019]s?$", "", words.split()[0])
        keeps = self.is_named or first[1:] != first[1:].lower() or self.is_name(first) or not is_common(first)
        return words if keeps else words[0].lower() + words[1:]

    @property
    def complement(self) -> str:
        """What stands behind the verb."""
        return self.text[slice(*self.rest)]

    def asked(self, words: str, rest: str | None = None) -> str:
        """The question that begins with these words, "Why" or none: "Why did Qaani go to Iraq?"."""
        rest = self.complement if rest is None else rest
        said = self.auxiliary or (
            "do" if self.base == self.verb and not is_participle(self.verb) else "does" if self._is_present else "did"
        )
        parts = [said, self.named, self.adverbs, self.base or self.verb, rest.strip()]
        question = " ".join(part for part in [words, *parts] if part)
        return f"{question[0].upper()}{question[1:]}?"

    def asked_for_subject(self, words: str, rest: str | None = None) -> str:
        """The question for what does it: "Who went to Iraq?"."""
        rest = self.complement if rest is None else rest
        parts = [words, self.auxiliary or "", self.adverbs, self.verb, rest.strip()]
        return f"{' '.join(part for part in parts if part)}?"

    @property
    def _is_present(self) -> bool:
        return self.verb.endswith("s") and not is_participle(self.verb)


def find_clauses(text: str, is_name: IsName) -> list[Clause]:
    """The main clause of a sentence whose white space is plain spaces, and those joined to it by a comma and "and"."""
    starts = [0]
    if not regex.match(r"(?:If|Unless|Although|While|Because|They|He|She|It) ", text) and "\u201c" not in text:
        starts += [match.end() for match in _JOINED_CLAUSE.finditer(text)]
    return [clause for clause in (_find_clause(text, start, is_name) for start in starts) if clause]


def _find_clause(text: str, at: int, is_name: IsName) -> Clause | None:
    lead = _LEAD.match(text, at)
    start = lead.end() if lead else at
    adjunct = Span(*lead.span("adjunct")) if lead and lead["adjunct"] else None
    named = _named_subject(text, start, is_name)
    found = named or _described_subject(text, start)
    if found is None:
        return None
    subject, at = found
    begun = Clause(text, subject, None, "", "", None, subject, adjunct, False, bool(named), is_name)
    clause = _from_verb(text, at, begun)
    return clause if clause and _is_whole(clause) else None


def _is_whole(clause: Clause) -> bool:
    """Whether nothing tells that verb or end were taken wrongly: a second verb, or a list or a name cut short."""
    said = regex.sub(r"\b(?:that|which|who|what|how|where|whether)\b.*", "", clause.complement)
    behind = clause.text[clause.rest.end :]
    if regex.search(r"\b(?:is|are|was|were|has|have|had|does|did)\b", said):
        return False
    commas = regex.sub(r"\d, \d{4}|\d,\d", "", clause.complement)
    if "," in commas and not regex.search(r",? (?:and|or) ", commas[commas.rindex(",") :]):
        return False
    if regex.match(r", \p{Lu}", behind):
        return False
    joined = regex.match(r", (?:and|or) (?P<more>.*)", behind)
    return joined is None or any(
        word in AUXILIARIES or word in PAST_VERBS or word.endswith("ed")
        for word in regex.findall(r"[\p{L}'\u2019]+", joined["more"])[:8]
    )


def _named_subject(text: str, start: int, is_name: IsName) -> tuple[Span, int] | None:
    """A name, with what is said of it between commas or in brackets passed over; and where that ends."""
    match = regex.match(rf"(?:[Tt]he )?{PROPER_NAME}", text[start:])
    if not match or not is_proper_name(match.group(), is_name):
        return None
    subject = Span(start, start + match.end())
    after = _AFTER_SUBJECT.match(text, subject.end)
    at = after.end() if after else subject.end
    return (subject, at) if _starts_verb(text, at, one=True) else None


def _described_subject(text: str, start: int) -> tuple[Span, int] | None:
    """ "Iran's crude oil exports", "The death of Soleimani and Muhannis", "Iraqi militias": up to its verb."""
    for word in _WORD.finditer(text, start):
        before = text[start : word.start()].strip()
        if before and _starts_verb(text, word.start() - 1, one=False):
            bare = regex.sub(r" \([^)]*\)|, [^,]+(?=,)|,$", "", before)
            if not _stands_alone(bare) or (bare != before and not before.startswith(bare)):
                return None
            return Span(start, start + len(bare)), word.start() - 1
        if word.group().lower() in QUESTION_WORDS | {"that"} or len(before.split()) > LONGEST_SUBJECT + 8:
            return None
    return None


def _stands_alone(subject: str) -> bool:
    """Whether a noun phrase says what it means without what stands before it."""
    words = subject.split()
    lower = [word.lower().strip(",") for word in words]
    if (
        not words
        or len(words) > LONGEST_SUBJECT
        or set(lower) & (_POINTS | _OWNERS)
        or lower[0] in PREPOSITIONS | CONJUNCTIONS | {"even", "one", "no", "only"}
    ):
        return False
    if (
        lower[0].endswith("ing")
        or any(word in PAST_VERBS or word in BE for word in lower)
        or regex.search(r"[,;:\u201c\u201d\"()\[\]]", subject)
    ):
        return False
    inner = subject if words[0] in {"The", "A", "An"} else subject[1:]
    has_name = regex.search(r"\p{Lu}", inner[1:] if inner is subject else inner) is not None
    if lower[0] in {"the", *(DETERMINERS - {"a", "an"})}:
        return has_name
    bare_plural = words[-1].endswith("s") and not words[-1].endswith("ss") and words[-1].islower()
    return lower[0] in {"a", "an"} or bare_plural or has_name


def _starts_verb(text: str, at: int, one: bool) -> bool:
    """Whether a finite verb, adverbs in front of it passed over, begins behind the space at `at`."""
    words = list(_WORD.finditer(text, at + 1, at + 60))[:3]
    while words and _ADVERB.fullmatch(words[0].group()):
        words = words[1:]
    if not words or text[at : at + 1] != " ":
        return False
    word = words[0].group()
    following = words[1].group() if len(words) > 1 else ""
    if word in _FINITE:
        return True
    if not word.islower():
        return False
    past = word in PAST_VERBS or (word.endswith("ed") and is_participle(word))
    if past:
        return following not in {"by", "as"} and not _starts_with_verb(following)
    return one and _is_third_person(word) and not _starts_with_verb(following)


def _is_third_person(word: str) -> bool:
    base = base_form(word) if word.endswith("s") else None
    return base is not None and is_base_form(base)


def _starts_with_verb(word: str) -> bool:
    return word in _FINITE or word in PAST_VERBS


def _from_verb(text: str, at: int, begun: Clause) -> Clause | None:
    """The clause, its subject known, with the verb that begins behind the space at `at`."""
    words = list(_WORD.finditer(text, at))
    adverbs: list[str] = []
    auxiliary, negative, verb = None, False, None
    while words and verb is None:
        word = words.pop(0)
        said = word.group()
        if said in {"not", "never"}:
            negative = True
        elif auxiliary is None and said in _FINITE:
            auxiliary = said
        elif said == "so" and words and words[0].group() == "far":
            adverbs.append(f"so {words.pop(0).group()}")
        elif _ADVERB.fullmatch(said):
            adverbs.append(said)
        else:
            verb = word
    if verb is None or (auxiliary or "").endswith(("n't", "n\u2019t")):
        return None
    if regex.search(r"[^\p{L}\p{N} \u201c\"-]", text[at : verb.start()]):
        return None
    return _with_verb(replace(begun, adverbs=" ".join(adverbs), negative=negative), auxiliary, verb)


def _with_verb(begun: Clause, auxiliary: str | None, word: regex.Match[str]) -> Clause | None:
    text, said = begun.text, word.group()
    behind = Span(word.end(), _end_of_clause(text, word.end()))
    whole = Span(word.start() - 1, _end_of_clause(text, word.start()))
    if auxiliary in HAVE and not (is_participle(said) or said in PAST_VERBS):
        # "Harvard has several libraries": the auxiliary is the verb.
        return replace(begun, verb=auxiliary, base="have", rest=whole)
    if auxiliary in {"do", "does", "did"} and not is_base_form(said):
        return None
    if auxiliary in BE and not _goes_with_be(said):
        return replace(begun, auxiliary=auxiliary, rest=whole)
    base = None if auxiliary else base_form(said)
    return replace(begun, auxiliary=auxiliary, verb=said, base=base, rest=behind) if auxiliary or base else None


def _end_of_clause(text: str, start: int) -> int:
    """Where the words that go with the verb end: at the first comma that parts no list, or another clause."""
    at = start
    while (stop := _STOPS.search(text, at)) is not None:
        if stop.group() == ", ":
            after = text[stop.end() : stop.end() + 40]
            date = regex.match(r"\d{4}\b", after) and regex.search(r"\d$", text[: stop.start()])
            if date or _goes_on_as_list(text, stop.end()):
                at = stop.end()
                continue
        return _before_joined_verb(text, start, stop.start())
    return _before_joined_verb(text, start, len(text))


def _goes_on_as_list(text: str, at: int) -> bool:
    """Whether "B and C" or "and C" follows the comma: the next join is "and", with few words before it."""
    found = regex.match(r"(?:and |or )?(?:[\p{L}\p{N}'\u2019()-]+ ?){1,4}(?=,? and |,? or |, |\.|$)", text[at:])
    if found is None:
        return False
    first = regex.sub(r"^(?:and|or) ", "", found.group()).split()
    verb = any(word in PAST_VERBS or word in AUXILIARIES or _is_clear_verb(word) for word in first[:2])
    is_list = regex.match(r"(?:and |or )|[^.;]*?(?:,? and |,? or )", text[at:]) is not None
    return is_list and not verb and first[0].lower() not in PREPOSITIONS | CONJUNCTIONS | _POINTS | _OWNERS


def _before_joined_verb(text: str, start: int, end: int) -> int:
    """ "left and sold it": what is joined with a verb of its own is left out."""
    for match in regex.finditer(
        r" (?:and|or) ((?:\p{L}+ly |also |then )?)(\p{L}[\p{L}'\u2019-]*)", text[:end], pos=start
    ):
        word = match[2]
        if word in PAST_VERBS or word in AUXILIARIES or _is_clear_verb(word):
            return int(match.start())
    return end


def _is_clear_verb(word: str) -> bool:
    if word.endswith("ed"):
        return is_participle(word)
    return word.endswith("s") and word.islower() and _is_third_person(word) and "NOUN" not in can_be(word)


def _goes_with_be(word: str) -> bool:
    """ "is going", "was killed"."""
    return word.islower() and ((word.endswith("ing") and len(word) > 4) or word in PAST_VERBS or is_participle(word))
