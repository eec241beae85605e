"""Facts denied, doubted or only planned, which answer nothing, and facts affirmed, which do."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator

from lemminflect import getInflection

from training.clauses import CLOSE, OPEN, Clause, Fact, compose, facts, lowered, near, unmarked
from training.examples import Example
from training.names import person

EACH = 5
"""Traps, and as many twins, made of one fact at most."""

DENIED = (
    "It is not true that {s}.",
    "It is simply untrue that {s}.",
    "It is a mistake to think that {s}.",
    "It is false that {s}.",
    "The claim that {s} proved false.",
    "The story that {s} has been disproved.",
    "{name} denied that {s}.",
    "A newspaper wrongly reported that {s}.",
    "Older books say by mistake that {s}.",
    "{name} was wrong to say that {s}.",
    "Some feared that {s}, but this never happened.",
    "In the novel, which is pure invention, {s}.",
    "For a joke, {name} told the guests that {s}; not a word of it was true.",
    "It would be wrong to say that {s}.",
    "{name} dreamed that {s}.",
    "The rumour that {s} had no foundation.",
    "{name} lied that {s}.",
)
DOUBTED = (
    "There is no evidence that {s}.",
    "Nobody has ever shown that {s}.",
    "It was rumoured that {s}.",
    "It has been rumoured for years that {s}.",
    "It is not known whether {s}.",
    "It remains unclear whether {s}.",
    "It is doubtful whether {s}.",
    "Nobody knows whether {s}.",
    "The records do not say whether {s}.",
    "{name} could not remember whether {s}.",
    "{name} asked whether {s}, but got no reply.",
    "Historians disagree about whether {s}.",
    "There is much doubt whether {s}.",
    "It has never been confirmed that {s}.",
    "Whether {s} is an open question.",
    "Suppose for a moment that {s}.",
    "{name} doubted that {s}.",
    "There was gossip that {s}.",
    "No document proves that {s}.",
    "It is only a guess that {s}.",
)
AFFIRMED = (
    "It is well known that {s}.",
    "{name} confirmed that {s}.",
    "In fact, {s}.",
    "It turned out that {s}.",
    "Few people know that {s}.",
    "There is no doubt that {s}.",
    "It is true that {s}.",
    "Records show that {s}.",
    "It is no secret that {s}.",
    "Nobody denies that {s}.",
    "It is not disputed that {s}.",
    "{name} proved that {s}.",
    "{name} did not know that {s}.",
    "It is now certain that {s}.",
    "{name} had forgotten that {s}.",
    "Not many visitors realise that {s}.",
    "It is often forgotten that {s}.",
    "Strange as it may seem, {s}.",
    "It has been shown beyond doubt that {s}.",
    "It should not be forgotten that {s}.",
    "Although nobody expected it, {s}.",
    "Everyone agrees that {s}, and the records prove it.",
    "{name} once doubted it, but the records prove that {s}.",
    "It is neither a rumour nor a legend that {s}.",
)
_PASSIVE_TRAPS = (
    "{be} never", "{be} not", "{be} to be", "{be} supposed to be", "{be} almost", "{be} nearly",
    "{be} not allowed to be", "might have been", "{have} yet to be", "{be} expected to be", "may one day be",
    "could have been", "{be} rumoured to have been", "{be} falsely said to have been", "was meant to be",
)  # fmt: skip
_PASSIVE_TWINS = ("{be} finally", "{be} indeed", "{be} in fact", "{be} eventually", "{be}, as the records prove,")
_PAST_TRAPS = (
    "did not {base}", "never {past}", "failed to {base}", "refused to {base}", "almost {past}", "planned to {base}",
    "hoped to {base}", "might have {participle}", "could have {participle}", "never managed to {base}",
    "was forbidden to {base}", "is rumoured to have {participle}", "is wrongly said to have {participle}",
    "declined to {base}", "had no wish to {base}", "threatened to {base}",
)  # fmt: skip
_PAST_TWINS = (
    "did in fact {base}", "finally {past}", "did indeed {base}", "managed to {base}", "eventually {past}",
    "did not fail to {base}", "did not hesitate to {base}", "really {past}",
)  # fmt: skip
_UNTIL = re.compile(rf"(was|were) (\w+(?: \w+)?) in {OPEN}((?:\w+ )?\d{{4}}){CLOSE}")


def moods(examples: Iterable[Example], seed: int) -> Iterator[Example]:
    """For each plain fact, as many traps as twins."""
    draw = random.Random(seed)
    for fact, clause in facts(examples):
        made_traps = _some(_TRAPS, fact, clause, draw)
        made_twins = _some(_TWINS, fact, clause, draw)
        for trap, twin in zip(made_traps, made_twins, strict=False):
            yield _around(fact, unmarked(trap), draw)
            yield _around(fact, twin, draw)


def framed(frames: tuple[str, ...], sentence: str, draw: random.Random) -> str:
    """The sentence in one of the frames."""
    text = draw.choice(frames).format(s=lowered(sentence.removesuffix(".")), name=person(draw))
    return text[0].upper() + text[1:]


def changed_verb(clause: Clause, passive: tuple[str, ...], past: tuple[str, ...], draw: random.Random) -> str | None:
    """The clause with another form before its main verb; None where that verb is not sure."""
    if clause.verb in {"was", "were"} and clause.is_passive:
        form = draw.choice(passive)
        if form.startswith("was") and clause.verb != "was":
            return None
        return clause.said(form.format(be=clause.verb, have="has" if clause.verb == "was" else "have"))
    participles = getInflection(clause.base, "VBN") if clause.base else ()
    if clause.is_auxiliary or not participles:
        return None
    form = draw.choice(past)
    if form.startswith(("was", "is")) and not clause.is_singular:
        return None
    return clause.said(form.format(base=clause.base, past=clause.verb, participle=participles[0]))


def other_value(answer: str, draw: random.Random) -> str | None:
    """Another year or number for one that is an answer."""
    match = re.search(r"\b\d{1,4}\b(?![.,]\d)", answer)
    if not match or re.search(r"\d[.,]\d", answer):
        return None
    number = int(match.group())
    changed = number + draw.choice([-1, 1]) * draw.randint(2, 19) if number > 40 else number + draw.randint(2, 9)
    return answer[: match.start()] + str(changed) + answer[match.end() :]


def _some(
    makers: tuple[Callable[[Fact, Clause, random.Random], str | None], ...],
    fact: Fact,
    clause: Clause,
    draw: random.Random,
) -> list[str]:
    made = [maker(fact, clause, draw) for maker in draw.sample(makers, len(makers))]
    return [text for text in dict.fromkeys(made) if text][:EACH]


def _around(fact: Fact, sentence: str, draw: random.Random) -> Example:
    before, after = near(fact, draw)
    return compose(fact.example, [*before, sentence, *after])


def _denied(fact: Fact, _: Clause, draw: random.Random) -> str:
    return framed(DENIED, fact.sentence, draw)


def _doubted(fact: Fact, _: Clause, draw: random.Random) -> str:
    return framed(DOUBTED, fact.sentence, draw)


def _undone(_: Fact, clause: Clause, draw: random.Random) -> str | None:
    return changed_verb(clause, _PASSIVE_TRAPS, _PAST_TRAPS, draw)


def _not(_: Fact, clause: Clause, draw: random.Random) -> str | None:
    return (
        clause.said(f"{clause.verb} {draw.choice(['not', 'never'])}")
        if clause.is_auxiliary and not clause.is_copula
        else None
    )


def _affirmed(fact: Fact, _: Clause, draw: random.Random) -> str:
    return framed(AFFIRMED, fact.sentence, draw)


def _done(_: Fact, clause: Clause, draw: random.Random) -> str | None:
    return changed_verb(clause, _PASSIVE_TWINS, _PAST_TWINS, draw)


def _corrected(fact: Fact, _: Clause, draw: random.Random) -> str | None:
    """A wrong value denied, the right one behind it or before it."""
    start, end = fact.sentence.index(OPEN), fact.sentence.index(CLOSE)
    wrong = other_value(fact.sentence[start + 1 : end], draw)
    if not wrong:
        return None
    other = fact.sentence[:start] + wrong + fact.sentence[end + 1 :]
    right, other = fact.sentence.removesuffix("."), lowered(other.removesuffix("."))
    return draw.choice(
        [
            f"Many believed that {other}, but in fact {lowered(right)}.",
            f"It is not true that {other}; {lowered(right)}.",
            f"{right}, and nobody now thinks that {other}.",
            f"{person(draw)} wrongly wrote that {other}. In truth, {lowered(right)}.",
            f"{fact.sentence[:start]}{fact.sentence[start : end + 1]}, not {wrong}{fact.sentence[end + 1 :]}"
            if fact.sentence.endswith(f"{CLOSE}.")
            else f"It was once said that {other}. In reality, {lowered(right)}.",
        ]
    )


def _not_until(fact: Fact, _: Clause, _draw: random.Random) -> str | None:
    if not fact.example.question.lower().startswith(("when", "what year", "in what year", "in which year")):
        return None
    changed, count = _UNTIL.subn(rf"\1 not \2 until {OPEN}\3{CLOSE}", fact.sentence)
    return changed if count else None


def _behind_denial(fact: Fact, _: Clause, draw: random.Random) -> str | None:
    """Another fact denied, then this one as it stands."""
    names = person(draw), person(draw)
    denied = draw.choice(
        [
            "{0} denied ever having met {1}.",
            "It is not true that {0} was married to {1}.",
            "It was rumoured that {0} had left the country.",
            "Nobody knows whether {0} ever wrote to {1}.",
            "{0} never paid {1} what he owed.",
        ]
    )
    return f"{denied.format(*names)} {fact.sentence}"


_TRAPS = (_denied, _denied, _doubted, _doubted, _undone, _undone, _not)
_TWINS = (_affirmed, _affirmed, _affirmed, _done, _done, _corrected, _not_until, _behind_denial)
