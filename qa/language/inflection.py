"""Forms of English verbs and what a word can be in a sentence, by the dictionary of lemminflect.

That dictionary is NIH's SPECIALIST lexicon. Of 236 verbs checked by hand it has the right
past form of 233 and the right gerund of 234; `_PAST` and `_GERUND` hold what it has wrong
(tests/data/verbs.txt). It is loaded when the first form is asked for, in 0.4 s and 50 MB.
A verb that it does not hold has no forms: none is guessed.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

PartOfSpeech = Literal["NOUN", "VERB", "ADJ", "ADV", "AUX", "PROPN"]

_PAST = {
    "bid": "bid",
    "broadcast": "broadcast",
    "forecast": "forecast",
    "program": "programmed",
    "weave": "wove",
    "lie": None,
    "hang": None,
}
"""None for verbs whose past form depends on what is meant: "lay" or "lied", "hung" or "hanged"."""

_GERUND = {"program": "programming", "sting": "stinging"}
_BASE = {"programmed": "program"}


def base_form(verb: str) -> str | None:
    """The base of a verb in the past or in the third person ("went": "go"), or None where it is no such form."""
    if verb in _BASE:
        return _BASE[verb]
    bases = () if verb.endswith("ing") else _lemmas(verb).get("VERB", ())
    return next((base for base in bases if base != verb or _is_past_of_itself(base)), None)


def _is_past_of_itself(base: str) -> bool:
    """ "put", "cut"."""
    forms = _verb_forms(base)
    return base in (*forms.get("VBD", ()), *forms.get("VBN", ()))


def past_form(verb: str) -> str | None:
    """ "go": "went", "stop": "stopped"; None where it cannot be told."""
    return _PAST[verb] if verb in _PAST else _form(verb, "VBD")


def gerund(verb: str) -> str | None:
    """ "go": "going", "make": "making", "stop": "stopping"; None for no verb."""
    return _GERUND.get(verb) or _form(verb, "VBG")


def third_person(verb: str) -> str | None:
    """ "go": "goes", "have": "has", "try": "tries"; None for no verb."""
    return _form(verb, "VBZ")


def is_participle(word: str) -> bool:
    """Whether it is the past participle of a verb: "killed", "frozen"; and "put", which is its base form too."""
    forms = map(_verb_forms, _lemmas(word).get("VERB", ()))
    return any(word in (*of_verb.get("VBD", ()), *of_verb.get("VBN", ())) for of_verb in forms)


def is_base_form(word: str) -> bool:
    """Whether it is a verb's base form, whatever else it can be: "go", "attack", "close"."""
    return word in _verb_forms(word).get("VB", ())


def can_be(word: str) -> frozenset[PartOfSpeech]:
    """What the word can be in a sentence, in any of its forms; empty for a word that the dictionary does not hold."""
    return frozenset(_lemmas(word))


def _form(verb: str, tag: str) -> str | None:
    """The form that the dictionary names first, which is the commonest."""
    forms = _verb_forms(verb)
    return forms[tag][0] if verb in forms.get("VB", ()) and tag in forms else None


@lru_cache(maxsize=10_000)
def _verb_forms(verb: str) -> dict[str, tuple[str, ...]]:
    """The forms of a base form by their Penn Treebank tags."""
    from lemminflect import getAllInflections

    found: dict[str, tuple[str, ...]] = getAllInflections(verb, "VERB")
    return found


@lru_cache(maxsize=10_000)
def _lemmas(word: str) -> dict[PartOfSpeech, tuple[str, ...]]:
    """The base forms of a word by its parts of speech."""
    from lemminflect import getAllLemmas

    found: dict[PartOfSpeech, tuple[str, ...]] = getAllLemmas(word)
    return found
