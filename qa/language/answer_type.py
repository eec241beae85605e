"""What kind of words a question waits for, as far as its question words tell.

Among a question's candidate sentences, one that has such words is preferred. On
squad2-half/train.json this brings the right sentence first for 0.83 of the why-questions
instead of 0.67, and for 0.87 of the when-questions instead of 0.82; cues for "who" and
"where" brought nothing and are left out (benchmarks/retrieval.md).
"""

from __future__ import annotations

from typing import Literal

import regex

from index.lexical import content_stems
from qa.language.word_classes import MONTHS, SHORT_MONTHS, WEEKDAYS

AnswerType = Literal["reason", "time", "number"]

_ASKS_FOR: tuple[tuple[AnswerType, regex.Pattern[str]], ...] = (
    (
        "reason",
        regex.compile(
            r"\bwhy\b|\bwhat (?:caused|led|prompted|made)\b|\bfor what (?:reason|purpose)\b"
            r"|\bwhat (?:was|is|were) the (?:reason|cause|purpose)\b",
            regex.I,
        ),
    ),
    ("time", regex.compile(r"\bwhen\b|\b(?:what|which) (?:year|date|day|month|century|decade|time)\b", regex.I)),
    (
        "number",
        regex.compile(
            r"\bhow (?:many|much|old|long|far|tall|large|big|often|high|fast)\b"
            r"|\bwhat (?:percent|percentage|number|amount|proportion|fraction|share)\b",
            regex.I,
        ),
    ),
)

# "May" is far more often a verb.
_MONTHS = "|".join(name for name in (*MONTHS, *SHORT_MONTHS) if name != "May")
_WEEKDAYS = "|".join(WEEKDAYS)
_NUMBERS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|millions?|billions?"
    "|half|third|quarter|twice|several|few|many|most|percent|majority"
)
_CUES: dict[AnswerType, regex.Pattern[str]] = {
    "reason": regex.compile(
        r"\b(?:because|since|due to|in order to|so that|so as to|as a result|thanks to|owing to|reasons?"
        r"|caus(?:ed|es|ing)|prompt(?:ed|s|ing)|led to|leads? to|therefore|thus|hence|result(?:ed|s)? (?:in|from)"
        r"|for fear|out of)\b",
        regex.I,
    ),
    "time": regex.compile(
        rf"\b(?:1\d{{3}}|20\d\d|\d{{1,2}}(?:st|nd|rd|th)|centur(?:y|ies)|{_MONTHS}"
        rf"|{_WEEKDAYS}|yesterday|today|tomorrow|next|last|ago|earlier|later"
        r"|during|after|before|since|until|BC|AD)\b",
    ),
    "number": regex.compile(rf"\d|\b(?:{_NUMBERS})\b", regex.I),
}

_UNITS = r"(?:second|minute|hour|day|night|week|month|year|decade|centur|generation|season)(?:s|y|ies)?"
_COUNTED = (
    rf"{_NUMBERS}|no|none|nobody|zero|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|trillions?|score|halves|thirds|quarters|fifths?|tenths?|once|double"
    r"|triple|single|couple|pair|both|all|fewer|more|less|least|much|little|lot|lots|some|numbers?|amounts?"
    r"|quantit(?:y|ies)|part|portion|whole|entire|full|minority|enough|plenty|countless|numerous|infinite|unlimited"
    r"|limited|nothing|sole|only|lifetime|gallons?|lit(?:er|re)s?|cups?|pounds?|ounces?|inch(?:es)?|foot|feet|miles?"
    r"|met(?:er|re)s?|dollars?|euros?|free"
)
_TIMES = (
    r"mornings?|afternoons?|evenings?|midnight|noon|dawn|dusk|sunrise|sunset|spring|summer|autumn|fall|winter"
    r"|christmas|easter|ramadan|today|tonight|yesterday|tomorrow|now|recent(?:ly)?|soon|early|earlier|late|ago|always|never"
    r"|during|after|before|since|until|till|while|when|whenever|once|if|upon|following|by the|at the|times?|era|period"
    r"|age|reign|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|next|end|beginning|start|annually|daily"
    r"|weekly|monthly|yearly|every|immediately|currently|presently|eventually|subsequently|previously|antiquity|medieval"
    r"|future|past|rest|point|birth|death|childhood|lifetime|retirement"
)
_TOLD_BY = (
    (
        regex.compile(
            r"^(?:and |so |but |then )?(?:(?:in|on|at|by|since|until|from|around|during) )?"
            r"(?:when\b|(?:what|which) (?:year|date|day|month|century|decade|time)\b)",
            regex.I,
        ),
        regex.compile(rf"\d|\b(?:{_MONTHS}|\w+day|{_UNITS}|{_TIMES})\b", regex.I),
    ),
    (
        regex.compile(r"\bhow (?:many|much|old|long)\b", regex.I),
        regex.compile(rf"\d|\b(?:{_COUNTED}|{_UNITS})\b", regex.I),
    ),
)
"""Questions that a time, or a number, alone can answer, and the words of which such an answer has one.

Fewer questions than `_ASKS_FOR` has, and more words than `_CUES`: here a mistake costs an answer.
"""


_NONE = regex.compile(
    r"\W*(?>no one|neither|nobody|nothing|none|nowhere)\b"
    r"(?!\.|\s+(?:later|longer|less|more|fewer|other|but|except)\b)",
    regex.I,
)
_NO = regex.compile(r"\W*no\s+(?P<what>\p{L}+)", regex.I)
_MAY_BE_NONE = regex.compile(
    r"\b(?:how (?:many|much|often|far|long)|no|not|never|none|called|names?|titles?|says?|said|happen\p{L}*|results?)\b"
    r"|n['\u2019]t\b",
    regex.I,
)
_ASKS_WHY = regex.compile(r"\W*(?:(?:and|but|so)\s+)?why\b", regex.I)
_PLACED = regex.compile(
    r"(?:to|at|on|with|from|in)\s+(?:the\s+)?\p{Lu}[\p{L}.'\u2019-]*(?:\s+\p{Lu}[\p{L}.'\u2019-]*)*"
)


def answer_type(question: str) -> AnswerType | None:
    """What the question asks for, or None where its words do not tell."""
    return next((kind for kind, asks in _ASKS_FOR if asks.search(question)), None)


def is_wrong_kind(question: str, answer: str) -> bool:
    """Whether the question asks when, or how many, and the answer tells no time, or no number or quantity.

    Also where the answer is that there is none ("no museum"), but to "How many ...?"; and where it asks why, and the
    answer is a name with a preposition: "to Qaani".

    Only questions that leave no doubt are looked at: "What happens when..." asks for no time.
    """
    if is_none(question, answer):
        return True
    if _ASKS_WHY.match(question) and _PLACED.fullmatch(answer.strip()):
        return True
    return any(asks.search(question) and not tells.search(answer) for asks, tells in _TOLD_BY)


def is_none(question: str, answer: str) -> bool:
    """Whether the answer is that there is none of what is asked for: "no museum", asked for a museum.

    "None" may well be how many, and "No smoking" a rule.
    """
    if _MAY_BE_NONE.search(question):
        return False
    found = _NO.match(answer)
    return bool(found and content_stems(found["what"]) & content_stems(question)) or _NONE.match(answer) is not None


def has_cue(kind: AnswerType | None, sentence: str) -> bool:
    """Whether the sentence has words of that kind; never for None."""
    return kind is not None and _CUES[kind].search(sentence) is not None
