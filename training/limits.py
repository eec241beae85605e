"""Numbers with limits, which belong to the answer: "at least 12 nurses", and numbers that are not given."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from training.clauses import CLOSE, OPEN, compose, is_plain, marked_sentence, near, raised, unmarked
from training.examples import Example
from training.names import PLACES, THINGS, listed

EACH = 4

_LIMITS = (
    "at least", "up to", "more than", "fewer than", "about", "at most", "no more than", "nearly", "almost", "over",
    "not quite", "roughly", "no fewer than", "just under", "some", "well over", "exactly", "only", "around",
)  # fmt: skip
_OF_SMALL = (
    "at least",
    "up to",
    "more than",
    "fewer than",
    "about",
    "at most",
    "no more than",
    "no fewer than",
    "only",
    "exactly",
)
_SMALL = 12
_WORDS = listed(
    "two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, thirteen, fourteen, "
    "fifteen, sixteen, twenty, thirty, forty, fifty, sixty"
)
_NUMBER = rf"(?:\d+(?:,\d{{3}})*|{'|'.join(_WORDS)})"
_ANSWER = re.compile(
    rf"(?P<number>{_NUMBER})(?P<unit>(?: (?:hundred|thousand|million|billion))?)(?P<rest>(?: [a-z-]+){{0,4}})",
    re.IGNORECASE,
)
_AFTER_LIMIT = re.compile(
    r"(?:^|\s)(?:as|many|about|over|the|a|an|than|to|only|least|most|between|and|or|these|those|his|her|their|its|all|last|first|"
    r"some|no|top|age|aged|nearly|almost|approximately|around|under|up|just|roughly|every|another|next|other|in|on|at|"
    r"exactly|estimated|part|chapter|number|by|further|additional|more|past|from|of|whole|half|about|was|circa|upto)\s*$|[$#£€\-\u2013(~/.]\s*$",
    re.IGNORECASE,
)
_RANGES = ("between {0} and {1}", "from {0} to {1}", "{0} to {1}", "{0} or {1}")
_UNKNOWN = ("an unknown number of", "an undisclosed number of", "an unrecorded number of")


def limits(examples: Iterable[Example], seed: int) -> Iterator[Example]:
    """Limited numbers, the limit in the answer; and, where things are counted, numbers that are left out."""
    draw = random.Random(seed)
    for example in examples:
        fact = marked_sentence(example) if example.question.lower().startswith(("how many", "how much")) else None
        parts = _parts(fact.sentence) if fact else None
        if fact:
            yield from _counted(example, draw)
        if not fact or not parts:
            continue
        before, match, after = parts
        for answer in _limited(match, before, after, draw):
            made = f"{before}{OPEN}{raised(answer) if not before else answer}{CLOSE}{after}"
            around = near(fact, draw)
            yield compose(example, [*around[0], made, *around[1]])
            left_out = _left_out(before, match, after, draw)
            if left_out and example.question.lower().startswith("how many"):
                around = near(fact, draw)
                yield compose(example, [*around[0], left_out, *around[1]])


def _parts(sentence: str) -> tuple[str, re.Match[str], str] | None:
    """What stands before an answer that begins with a number, the answer, and what follows."""
    start, end = sentence.index(OPEN), sentence.index(CLOSE)
    before, after = sentence[:start], sentence[end + 1 :]
    match = _ANSWER.fullmatch(sentence[start + 1 : end])
    fits = match and not _AFTER_LIMIT.search(before) and re.match(r"\s[a-z]|[.,]?$|[.,]\s", after)
    if (
        not match
        or not fits
        or len(sentence) > 240
        or re.match(r"\s(?:or|to|and|th|st|%|per|a\.m|p\.m|more|fewer|less|of the|of them|times)\b", after)
    ):
        return None
    if re.match(r"(?: or| to| and| per| percent| more| fewer| of)\b", match["rest"]):
        return None
    return before, match, after


def _value(number: str) -> int:
    return int(number.replace(",", "")) if number[0].isdigit() else _WORDS.index(number) + 2


def _limited(match: re.Match[str], before: str, after: str, draw: random.Random) -> list[str]:
    number, tail = match["number"].lower(), match["unit"] + match["rest"]
    fit = _LIMITS if match["unit"] or _value(number) > _SMALL else _OF_SMALL
    made = [f"{limit} {number}{tail}" for limit in draw.sample(fit, EACH - 1)]
    if number[0].isdigit() and "," not in number:
        value = _value(number)
        other = value + max(1, draw.randint(value // 20, value // 4 + 2))
        made.append(f"{draw.choice(_RANGES).format(number, other)}{tail}")
    counted = re.match(r" [a-z]+s\b", match["rest"] + after)
    if not before and counted and not match["unit"]:
        made.append(f"all but {number}{tail}")
    return made


def _left_out(before: str, match: re.Match[str], after: str, draw: random.Random) -> str | None:
    """The sentence with its number unknown; None where what is counted does not follow it."""
    counted = re.match(
        r" (?!years|days|weeks|months|hours|minutes|seconds|miles|times)[a-z]+s\b", match["rest"] + after
    )
    if not counted or not is_plain(unmarked(before + match.group() + after)):
        return None
    made = f"{draw.choice(_UNKNOWN)}{match['rest']}"
    return f"{before}{made if before else raised(made)}{after}"


def _counted(example: Example, draw: random.Random) -> Iterator[Example]:
    """Things counted in a made place: those that are counted there, and others."""
    place, (things, absent) = draw.choice(PLACES), (f"{thing}s" for thing in draw.sample(_THINGS, 2))
    low = draw.randint(2, 300)
    limit = draw.choice([*_OF_SMALL, *_RANGES])
    number = limit.format(low, low + draw.randint(1, 30)) if "{" in limit else f"{limit} {low}"
    said = draw.choice(_COUNTED).format(p=place, t=things, n=f"{OPEN}{number} {things}{CLOSE}")
    ask = draw.choice(_ASKED)
    other = "" if draw.random() < 0.5 else draw.choice(_UNCOUNTED).format(t=absent, p=place)
    made = replace(example, document="made counts")
    yield compose(made, [said, other], ask.format(t=things, p=place))
    yield compose(made, [unmarked(said), other], ask.format(t=absent, p=place))


_THINGS = [thing for thing in THINGS if not thing.endswith(("sh", "fe"))]
_COUNTED = (
    "The {p} holds {n}.",
    "In the {p} they counted {n} that year.",
    "There were {n} in the {p} when it closed.",
    "The owners bought {n} for the {p}.",
    "By the end of the week {n} had been brought into the {p}.",
    "An inventory of the {p} lists {n}.",
    "The {p} has room for {n}.",
)
_ASKED = (
    "How many {t} are there for the {p}?",
    "How many {t} does the text speak of?",
    "How many {t} were there in the {p}?",
)
_UNCOUNTED = (
    "There are {t} as well, but nobody has counted them.",
    "The number of {t} is not known.",
    "How many {t} there were was never written down.",
    "The {t} were counted too, but the figure is lost.",
)
