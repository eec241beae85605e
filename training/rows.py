"""Cells of small tables: in the row that is asked about, or in others only."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from training.clauses import CLOSE, OPEN, compose, unmarked
from training.examples import Example
from training.names import MONTHS, PLACES, THINGS, TOWNS, filled, listed, person


@dataclass(frozen=True)
class _Table:
    """The first column's header and items, and the other columns: header, value, question about {i}."""

    header: str
    items: tuple[str, ...]
    columns: tuple[tuple[str, str, str], ...]


_PEOPLE = tuple(person(random.Random(n)) for n in range(100, 220))
_TABLES = (
    _Table(
        "Item",
        tuple(thing.capitalize() for thing in THINGS),
        (
            ("Price", "{money}", "What is the price of the {l}?"),
            ("In stock", "{small}", "How many of the {l} are in stock?"),
            ("Colour", "{colour}", "What colour is the {l}?"),
            ("Material", "{material}", "What is the {l} made of?"),
            ("Maker", "{person}", "Who makes the {l}?"),
        ),
    ),
    _Table(
        "Name",
        _PEOPLE,
        (
            ("Age", "{small}", "How old is {i}?"),
            ("Town", "{town}", "In which town does {i} live?"),
            ("Telephone", "{phone}", "What is the telephone number of {i}?"),
            ("Joined", "{year}", "When did {i} join?"),
            ("Trade", "{trade}", "What is the trade of {i}?"),
        ),
    ),
    _Table(
        "Destination",
        tuple(TOWNS),
        (
            ("Departs", "{hour}", "When does the train to {i} depart?"),
            ("Platform", "{small}", "From which platform does the train to {i} leave?"),
            ("Fare", "{money}", "What is the fare to {i}?"),
            ("Journey", "{minutes}", "How long is the journey to {i}?"),
        ),
    ),
    _Table(
        "Room",
        tuple(place.capitalize() for place in PLACES),
        (
            ("Seats", "{small}", "How many seats does the {l} have?"),
            ("Opens", "{hour}", "When does the {l} open?"),
            ("Key held by", "{person}", "Who holds the key of the {l}?"),
            ("Rent per day", "{money}", "What is the rent of the {l} per day?"),
        ),
    ),
    _Table(
        "Year",
        tuple(map(str, range(1950, 2024))),
        (
            ("Members", "{number}", "How many members were there in {i}?"),
            ("Income", "{money}", "What was the income in {i}?"),
            ("President", "{person}", "Who was president in {i}?"),
            ("Visitors", "{number}", "How many visitors came in {i}?"),
        ),
    ),
    _Table(
        "Month",
        tuple(MONTHS),
        (
            ("Rain", "{small} mm", "How much rain fell in {i}?"),
            ("Days of sun", "{small}", "How many days of sun were there in {i}?"),
            ("Speaker", "{person}", "Who is the speaker in {i}?"),
            ("Orders", "{number}", "How many orders were there in {i}?"),
        ),
    ),
    _Table(
        "Lighthouse",
        tuple(TOWNS),
        (
            ("Height", "{metres}", "How high is the lighthouse of {i}?"),
            ("Built", "{year}", "When was the lighthouse of {i} built?"),
            ("Keeper", "{person}", "Who is the keeper of the lighthouse of {i}?"),
            ("Stone", "{stone}", "What is the lighthouse of {i} built of?"),
        ),
    ),
    _Table(
        "Player",
        _PEOPLE,
        (
            ("Goals", "{small}", "How many goals did {i} score?"),
            ("Shirt", "{small}", "What is the shirt number of {i}?"),
            ("Born", "{year}", "When was {i} born?"),
            ("Home town", "{town}", "What is the home town of {i}?"),
        ),
    ),
)
_TRADES = listed(
    "baker, smith, tailor, weaver, joiner, gardener, nurse, teacher, printer, cooper, glazier, mason, potter, saddler"
)


def rows(examples: Iterable[Example], seed: int) -> Iterator[Example]:
    """For each context a table, asked about one of its cells, and about a row or column that it lacks."""
    draw = random.Random(seed)
    for example in {example.context: example for example in examples}.values():
        yield from _asked(replace(example, document="made tables"), draw)


def _asked(example: Example, draw: random.Random) -> Iterator[Example]:
    table = draw.choice(_TABLES)
    absent, *items = draw.sample(table.items, draw.randint(2, 7))
    lacking, *columns = draw.sample(table.columns, draw.randint(2, len(table.columns)))
    cells = [[_value(value, draw) for _, value, _ in columns] for _ in items]
    row, column = draw.randrange(len(items)), draw.randrange(len(columns))
    cells[row][column] = f"{OPEN}{cells[row][column]}{CLOSE}"
    headers = [table.header, *(header for header, _, _ in columns)]
    text = _written(headers, [[item, *of_item] for item, of_item in zip(items, cells, strict=True)], draw)
    right, another = columns[column][2], draw.random() < 0.7
    lead = draw.choice(["", "", f"{draw.choice(['List', 'Table', 'Register', 'Overview'])}: "])
    yield compose(example, [text], _ask(right, items[row]), lead)
    question = _ask(right, absent) if another else _ask(lacking[2], items[row])
    yield compose(example, [unmarked(text)], question, lead)


def _ask(question: str, item: str) -> str:
    return question.format(i=item, l=item.lower())


def _value(value: str, draw: random.Random) -> str:
    return filled(value, draw, trade=draw.choice(_TRADES))


def _written(headers: list[str], body: list[list[str]], draw: random.Random) -> str:
    """The table as lines of cells below the headers, or each cell behind its header."""
    if draw.random() < 0.6:
        return "\n".join(" | ".join(line) for line in [headers, *body])
    joint = draw.choice(["; ", ", ", " | "])
    return "\n".join(joint.join(f"{h}: {cell}" for h, cell in zip(headers, line, strict=True)) for line in body)
