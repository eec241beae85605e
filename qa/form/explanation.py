"""The sentences that explain: the one that decides, and its neighbours that belong to it."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from index.passages import Passage, Sentence
from qa.answer import Answer, Citation
from qa.citation import cite
from qa.form.formed import Formed, Sources
from qa.language.asked_question import asked_in

MOST_SENTENCES = 4

_LEAD_IN = r"(?:(?:and|but|so|then|ok|okay|now|please|kindly|(?:can|could|would|will)\s+you)[\s,]+)*"
_ASKS = regex.compile(
    rf"{_LEAD_IN}"
    r"(?:(?:explain|describe)\b|why\b|(?:for|in|by)\s+what\s+(?:reason|purpose|ways?|manner|means)\b"
    r"|how(?!\s+(?:many|much|old|long|far|tall|large|big|small|often|high|deep|wide|fast|late|soon|heavy|hot|cold|big)\b)"
    r"(?:\s+(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should|come|exactly)\b)"
    r"|what\s+(?:happen(?:s|ed)|(?:is|are|was|were)\s+the\s+(?:differences?|reasons?|causes?|effects?|consequences?"
    r"|purpose|process|meaning|relationship|background)|caused|led\s+to)\b)",
    regex.I,
)
_OUTRIGHT = regex.compile(
    rf"{_LEAD_IN}(?:(?:explain|describe)\b|how\s+(?:do|does|did)\s.+\swork(?:ed)?\W*$"
    r"|how\s+(?!many\b|much\b|often\b|long\b|well\b).+\sworks\W*$)",
    regex.I,
)
_FOLLOWS_FROM = regex.compile(
    r"(?:this|these|those|that|such|therefore|thus|hence|so|then|because|as\s+a\s+(?:result|consequence)|consequently"
    r"|moreover|furthermore|in\s+addition|additionally|also|for\s+(?:example|instance)|otherwise|afterwards|finally)\b",
    regex.I,
)
_GOES_ON = regex.compile(
    rf"{_FOLLOWS_FROM.pattern}|(?:however|but|and|instead|meanwhile|it|its|they|their|he|his|she|her|both|another"
    r"|the\s+(?:latter|former|other|result|reason|aim|effect))\b",
    regex.I,
)


def explanation(question: str, history: Sequence[str], sources: Sources) -> Formed | None:
    """The deciding sentence first, its answer marked, then those around it that belong to it, in reading order.

    None where none is asked for outright, the ordinary answer is no quotation, or one sentence says all. A question for
    a reason or a manner has a short answer as often as a long one, and gets the short one (benchmarks/forms.md).
    """
    if not asks_outright(question):
        return None
    answer = sources.answer(question, tuple(history))
    if answer.form != "quotation":
        return None
    others = neighbours(answer, sources)
    if not others:
        return None
    return Formed(
        form="explanation",
        citations=(answer.citations[0], *others),
        confidence=answer.confidence,
        standalone_question=answer.standalone_question,
        passages=answer.passages,
    )


def asks_for_explanation(question: str) -> bool:
    """Whether it asks why, how or what happened, or for an explanation; "how many" and the like ask for a measure."""
    return _ASKS.match((asked_in(question) or question).strip()) is not None


def asks_outright(question: str) -> bool:
    """Whether it asks for an explanation or a description as such, and not for a reason or a manner alone."""
    return _OUTRIGHT.match((asked_in(question) or question).strip()) is not None


def neighbours(answer: Answer, sources: Sources) -> tuple[Citation, ...]:
    """The other sentences of the paragraph that belong to the answer, each cited whole, in reading order.

    The next one, or the one before where there is no next; also the one before where the deciding one goes on from it,
    and more of the next as long as they follow from each other ("This ...", "As a result ..."). Neither their likeness
    to the question nor the reader's margins in them tell better which belong to it (benchmarks/forms.md).
    """
    first = answer.citations[0]
    passage = _passage_of(first, answer.standalone_question, sources)
    if passage is None:
        return ()
    paragraph = [one for one in passage.sentences if one.paragraph == first.paragraph]
    deciding = [at for at, one in enumerate(paragraph) if one.span.overlaps(first.span)]
    start, end = deciding[0], deciding[-1] + 1
    if start > 0 and (end == len(paragraph) or _begins(_GOES_ON, passage, paragraph[start])):
        start -= 1
    end = min(end + 1, len(paragraph))
    while end < len(paragraph) and end - start < MOST_SENTENCES and _begins(_FOLLOWS_FROM, passage, paragraph[end]):
        end += 1
    kept = [one for at, one in enumerate(paragraph[start:end], start) if at not in deciding]
    document = sources.collection.documents[first.document]
    return tuple(cite(document, passage, one.span) for one in kept)


def _passage_of(place: Citation, question: str, sources: Sources) -> Passage | None:
    """The passage that the citation is from, as it is retrieved."""
    passages = [hit.passage for hit in sources.retriever.retrieve(question, sources.passages)]
    own = [passage for passage in passages if passage.document == place.document]
    return next((one for one in own if one.start <= place.start and place.end <= one.end), None)


def _begins(pattern: regex.Pattern[str], passage: Passage, sentence: Sentence) -> bool:
    return pattern.match(passage.text, sentence.start - passage.start) is not None
