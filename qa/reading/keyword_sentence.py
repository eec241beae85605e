"""The sentence that speaks of what somebody typed as keywords."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.lexical import stem, words
from qa.language.answer_type import has_cue
from qa.language.inflection import base_form
from qa.language.keywords import Attribute, are_topic, attribute, is_keywords
from qa.language.mentions import split_words
from qa.language.word_classes import PAST_VERBS
from qa.reading.reader import Reading
from qa.retrieval import Hit, ScoredSentence

CONFIDENCE = 0.6
"""Of a sentence that speaks of the keywords.

Of questions of squad2-half/train.json with two to six words that carry meaning, typed as these words alone and asked
of their own article, such a sentence exists for 145 of 254 that have an answer, and holds it for 133; for 102 of 347
that have none, written to be mistaken for some; and for none of 285 asked of another article. On squad2-half/eval.json,
looked at afterwards: 154 of 311, 139; 100 of 289; 1 of 263. It speaks of what was typed in either case.
"""

NEAR, SHARE_COUNTS = 1.0, 0.5
"""Where no sentence holds every keyword: how near one must be, which is its cosine and half the share that it holds."""


def or_keyword_sentence(query: str, hits: Sequence[Hit], reading: Reading) -> Reading:
    """What the text says of keywords: a sentence, unless they ask for a date, a price, a person.

    It is the one that a sure reading stands in, or one that holds all keywords, or most of them and is very like them.
    "Date" and "price" need not stand in it where it has a date or a number.
    """
    if not is_keywords(query):
        return reading
    asked = attribute(query)
    if reading.confidence >= CONFIDENCE:
        return _with_what_is_asked(asked, reading) if asked else whole_sentence(query, reading)
    sentences = [(hit, scored) for hit in hits for scored in hit.sentences]
    holding = [(scored.cosine, hit, scored) for hit, scored in sentences if _holds(scored, query)]
    if not holding and asked is None:
        near = ((scored.cosine + SHARE_COUNTS * _share_held(scored, query), hit, scored) for hit, scored in sentences)
        holding = [each for each in near if each[0] >= NEAR]
    if not holding:
        return reading
    _, hit, scored = max(holding, key=lambda each: each[0])
    return Reading(hit, scored.sentence.span, CONFIDENCE, ranking=reading.ranking)


def whole_sentence(typed: str, reading: Reading) -> Reading:
    """What keywords that are a topic get: words of a sentence say little to them, as "full" to "troop withdrawal".

    A figure says enough.
    """
    held = (scored for scored in reading.hit.sentences if scored.sentence.span.overlaps(reading.span))
    scored = next(held, None)
    if scored is None or not are_topic(typed):
        return reading
    start, end = (at - scored.sentence.start for at in reading.span)
    has_figure = any(map(str.isdigit, scored.text[max(0, start) : end])) and not any(map(str.isdigit, typed))
    return reading if has_figure else replace(reading, span=scored.sentence.span)


def _with_what_is_asked(asked: Attribute, reading: Reading) -> Reading:
    """The reading; or its whole sentence, where that has a time that "date" asks for, and the words read have none."""
    if asked.kind is None:
        return reading
    for scored in reading.hit.sentences:
        start, end = (at - scored.sentence.start for at in reading.span)
        if scored.sentence.span.overlaps(reading.span) and has_cue(asked.kind, scored.text):
            told = has_cue(asked.kind, scored.text[max(0, start) : end])
            return reading if told else replace(reading, span=scored.sentence.span)
    return reading


def _holds(scored: ScoredSentence, query: str) -> bool:
    said = _stems(scored.text)
    if _stems(query) <= said:
        return True
    asked = attribute(query)
    if asked is None or asked.kind is None:
        return False
    others = " ".join(word.text for at, word in enumerate(split_words(query)) if at != asked.at)
    return bool(_stems(others)) and _stems(others) <= said and has_cue(asked.kind, scored.text)


def _share_held(scored: ScoredSentence, query: str) -> float:
    asked = _stems(query)
    return len(asked & _stems(scored.text)) / len(asked)


def _stems(text: str) -> set[str]:
    """Of the words that carry meaning; of "struck" that of "strike"."""
    return {stem((base_form(word) if word in PAST_VERBS else None) or word) for word in words(text)}
