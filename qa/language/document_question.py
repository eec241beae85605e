"""Questions for what a file says of its document, and its text may not: who wrote it, its title, date and pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import regex

FactKind = Literal["author", "title", "date", "made", "pages", "source"]

_IS = "(?:is|was|are|were)"
_TEMPLATES: dict[FactKind, tuple[str, ...]] = {
    "author": (
        "who (?:wrote|authored|(?:has|had|have) written) {}",
        f"who the (?:author|writer)s? of {{}} {_IS}",
        f"who(?: {_IS}|s)? the (?:author|writer)s? (?:of|behind) {{}}",
        f"who {_IS} the (?:author|writer)s?",
        f"by (?:whom|who) {_IS} {{}} (?:written|authored)",
        f"who {_IS} {{}} (?:written )?by",
        "(?:what is|whats) the (?:name|names) of the (?:author|writer)s?(?: of {})?",
        "(?:what is|whats|name) the (?:author|writer)s?(?:['\u2019]?s? name)?(?: (?:of|behind) {})?",
    ),
    "title": (
        "(?:what is|whats|give me|tell me) the (?:title|name|heading) of {}",
        f"(?:what|how) {_IS} {{}} (?:called|titled|entitled|named)",
        "what (?:title|name) (?:does|do|did) {} (?:have|bear|carry)",
        "(?:what is|whats) the title",
    ),
    "date": (
        f"when {_IS} {{}} (?:first )?(?:written|published|dated|released|made|created|issued|printed)",
        f"(?:(?:in|on) )?(?:what|which) (?:year|date|day) {_IS} {{}} (?:first )?(?:written|published|released|issued)",
        "(?:what is|whats) the (?:publication |release )?date(?: of(?: publication of)?)? {}",
        "(?:what is|whats) the (?:publication date|date of publication)",
        f"(?:what|which) (?:date|year|day) {_IS} {{}} from",
        "when did {} (?:come out|appear)",
        "when did the author write {}",
        f"how old {_IS} {{}}",
    ),
    "pages": (
        "how many pages (?:has|have) {}(?: got)?",
        "how many pages (?:does|do|did) {} (?:have|contain|fill|run to|span)",
        "how many pages (?:are|is) (?:there )?(?:in )?{}",
        "how many pages (?:are|is) {} long",
        "how many pages long (?:are|is) {}",
        "(?:what is|whats) the (?:number of pages|page count) (?:of|in) {}",
        f"how long {_IS} {{}}",
    ),
    "source": (
        "(?:where|which file|what file) (?:does|do|did) {} come from",
        f"where {_IS} {{}} from",
        "(?:what is|whats) the (?:source|origin|file ?name|name of the file|url|address|link)(?: (?:of|to|for) {})?",
        "(?:what|which) file is {}",
        "where did you (?:get|find|take) {}(?: from)?",
    ),
}
_ASKED: dict[FactKind, regex.Pattern[str]] = {
    # The shortest first would let "who is the author" be of nothing in "who is the author of it".
    kind: regex.compile("|".join(f"(?:{each.replace('{}', '(?P<of>.+?)')})" for each in templates), regex.I)
    for kind, templates in _TEMPLATES.items()
}
_POLITE = regex.compile(
    r"^(?:(?:please|and|so|ok|okay|hi|hello|also|now|well)[ ,]+)*"
    r"(?:(?:(?:can|could|would|will) you )?(?:please )?tell me |do you know |i would like to know |i wonder )?",
    regex.I,
)
_SHORT_IS = regex.compile(r"(?<=\b(?:who|what|where|when|how))['\u2019]s\b", regex.I)
_ENDING = regex.compile(r"(?:[\s,]*\b(?:please|exactly|originally|thanks|thank you))?[\s?.!]*$", regex.I)

_POINTING = frozenset({"this", "these"})
_THE = _POINTING | {"the", "that", "your", "my", "our"}
_ALWAYS = frozenset("article text document file pdf ebook page webpage documents articles texts files".split())  # noqa: SIM905
_OFTEN = frozenset(
    """
    agenda biography blog book booklet brochure bulletin chapter column contract diary dissertation editorial entry
    essay factsheet flyer guide guidebook handbook handout interview leaflet lease lecture letter manual manuscript
    memo memoir memorandum minutes newsletter note notes novel obituary pamphlet paper piece poem post presentation
    profile publication recipe report review slides speech statement story study summary tale textbook thesis
    transcript tutorial work writing
    """.split()  # noqa: SIM905
)
"""Nouns for what a document is, which may be a thing that it tells of as well."""

_BETWEEN = frozenset({"called", "titled", "entitled", "named", "whole", "entire", "uploaded", "attached"})


@dataclass(frozen=True)
class Reference:
    """What a fact is asked of.

    `noun` is the noun that a document is called by, `surely` whether that can be no thing in the text; `title` is
    what stands beside it, which may be a document's title; "" where nothing does.
    """

    noun: str | None
    surely: bool
    title: str


@dataclass(frozen=True)
class DocumentQuestion:
    """`of` is what the fact is asked of, as it was typed; "" where nothing is named ("Who is the author?")."""

    kind: FactKind
    of: str

    @property
    def reference(self) -> Reference:
        """What those words can stand for."""
        words = self.of.split()
        lower = [word.strip("\"'\u201c\u201d\u2018\u2019,").lower() for word in words]
        if not words or lower in (["this"], ["it"]):
            return Reference("it" if lower == ["it"] else "this", lower != ["it"], "")
        at = 1 if lower[0] in _THE else 0
        while at < len(lower) and lower[at] in _BETWEEN:
            at += 1
        noun = next((word for word in lower[at : at + 1] if word in _ALWAYS | _OFTEN), None)
        if noun is None or (at == 0 and len(words) == 1):
            return Reference(None, False, self.of)
        rest = at + 1
        while rest < len(lower) and lower[rest] in _BETWEEN:
            rest += 1
        return Reference(noun, noun in _ALWAYS or lower[0] in _POINTING, " ".join(words[rest:]))


def document_question(question: str) -> DocumentQuestion | None:
    """The fact that is asked for, of whatever; None for any other question."""
    said = _SHORT_IS.sub(" is", " ".join(question.split()))
    said = _ENDING.sub("", _POLITE.sub("", said, count=1))
    for kind, asked in _ASKED.items():
        if match := asked.fullmatch(said):
            return DocumentQuestion(kind, match["of"] or "")
    return None
