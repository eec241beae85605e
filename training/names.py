"""Words that made sentences, tables and rules are filled with."""

from __future__ import annotations

import random
import re
from collections.abc import Callable


def listed(text: str) -> tuple[str, ...]:
    """What stands between commas."""
    return tuple(text.split(", "))


MEN = listed(
    "Anton, Boris, Carl, Dario, Emil, Felix, Gustav, Henrik, Ivo, Jonas, Karel, Lukas, Marek, Nils, "
    "Otto, Pavel, Ruben, Stefan, Tomas, Viktor"
)
WOMEN = listed(
    "Agnes, Berta, Clara, Dora, Elsa, Frida, Greta, Helena, Ida, Johanna, Klara, Lotte, Marta, Nora, "
    "Olga, Petra, Rosa, Selma, Tilda, Vera"
)
SURNAMES = listed(
    "Adler, Bakker, Castell, Dahl, Ekman, Falk, Grundy, Holm, Ibsen, Jansen, Keller, Lindqvist, "
    "Moreau, Novak, Oswald, Petrov, Quist, Rossi, Sandoval, Thorne, Ullman, Varga, Weiss, Yates, "
    "Zeller, Marlow, Pickering, Haddad, Okafor, Tanaka"
)
TOWNS = listed(
    "Arnwick, Belmora, Cresthaven, Dunholt, Eastmere, Fernley, Garsdale, Hollin, Inverloch, Karsten, "
    "Lowbridge, Marrow, Norwell, Ostrava, Pellham, Quorn, Ravensby, Stoke, Tarnow, Upwell, Vesterby, "
    "Wexcombe"
)
MONTHS = listed("January, February, March, April, May, June, July, August, September, October, November, December")
THINGS = listed(
    "pear tree, oak desk, copper kettle, garden chair, desk lamp, wool blanket, winter coat, bicycle, "
    "tent, mirror, clock, carpet, candle, teapot, bookcase, hammer, ladder, wheelbarrow, rain barrel, "
    "bird table, sewing machine, suitcase, umbrella, violin, guitar, drum, telescope, microscope, "
    "camera, kite, sledge, canoe, fishing rod, backpack, saucepan, frying pan, bread knife, cutting "
    "board, plum tree, rose bush, apple tree, fig tree, lavender pot, door mat, coat rack"
)
PLACES = listed(
    "garden, library, reading room, workshop, cellar, kitchen, canteen, courtyard, swimming pool, "
    "sauna, car park, laboratory, chapel, gallery, lobby, attic, greenhouse, playground, gym, waiting "
    "room, dining hall, stables, theatre, lounge"
)


def person(draw: random.Random) -> str:
    return f"{draw.choice(draw.choice([MEN, WOMEN]))} {draw.choice(SURNAMES)}"


def year(draw: random.Random) -> str:
    return str(draw.randint(1780, 2024))


def _day(draw: random.Random) -> str:
    return f"{draw.randint(1, 28)} {draw.choice(MONTHS)}"


def _hour(draw: random.Random) -> str:
    return f"{draw.randint(6, 22)}:{draw.choice(['00', '05', '15', '20', '30', '40', '45', '50'])}"


VALUES: dict[str, Callable[[random.Random], str]] = {
    "money": lambda draw: f"{draw.randint(2, 950)} {draw.choice(['euros', 'francs', 'pounds', 'dollars', 'crowns'])}",
    "millions": lambda draw: f"{draw.randint(2, 90)} million {draw.choice(['euros', 'francs', 'pounds', 'dollars'])}",
    "number": lambda draw: str(draw.choice([draw.randint(3, 40), draw.randint(41, 9000)])),
    "small": lambda draw: str(draw.randint(2, 30)),
    "percent": lambda draw: f"{draw.randint(2, 96)} per cent",
    "year": year,
    "day": _day,
    "hour": _hour,
    "hours": lambda draw: f"{draw.randint(7, 11)}:00 to {draw.randint(14, 21)}:00",
    "person": person,
    "town": lambda draw: draw.choice(TOWNS),
    "colour": lambda draw: draw.choice(listed("red, blue, green, yellow, white, black, grey, brown, purple, orange")),
    "metres": lambda draw: f"{draw.randint(2, 400)} metres",
    "minutes": lambda draw: f"{draw.randint(5, 90)} minutes",
    "phone": lambda draw: f"0{draw.randint(20, 99)} {draw.randint(100, 999)} {draw.randint(10, 99)}",
    "platform": lambda draw: f"platform {draw.randint(1, 14)}",
    "stone": lambda draw: draw.choice(["granite", "sandstone", "limestone", "brick", "slate", "basalt", "flint"]),
    "material": lambda draw: draw.choice(
        listed("oak, pine, steel, copper, glass, marble, clay, wool, linen, silk, granite")
    ),
}
"""Makers of values, by the slot that they fill."""


def filled(text: str, draw: random.Random, **words: str) -> str:
    """A text with its slots filled, each by a value of its own."""
    return re.sub(r"\{(\w+)\}", lambda match: words.get(match[1]) or VALUES[match[1]](draw), text)
