"""Scores for one answer's words: SQuAD's (Rajpurkar et al. 2016, 2018), and stricter and kinder ones beside them.

SQuAD's rule takes curly quotation marks, dashes and other Unicode forms for other words, and 3.5 for 35.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal

import regex

from qa.evaluation.folding import fold

_NUMBER = r"(?:(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?|\.\d+)"
_TOKEN = regex.compile(rf"(?<![\p{{L}}\p{{N}}.,])-?\p{{Sc}}?{_NUMBER}(?![\p{{L}}\p{{N}}])|[\p{{L}}\p{{N}}\p{{M}}]+")
"""A number that stands by itself, with sign, currency, thousands and decimals; or letters and digits in a row."""
_NOT_OF_NUMBERS = regex.compile(r"[,\p{Sc}]")
_ARTICLES = frozenset({"a", "an", "the"})

Token = str | Decimal


def normalise(answer: str) -> str:
    """Lower case, no punctuation, no articles, single spaces; in this order, as in the official script."""
    lowered = "".join(character for character in answer.lower() if character not in string.punctuation)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", lowered).split())


def exact_match(prediction: str, gold: str) -> float:
    """1.0 where both are the same after normalisation, else 0.0."""
    return float(normalise(prediction) == normalise(gold))


def token_f1(prediction: str, gold: str) -> float:
    """Harmonic mean of precision and recall of words after normalisation, 0..1; two empty answers agree."""
    predicted, wanted = normalise(prediction).split(), normalise(gold).split()
    if not predicted or not wanted:
        return float(predicted == wanted)
    common = (Counter(predicted) & Counter(wanted)).total()
    return 2 * common / (len(predicted) + len(wanted))


def best(score: Callable[[str, str], float], prediction: str, golds: Sequence[str]) -> float:
    """The best score against any gold answer; an unanswerable question's gold answer is the empty one.

    As in the official SQuAD 2.0 script, gold answers that normalise to nothing are passed over beside others. Where
    there are no others, as in a SQuAD file that asks for a mark ("A+"), they are compared letter for letter: the
    script would count a refusal as right.
    """
    worded = [gold for gold in golds if normalise(gold)]
    if golds and not worded:
        return float(fold(prediction).casefold() in {fold(gold).casefold() for gold in golds})
    return max(score(prediction, gold) for gold in worded or [""])


def folded_exact_match(prediction: str, gold: str) -> float:
    """SQuAD's exact match of both texts folded (`qa.evaluation.folding`)."""
    return exact_match(fold(prediction), fold(gold))


def folded_f1(prediction: str, gold: str) -> float:
    """SQuAD's F1 of both texts folded."""
    return token_f1(fold(prediction), fold(gold))


def strict_exact_match(prediction: str, gold: str) -> float:
    """1.0 where the folded words are the same and the numbers are equal as numbers: 1,500 is 1500, 3.5 is not 35."""
    given, wanted = tokens(prediction), tokens(gold)
    same_words = folded_exact_match(prediction, gold) and numbers(given) == numbers(wanted)
    return float(given == wanted or bool(same_words))


def has_gold_words(gold: str) -> bool:
    """Whether anything is left of a gold answer to compare: without that, a refusal would equal it."""
    return bool(normalise(fold(gold)))


def tokens(text: str) -> tuple[Token, ...]:
    """Lower-case words without articles, and numbers as numbers, in their order."""
    found = (match.group() for match in _TOKEN.finditer(fold(text).lower()))
    return tuple(_token(word) for word in found if word not in _ARTICLES)


def numbers(found: Sequence[Token]) -> list[Decimal]:
    """The numbers among tokens."""
    return [token for token in found if isinstance(token, Decimal)]


def holds(text: str, wanted: str) -> bool:
    """Whether `wanted` stands in the text in whole tokens; nothing holds a text without any."""
    inside, sought = tokens(text), tokens(wanted)
    if _stands_in(sought, inside):
        return True
    # "US" and "U.S.": the same to SQuAD, which joins what punctuation parts.
    joined = normalise(fold(wanted)).split()
    same_numbers = not Counter(numbers(sought)) - Counter(numbers(inside))
    return same_numbers and _stands_in(joined, normalise(fold(text)).split())


def _token(word: str) -> Token:
    plain = _NOT_OF_NUMBERS.sub("", word)
    return Decimal(plain) if plain.lstrip("-").replace(".", "", 1).isdecimal() else word


def _stands_in(sought: Sequence[object], inside: Sequence[object]) -> bool:
    size = len(sought)
    return bool(size) and any(list(inside[at : at + size]) == list(sought) for at in range(len(inside) - size + 1))
