"""Rules made from templates, asked about by questions for yes or no."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.spans import Span
from qa.language.word_classes import word_set
from training.examples import Example, Verdict
from training.names import PLACES, listed, person

_WORDS = {
    "g": listed(
        "smoking, fishing, swimming, camping, cycling, skating, shouting, cooking, dancing, singing, "
        "running, parking, climbing, filming, eating, drinking, diving, gambling, hunting, rowing, "
        "whistling, sleeping, picnicking, barbecuing"
    ),
    "p": PLACES,
    "t": listed(
        "pencils, pens, cameras, phones, laptops, umbrellas, bags, coats, bottles, notebooks, headphones, "
        "scissors, torches, maps, tripods, skateboards, sticks, balls, radios, magnifying glasses"
    ),
    "a": listed("dogs, cats, horses, rabbits, parrots, goats, ducks, ponies, hamsters, snakes"),
    "w": listed(
        "visitors, guests, members, pupils, nurses, drivers, tenants, players, volunteers, apprentices, "
        "passengers, students, residents, clerks, readers, campers"
    ),
    "s": listed(
        "tea, coffee, soup, cake, beer, wine, bread, milk, juice, cheese, fruit, porridge, ice cream, "
        "lemonade, fish, honey"
    ),
    "u": listed("ward, room, cabin, platform, building, gate, hall, tent, locker, floor, carriage, stall"),
    "h": listed(
        "a telephone, a window, a fireplace, a balcony, a clock, a sink, a bell, a fire alarm, a fridge, "
        "a television, a heater, a map"
    ),
    "d": listed("Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday"),
}


@dataclass(frozen=True)
class _Rule:
    """Texts with slots: a letter of `_WORDS` and the number of the word drawn, in capitals to begin a sentence."""

    text: str
    yes: tuple[str, ...]
    no: tuple[str, ...]
    neither: tuple[str, ...]


_RULES = (
    _Rule(
        "{G1} is forbidden in the {p1}.",
        ("Is {g1} forbidden in the {p1}?",),
        ("Is {g1} allowed in the {p1}?", "May people go {g1} in the {p1}?"),
        ("Is {g2} allowed in the {p1}?", "Is {g1} allowed in the {p2}?"),
    ),
    _Rule(
        "{G1} is allowed in the {p1}.",
        ("Is {g1} allowed in the {p1}?", "Is {g1} permitted in the {p1}?"),
        ("Is {g1} forbidden in the {p1}?",),
        ("Is {g2} allowed in the {p1}?", "Is {g1} forbidden in the {p2}?"),
    ),
    _Rule(
        "{W1} may use {t1} but not {t2}.",
        ("May {w1} use {t1}?", "Are {w1} allowed to use {t1}?"),
        ("May {w1} use {t2}?", "Can {w1} use {t2}?"),
        ("May {w1} use {t3}?", "May {w2} use {t2}?"),
    ),
    _Rule(
        "{W1} are not allowed to bring {t1} into the {p1}.",
        ("Are {t1} banned from the {p1} for {w1}?",),
        ("May {w1} bring {t1} into the {p1}?", "Can {w1} take {t1} into the {p1}?"),
        ("May {w1} bring {t2} into the {p1}?", "May {w2} bring {t1} into the {p1}?"),
    ),
    _Rule(
        "All {u1}s but {u1} 6 have {h1}.",
        ("Does {u1} 5 have {h1}?", "Does {u1} 3 have {h1}?"),
        ("Does {u1} 6 have {h1}?", "Do all {u1}s have {h1}?"),
        ("Does {u1} 4 have {h2}?", "Does the {p1} have {h1}?"),
    ),
    _Rule(
        "Every {u1} except {u1} 4 has {h1}.",
        ("Does {u1} 2 have {h1}?", "Is there {h1} in {u1} 7?"),
        ("Does {u1} 4 have {h1}?",),
        ("Does {u1} 4 have {h2}?", "Does the {p1} have {h1}?"),
    ),
    _Rule(
        "Only {u1} 3 has {h1}.",
        ("Does {u1} 3 have {h1}?",),
        ("Does {u1} 5 have {h1}?", "Does {u1} 1 have {h1}?"),
        ("Does {u1} 3 have {h2}?",),
    ),
    _Rule(
        "Neither {s1} nor {s2} is served in the {p1}.",
        (),
        ("Is {s1} served in the {p1}?", "Is {s2} served in the {p1}?", "Can I get {s2} in the {p1}?"),
        ("Is {s3} served in the {p1}?", "Is {s1} served in the {p2}?"),
    ),
    _Rule(
        "Both {s1} and {s2} are served in the {p1}.",
        ("Is {s1} served in the {p1}?", "Is {s2} served in the {p1}?"),
        (),
        ("Is {s3} served in the {p1}?", "Is {s1} served in the {p2}?"),
    ),
    _Rule(
        "{A1} are allowed in the {p1} but not in the {p2}.",
        ("Are {a1} allowed in the {p1}?",),
        ("Are {a1} allowed in the {p2}?", "May {a1} go into the {p2}?"),
        ("Are {a1} allowed in the {p3}?", "Are {a2} allowed in the {p2}?"),
    ),
    _Rule(
        "{A1} must be kept on a lead in the {p1}.",
        ("Must {a1} be on a lead in the {p1}?",),
        ("May {a1} run free in the {p1}?",),
        ("Must {a2} be on a lead in the {p1}?", "Must {a1} be on a lead in the {p2}?"),
    ),
    _Rule(
        "The {p1} has {h1}, the {p2} does not.",
        ("Does the {p1} have {h1}?",),
        ("Does the {p2} have {h1}?",),
        ("Does the {p3} have {h1}?", "Does the {p2} have {h2}?"),
    ),
    _Rule(
        "{N1} eats {s1}, but {N2} does not.",
        ("Does {n1} eat {s1}?",),
        ("Does {n2} eat {s1}?",),
        ("Does {n3} eat {s1}?", "Does {n2} eat {s2}?"),
    ),
    _Rule(
        "{N1} is a member of the club; {N2} is not.",
        ("Is {n1} a member of the club?",),
        ("Is {n2} a member of the club?",),
        ("Is {n3} a member of the club?",),
    ),
    _Rule(
        "The {p1} is open every day but {d1}.",
        ("Is the {p1} open on {d2}?",),
        ("Is the {p1} open on {d1}?", "Is the {p1} closed on {d2}?"),
        ("Is the {p2} open on {d2}?", "Is the {p2} closed on {d1}?"),
    ),
    _Rule(
        "The {p1} is closed on {d1}.",
        ("Is the {p1} closed on {d1}?",),
        ("Is the {p1} open on {d1}?", "Can one visit the {p1} on {d1}?"),
        ("Is the {p2} open on {d1}?", "Is the {p2} closed on {d2}?"),
    ),
    _Rule(
        "{W1} need not wear a helmet in the {p1}, but {w2} must.",
        ("Must {w2} wear a helmet in the {p1}?",),
        ("Must {w1} wear a helmet in the {p1}?", "Do {w1} have to wear a helmet in the {p1}?"),
        ("Must {w3} wear a helmet in the {p1}?", "Must {w1} wear gloves in the {p1}?"),
    ),
    _Rule(
        "{T1} may be left in the {p1} overnight, {t2} may not.",
        ("May {t1} be left in the {p1} overnight?",),
        ("May {t2} be left in the {p1} overnight?",),
        ("May {t3} be left in the {p1} overnight?", "May {t1} be left in the {p2} overnight?"),
    ),
    _Rule(
        "No {a1} are allowed anywhere in the {p1}.",
        (),
        ("Are {a1} allowed in the {p1}?", "Can {a1} come into the {p1}?"),
        ("Are {a2} allowed in the {p1}?", "Are {a1} allowed in the {p2}?"),
    ),
    _Rule(
        "Entrance to the {p1} is free for {w1}, but {w2} pay.",
        ("Is the {p1} free for {w1}?", "Do {w2} pay to enter the {p1}?"),
        ("Is the {p1} free for {w2}?", "Do {w1} have to pay to enter the {p1}?"),
        ("Is the {p1} free for {w3}?", "Is the {p2} free for {w1}?"),
    ),
    _Rule(
        "{T1} are no longer sold in the {p1}.",
        ("Were {t1} once sold in the {p1}?",),
        ("Are {t1} sold in the {p1}?", "Can one buy {t1} in the {p1}?"),
        ("Are {t2} sold in the {p1}?", "Are {t1} sold in the {p2}?"),
    ),
    _Rule(
        "The {p1} can be reached without stairs; the {p2} cannot.",
        ("Can the {p1} be reached without stairs?",),
        ("Can the {p2} be reached without stairs?",),
        ("Can the {p3} be reached without stairs?",),
    ),
    _Rule(
        "{W1} are asked to leave their {t1} at the door, while {w2} may keep theirs.",
        ("May {w2} keep their {t1}?",),
        ("May {w1} keep their {t1}?",),
        ("May {w3} keep their {t1}?", "May {w1} keep their {t2}?"),
    ),
    _Rule(
        "Nothing but {s1} may be drunk or eaten in the {p1}.",
        ("May one have {s1} in the {p1}?",),
        ("May one have {s2} in the {p1}?",),
        ("May one have {s2} in the {p2}?",),
    ),
    _Rule(
        "{W1} under 14 may enter the {p1} only with an adult.",
        ("Do {w1} under 14 need an adult in the {p1}?",),
        ("May {w1} under 14 enter the {p1} alone?",),
        ("May {w1} under 14 enter the {p2} alone?",),
    ),
    _Rule(
        "The {p1} has had {h1} since last year.",
        ("Does the {p1} have {h1}?",),
        (),
        ("Does the {p2} have {h1}?", "Does the {p1} have {h2}?"),
    ),
    _Rule(
        "The {p1} was to get {h1}, but nothing came of it.",
        (),
        ("Did the {p1} get {h1}?", "Does the {p1} have {h1}?"),
        ("Did the {p2} get {h1}?", "Did the {p1} get {h2}?"),
    ),
    _Rule(
        "It has not been decided whether {a1} will be allowed in the {p1}.",
        (),
        (),
        ("Are {a2} allowed in the {p1}?", "Will {a1} be allowed in the {p1}?"),
    ),
    _Rule(
        "{G1} is permitted in the {p1}, except on {d1}.",
        ("Is {g1} permitted in the {p1} on {d2}?",),
        ("Is {g1} permitted in the {p1} on {d1}?",),
        ("Is {g2} permitted in the {p1} on {d1}?", "Is {g1} permitted in the {p2} on {d2}?"),
    ),
    _Rule(
        "There is no {s1} in the {p1}, but there is {s2}.",
        ("Is there {s2} in the {p1}?", "Is there any {s2} in the {p1}?"),
        ("Is there any {s1} in the {p1}?",),
        ("Is there any {s3} in the {p1}?", "Is there any {s1} in the {p2}?"),
    ),
)
_FILLERS = (
    "The house was built for a merchant.",
    "Please ask at the desk if anything is unclear.",
    "The rules were last read aloud in spring.",
    "A copy hangs beside the stairs.",
    "The caretaker will be glad to help.",
    "These rules are kept short on purpose.",
    "Complaints go to the secretary.",
    "Thank you for your visit.",
)


def rule(example: Example, draw: random.Random) -> Iterator[Example]:
    """One made rule, asked about once for yes, no and neither, as far as it decides them."""
    chosen = draw.choice(_RULES)
    words = _draw_words(draw)
    text = chosen.text.format(**words)
    others = [other.text.format(**_draw_words(draw)) for other in draw.sample(_RULES, 6)]
    others = [other for other in [*others, *_FILLERS] if not _shared(text, other)]
    asked: tuple[tuple[Verdict, tuple[str, ...]], ...] = (
        ("yes", chosen.yes),
        ("no", chosen.no),
        ("neither", chosen.neither),
    )
    for verdict, questions in asked:
        if questions:
            question = draw.choice(questions).format(**words)
            around = [other for other in draw.sample(others, min(2, len(others))) if not _shared(question, other)]
            yield _placed(example, question, text, around, verdict, draw)


def _placed(
    example: Example, question: str, text: str, around: list[str], verdict: Verdict, draw: random.Random
) -> Example:
    parts = draw.sample([text, *around], 1 + len(around))
    start = sum(len(part) + 1 for part in parts[: parts.index(text)])
    place = Span(start, start + len(text)) if verdict != "neither" else None
    made = replace(example, question=question, context=" ".join(parts), answers=(), sentence=place, verdict=verdict)
    return replace(made, lead="", document="made rules")


def _draw_words(draw: random.Random) -> dict[str, str]:
    words = {}
    for letter, choices in _WORDS.items():
        for number, word in enumerate(draw.sample(choices, 3), 1):
            words[f"{letter}{number}"] = word
            words[f"{letter.upper()}{number}"] = word[0].upper() + word[1:]
    for number in (1, 2, 3):
        words[f"n{number}"] = words[f"N{number}"] = person(draw)
    return words


def _shared(one: str, other: str) -> bool:
    """Whether two texts speak of the same thing, so that one may decide what is asked of the other."""
    words = [set(re.findall(r"[a-z]{3,}", text.lower())) - _COMMON for text in (one, other)]
    return bool(words[0] & words[1])


_COMMON = word_set("the and are but not may must have has does all for can you with every only been was its")
