"""What is known of English without a model: classes of words that are closed or small, and the base form of a verb.

Which words are common is read off the encoder's vocabulary: a word that is one whole
piece of it, or shares its stem with one, is one that people use.
"""

from __future__ import annotations

from functools import cache

import regex

from index.bundled_encoder import bundled_folder
from index.lexical import stem


def word_set(text: str) -> frozenset[str]:
    """The words of a text, split at its spaces."""
    return frozenset(text.split())


QUESTION_WORDS = word_set("who whom whose what which when where why how")
BE = word_set("is are was were be been being am 's")
AUXILIARIES = BE | word_set(
    "do does did has have had will would can could shall should may might must don't doesn't didn't"
    " isn't aren't wasn't weren't hasn't haven't hadn't won't wouldn't can't couldn't shouldn't"
)
PREPOSITIONS = word_set(
    "about after against among as at before behind between by during for from in inside into like near of off on onto"
    " over since than through to toward towards under until upon with within without"
)
PLACE_PREPOSITIONS = word_set("at from in inside into near on outside to toward towards through across")
CONJUNCTIONS = word_set("and but or so because although though while if when after before that who which")
DETERMINERS = word_set("the a an this that these those his her its their my our your")
MONTHS = word_set(
    "january february march april may june july august september october november december"
    " jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday"
)
DEMONYM = regex.compile(
    r"(?:\p{L}+(?:ish|ese|ian)|American|Mexican|African|German|Roman|Korean|European|Cuban|French|Dutch|Greek|Swiss|Czech"
    r"|Iraqi|Saudi|Yemeni|Israeli|Pakistani|Kuwaiti|Emirati|Qatari|Omani|Bahraini|Somali|Bengali|Nepali|Afghan)"
)

_PREFIX = regex.compile(r"(?:un|re|de|dis|non|mis|over|under|out|in|im|ir|il|pre|inter|anti|co|sub)(?=\p{L}{4})")
_IRREGULAR = {
    past: base
    for base, pasts in {
        "become": "became", "begin": "began begun", "break": "broke broken", "bring": "brought", "build": "built",
        "buy": "bought", "catch": "caught", "choose": "chose chosen", "come": "came", "cut": "cut", "die": "died",
        "do": "did done", "draw": "drew drawn", "drive": "drove driven", "eat": "ate eaten", "fall": "fell fallen",
        "feel": "felt", "fight": "fought", "find": "found", "flee": "fled", "fly": "flew flown", "forbid": "forbade",
        "get": "got gotten", "give": "gave given", "go": "went gone", "grow": "grew grown", "have": "has had",
        "hear": "heard", "hide": "hid hidden", "hit": "hit", "hold": "held", "hurt": "hurt", "keep": "kept",
        "know": "knew known",
        "lay": "laid", "lead": "led", "leave": "left", "lend": "lent", "lie": "lay lain", "lose": "lost",
        "make": "made", "mean": "meant", "meet": "met", "overthrow": "overthrew", "pay": "paid", "put": "put",
        "read": "read", "ride": "rode ridden", "rise": "rose risen", "run": "ran", "say": "said", "see": "saw seen",
        "seek": "sought", "sell": "sold", "send": "sent", "set": "set", "shoot": "shot", "sign": "signed",
        "sing": "sang sung", "sink": "sank sunk", "sit": "sat", "speak": "spoke spoken", "spend": "spent",
        "split": "split", "spread": "spread", "stand": "stood", "steal": "stole stolen", "strike": "struck stricken",
        "swear": "swore sworn", "take": "took taken", "teach": "taught", "tell": "told", "think": "thought",
        "throw": "threw thrown", "understand": "understood", "wear": "wore worn", "win": "won",
        "withdraw": "withdrew withdrawn", "write": "wrote written",
    }.items()
    for past in pasts.split()
}  # fmt: skip
_PAST: dict[str, str] = {}
for _past, _base in _IRREGULAR.items():
    if _past != "has":
        _PAST.setdefault(_base, _past)
PAST_VERBS = frozenset(past for past, base in _IRREGULAR.items() if past != base)
COMMON_VERBS = frozenset(_IRREGULAR) | frozenset(_IRREGULAR.values()) | word_set(
    "act agree appear arrive ask attack call change continue decide develop end explain fail finish follow happen help"
    " join kill last learn like live look love matter mention mind move need occur perform play react record release"
    " resign respond retire return start stay stop succeed support survive talk travel try turn use visit wait want"
    " work"
)  # fmt: skip


@cache
def common_words() -> frozenset[str]:
    """Whole words of the encoder's vocabulary, lower case: some 20,000."""
    lines = (bundled_folder() / "vocab.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line.isalpha() and len(line) > 1)


@cache
def _common_stems() -> frozenset[str]:
    return frozenset(stem(word) for word in common_words())


def is_common(word: str) -> bool:
    """Whether it is an English word that people use, in any of its forms, "unproven" and "restated" among them."""
    word = word.lower()
    if word in common_words() or (len(word) > 3 and stem(word) in _common_stems()):
        return True
    prefix = _PREFIX.match(word)
    return prefix is not None and len(word) - prefix.end() > 3 and is_common(word[prefix.end() :])


def base_form(verb: str) -> str | None:
    """The base of a verb in the past or in the third person ("went": "go"), or None where it cannot be told."""
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    for ending, others in (("ied", ("y",)), ("ed", ("e", "")), ("ies", ("y",)), ("es", ("e", "")), ("s", ("",))):
        if verb.endswith(ending) and len(verb) > len(ending) + 1:
            return _known_base(verb.removesuffix(ending), others)
    return None


def _known_base(root: str, endings: tuple[str, ...]) -> str | None:
    """The root with the ending that makes it a word; a doubled letter at its end goes where that makes one."""
    words = common_words()
    silent = "e" in endings and regex.search(r"(?:[^aeiou][aeiou][bcdgkmprtvz]|[cgsuvz]|[^aeiou]l)$", root) is not None
    doubled = regex.search(r"([bdgklmnprt])\1$", root) is not None
    found = [root + ending for ending in endings if root + ending in words]
    if doubled and root[:-1] in words and root not in words:
        return root[:-1]
    if not found:
        return None
    return found[0] if silent or len(found) == 1 else found[-1]


def gerund(verb: str) -> str:
    """ "go": "going", "make": "making", "stop": "stopping"."""
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")):
        return verb[:-1] + "ing"
    doubles = regex.fullmatch(r"[^aeiou]*[aeiou][bdgklmnprt]", verb) is not None
    return verb + (verb[-1] if doubles else "") + "ing"


def past_form(verb: str) -> str | None:
    """ "go": "went", "stop": "stopped"; None where it cannot be told."""
    if verb in _PAST:
        return _PAST[verb]
    if verb.endswith("e"):
        return f"{verb}d"
    forms = [f"{verb[:-1]}ied"] if regex.search(r"[^aeiou]y$", verb) else [f"{verb}ed", f"{verb}{verb[-1:]}ed"]
    return next((form for form in forms if form in common_words() and base_form(form) == verb), None)


def third_person(verb: str) -> str:
    """ "go": "goes", "have": "has", "try": "tries"."""
    if verb == "have":
        return "has"
    if regex.search(r"[^aeiou]y$", verb):
        return f"{verb[:-1]}ies"
    return verb + ("es" if verb.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")
