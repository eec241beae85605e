"""What an abbreviation stands for, as the text writes it out: "Popular Mobilization Forces (PMF)"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from index.spans import Span
from qa.language.abbreviations import abbreviated
from qa.reading.reader import Reading
from qa.retrieval import Hit

CONFIDENCE = 0.9
"""Of the long form that stands right before the abbreviation in brackets.

Of 168 short forms in MEDLINE abstracts the algorithm has 0.95 right (Schwartz and Hearst 2003)."""

_ASKS = regex.compile(
    r"\W*(?:(?i:what|who)(?:['\u2019]?s|\s+(?:is|are|does|do|was))\s+)?(?:the\s+)?(?P<short>\p{Lu}[\p{L}\p{N}.&-]{1,9})"
    r"(?:\s+(?:stands?\s+for|mean|short\s+for|an?\s+(?:abbreviation|acronym)\s+(?:of|for)))?[\s?.!]*"
)


def or_expansion(question: str, hits: Sequence[Hit], reading: Reading) -> Reading:
    """The reading; or, where it is asked what an abbreviation is, its long form in the first hit that has it."""
    asked = _ASKS.fullmatch(question)
    if asked is None or not asked["short"].isupper():
        return reading
    for hit in hits:
        for span, short in abbreviated(hit.passage.text):
            if short == asked["short"]:
                found = Span(hit.passage.start + span.start, hit.passage.start + span.end)
                confidence = max(CONFIDENCE, reading.confidence)
                return replace(reading, hit=hit, span=found, confidence=confidence, supporting=(), verdict=None)
    return reading
