"""Facts whose year, place or subject stands in the heading only: the right heading answers, another does not."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from training.clauses import CLOSE, OPEN, Fact, compose, marked_sentence, near, raised, unmarked
from training.examples import Example
from training.names import MONTHS, PLACES, THINGS, TOWNS, filled, listed, person

_X = r"(?:1[0-9]\d\d|20[0-2]\d|[A-Z][a-z]{3,}(?: [A-Z][a-z]{3,})?)"
_LEADING = re.compile(rf"^(?:In|By) (?P<x>{_X}), (?=[{OPEN}\w])")
_TRAILING = re.compile(rf"(?<=\w|{CLOSE}) in (?P<x>{_X})(?=\.$)")
_WITHIN = re.compile(rf", in (?P<x>{_X}),(?= )")
_TITLES = (
    "History",
    "Chronicle",
    "Events",
    "The record",
    "Overview",
    "Notes",
    "Background",
    "Timeline",
    "Summary",
    "Report",
)
_NO_PLACE = frozenset(MONTHS) | {"However", "Addition", "English", "French", "German", "Latin", "Spring", "Summer"}


@dataclass(frozen=True)
class _Section:
    """Titles, headings and what is said under them: a text, its answer in brackets, and its question about {h}."""

    titles: tuple[str, ...]
    headings: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]


_YEARS = tuple(map(str, range(1985, 2025)))
_SECTIONS = (
    _Section(
        ("Annual report", "Accounts", "Yearly figures"),
        _YEARS,
        (
            ("The profit was [{millions}].", "What was the profit in {h}?"),
            ("Sales came to [{millions}].", "What did sales come to in {h}?"),
            ("The company had [{number}] employees.", "How many employees did the company have in {h}?"),
            ("The chairman was [{person}].", "Who was chairman in {h}?"),
            ("Costs rose by [{percent}].", "By how much did costs rise in {h}?"),
        ),
    ),
    _Section(
        ("Opening hours", "When we are open", "Visiting hours"),
        tuple(place.capitalize() for place in PLACES),
        (
            ("Monday to Friday: [{hours}]", "When is the {l} open from Monday to Friday?"),
            ("Saturday: [{hours}]", "When is the {l} open on Saturday?"),
            ("Sunday: [{hours}]", "What are the hours of the {l} on Sunday?"),
            ("Last entry: [{hour}]", "When is the last entry to the {l}?"),
        ),
    ),
    _Section(
        ("Branches", "Our shops", "Offices", "Contact"),
        tuple(TOWNS),
        (
            ("Telephone: [{phone}]", "What is the telephone number of the branch in {h}?"),
            ("The manager is [{person}].", "Who is the manager in {h}?"),
            ("It was opened in [{year}].", "When was the branch in {h} opened?"),
            ("Staff: [{small}]", "How many staff are there in {h}?"),
        ),
    ),
    _Section(
        ("Catalogue", "Price list", "Goods"),
        tuple(thing.capitalize() for thing in THINGS),
        (
            ("The price is [{money}].", "What is the price of the {l}?"),
            ("It is made of [{material}].", "What is the {l} made of?"),
            ("It comes in [{colour}].", "In what colour does the {l} come?"),
            ("Guarantee: [{small} years]", "How long is the guarantee of the {l}?"),
            ("Weight: [{small} kilos]", "How much does the {l} weigh?"),
        ),
    ),
    _Section(
        ("Calendar", "Programme", "What is on"),
        tuple(MONTHS),
        (
            ("The fair opens at [{hour}].", "At what time does the fair open in {h}?"),
            ("The talk is given by [{person}].", "Who gives the talk in {h}?"),
            ("Tickets cost [{money}].", "What do tickets cost in {h}?"),
            ("The walk sets out at [{hour}].", "At what time does the walk set out in {h}?"),
        ),
    ),
    _Section(
        ("Timetable", "Departures", "Boats"),
        tuple(f"To {town}" for town in TOWNS),
        (
            ("Departure: [{hour}]", "When does it leave {l}?"),
            ("The journey takes [{minutes}].", "How long does the journey {l} take?"),
            ("It leaves from [{platform}].", "From which platform does it leave {l}?"),
            ("A single ticket costs [{money}].", "How much is a single ticket {l}?"),
        ),
    ),
    _Section(
        ("Bridges", "Towers", "Lighthouses", "Mills"),
        tuple(TOWNS),
        (
            ("Height: [{metres}]", "What is the height of the one at {h}?"),
            ("It was built in [{year}].", "When was the one at {h} built?"),
            ("The architect was [{person}].", "Who was the architect of the one at {h}?"),
            ("It is built of [{stone}].", "What is the one at {h} built of?"),
        ),
    ),
    _Section(
        ("Recipes", "Baking", "From our kitchen"),
        listed(
            "Pancakes, Rye bread, Apple cake, Plum tart, Scones, Cheese pie, Ginger biscuits, Fish soup, "
            "Dumplings, Oat bread, Honey cake, Waffles"
        ),
        (
            ("Bake for [{minutes}].", "How long do the {l} need to bake?"),
            ("Use [{small} eggs].", "How many eggs are needed for the {l}?"),
            ("Serves [{small}].", "How many people do the {l} serve?"),
            ("Sugar: [{number} grams]", "How much sugar is needed for the {l}?"),
        ),
    ),
    _Section(
        ("Courses", "Evening classes", "Workshops"),
        listed(
            "Pottery, Weaving, Drawing, Carpentry, Bookbinding, Singing, Chess, First aid, Beekeeping, "
            "Spanish, Photography, Sewing"
        ),
        (
            ("It starts on [{day}].", "When does the {l} course start?"),
            ("Teacher: [{person}]", "Who teaches the {l} course?"),
            ("The fee is [{money}].", "What is the fee for the {l} course?"),
            ("There are places for [{small}].", "For how many are there places on the {l} course?"),
        ),
    ),
    _Section(
        ("Tickets", "Admission", "Entrance"),
        listed("Adults, Children, Students, Pensioners, Families, Groups, Members, Soldiers, Teachers, Residents"),
        (
            ("Price: [{money}]", "What is the price for {l}?"),
            ("A day ticket costs [{money}].", "What does a day ticket cost for {l}?"),
            ("A yearly card costs [{money}].", "How much is a yearly card for {l}?"),
        ),
    ),
    _Section(
        ("Plants", "Garden notes", "Sowing"),
        listed("Roses, Tomatoes, Beans, Poppies, Tulips, Pumpkins, Carrots, Peas, Onions, Radishes, Sunflowers, Leeks"),
        (
            ("Sow in [{month}].", "When should one sow {l}?"),
            ("Water every [{small} days].", "How often should one water {l}?"),
            ("They grow to [{small} centimetres].", "How tall do {l} grow?"),
        ),
    ),
    _Section(
        ("Floors", "Guide to the building", "The house"),
        tuple(f"{word} floor" for word in ["Ground", "First", "Second", "Third", "Fourth", "Fifth", "Top"]),
        (
            ("The walls are [{colour}].", "What colour are the walls on the {l}?"),
            ("There are [{small}] rooms.", "How many rooms are there on the {l}?"),
            ("The tenant is [{person}].", "Who is the tenant of the {l}?"),
            ("Rent: [{money}]", "What is the rent for the {l}?"),
        ),
    ),
    _Section(
        ("Members", "Staff", "Who is who"),
        tuple(person(random.Random(n)) for n in range(60)),
        (
            ("Born in [{town}].", "Where was {h} born?"),
            ("Joined in [{year}].", "When did {h} join?"),
            ("Room: [{small}]", "In what room is {h}?"),
            ("Telephone: [{phone}]", "What is the telephone number of {h}?"),
        ),
    ),
    _Section(
        ("Census", "Population", "Statistics"),
        tuple(map(str, range(1800, 1980, 10))),
        (
            ("The town had [{number}] inhabitants.", "How many inhabitants did the town have in {h}?"),
            ("There were [{small}] schools.", "How many schools were there in {h}?"),
            ("Of the children, [{percent}] could read.", "What share of the children could read in {h}?"),
            ("The mayor was [{person}].", "Who was the mayor in {h}?"),
        ),
    ),
    _Section(
        ("Minutes", "Meetings", "Sessions"),
        tuple(f"Meeting of {day} {month}" for day in (3, 12, 21) for month in MONTHS),
        (
            ("The chair was taken by [{person}].", "Who took the chair at the {l}?"),
            ("Present: [{small} members]", "How many members were present at the {l}?"),
            ("The meeting closed at [{hour}].", "When did the {l} close?"),
            ("The treasurer reported a balance of [{money}].", "What balance was reported at the {l}?"),
        ),
    ),
    _Section(
        ("Rivers", "Lakes", "Canals"),
        tuple(TOWNS),
        (
            ("Depth: [{metres}]", "How deep is the water at {h}?"),
            ("The lock keeper is [{person}].", "Who is the lock keeper at {h}?"),
            ("Boats may pass until [{hour}].", "Until when may boats pass at {h}?"),
        ),
    ),
)


def headings(examples: Iterable[Example], seed: int) -> Iterator[Example]:
    """Facts that lost a year or a place to their heading, and a made section for each context."""
    draw = random.Random(seed)
    contexts = set()
    for example in examples:
        fact = marked_sentence(example)
        if fact:
            yield from _moved(fact, draw)
        if example.context not in contexts:
            contexts.add(example.context)
            yield from _section(example, draw)


def _moved(fact: Fact, draw: random.Random) -> Iterator[Example]:
    question = fact.example.question
    for pattern in (_LEADING, _WITHIN, _TRAILING):
        match = pattern.search(fact.sentence)
        if not match or not re.search(rf"\b(?:in|In|of|at|during) {match['x']}\b", question) or match["x"] in _NO_PLACE:
            continue
        x = match["x"]
        sentence = raised(fact.sentence[: match.start()] + fact.sentence[match.end() :])
        before, after = near(fact, draw)
        around = [text for text in (*before, *after) if x not in text and not re.search(r"\d{4}", text)][:2]
        years = re.search(r"\b\d{4}\b", sentence) and x.isdigit()
        # A place at a sentence's end often belongs to its verb: "is based in Malaysia".
        bound = pattern is _TRAILING and not x.isdigit()
        if (
            bound
            or x in sentence
            or years
            or len(sentence) > 240
            or (not x.isdigit() and re.search(r"\b(?:in|at) [A-Z]", sentence))
        ):
            return
        other = str(int(x) + draw.choice([-1, 1]) * draw.randint(1, 12)) if x.isdigit() else draw.choice(TOWNS)
        title = draw.choice(_TITLES)
        yield compose(fact.example, [sentence, *around], lead=f"{title} > {x}: ")
        yield compose(fact.example, [unmarked(sentence), *around], lead=f"{title} > {other}: ")
        return


def _section(example: Example, draw: random.Random) -> Iterator[Example]:
    """A made section under the heading that is asked about, and under another."""
    section = draw.choice(_SECTIONS)
    heading, other = draw.sample(section.headings, 2)
    said = draw.sample(section.facts, draw.randint(1, min(3, len(section.facts))))
    texts = [filled(text, draw, month=draw.choice(MONTHS)) for text, _ in said]
    texts[0] = texts[0].replace("[", OPEN).replace("]", CLOSE)
    texts[1:] = [text.replace("[", "").replace("]", "") for text in texts[1:]]
    question = said[0][1].format(h=heading, l=_inside(heading))
    order = draw.sample(texts, len(texts))
    text = (
        "\n".join(order)
        if draw.random() < 0.4
        else " ".join(part if part.endswith(".") else f"{part}." for part in order)
    )
    above = draw.choice(["", "", f"{draw.choice(TOWNS)} > "]) if heading not in TOWNS else ""
    title = above + draw.choice(section.titles)
    made = replace(example, document="made sections")
    yield compose(made, [text], question, f"{title} > {heading}: ")
    yield compose(made, [unmarked(text)], question, f"{title} > {other}: ")


def _inside(heading: str) -> str:
    """The heading as it reads inside a question."""
    if heading.startswith(("To ", "Meeting")):
        return heading[0].lower() + heading[1:]
    return heading if heading == "Spanish" else heading.lower()
