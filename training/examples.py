"""What the reader is trained on: a question, a context, and where annotators say the answer stands."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.spans import Span

LONGEST_ANSWER = 300
"""Characters; longer answers teach the reader to quote paragraphs."""


Verdict = Literal["yes", "no", "neither"]


@dataclass(frozen=True)
class Example:
    """One question asked of one context.

    `answers` holds each annotator's answer, equal ones as often as they were given. Where the
    answer's words are not known, or a verdict has none, `sentence` is where they stand. With
    neither, the context does not answer. `verdict` is that of a question to be answered by yes
    or no, else None. `lead` is read before the context and never quoted: title, headings, what
    was said before. Contexts of one `document` are about one thing.
    """

    source: str
    document: str
    question: str
    context: str
    answers: tuple[Span, ...]
    sentence: Span | None = None
    verdict: Verdict | None = None
    lead: str = ""

    @property
    def is_answerable(self) -> bool:
        return bool(self.answers) or self.sentence is not None

    @property
    def places(self) -> tuple[Span, ...]:
        """Where its answers stand or, where their words are not known, the sentence that answers."""
        return self.answers or ((self.sentence,) if self.sentence else ())

    @property
    def answer_texts(self) -> tuple[str, ...]:
        return tuple(self.context[start:end] for start, end in self.answers)

    @property
    def key(self) -> str:
        """The same in every run; orders and draws examples without regard to how they were read."""
        return hashlib.sha256(f"{self.source}\n{self.question}\n{self.lead}{self.context}".encode()).hexdigest()


def join_tokens(tokens: Sequence[str]) -> tuple[str, list[Span]]:
    """Penn Treebank tokens as ordinary text, and each token's place in it."""
    text, spans = "", []
    quote_open = False
    glue = True
    for token in tokens:
        word = _PLAIN.get(token, token)
        opens = token in _OPENING or (token == '"' and not quote_open)
        closes = token in _CLOSING or token.startswith("'") or token == "n't" or (token == '"' and quote_open)
        if token in {'"', "``", "''"}:
            quote_open = opens
        if not glue and not closes:
            text += " "
        spans.append(Span(len(text), len(text) + len(word)))
        text += word
        glue = opens
    return text, spans


def as_usual(text: str, spans: Sequence[Span] = ()) -> tuple[str, tuple[Span, ...]]:
    """Tokens with spaces between them as ordinary text, and each span of them, which touches a token, in that."""
    tokens = list(re.finditer(r"\S+", text))
    joined, places = join_tokens([token.group() for token in tokens])
    moved = []
    for span in spans:
        touched = [at for at, token in enumerate(tokens) if token.start() < span.end and token.end() > span.start]
        moved.append(Span(places[touched[0]].start, places[touched[-1]].end))
    return joined, tuple(moved)


_PLAIN = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}", "``": '"', "''": '"'}
_OPENING = {"-LRB-", "-LSB-", "-LCB-", "``", "(", "[", "$", "£", "€", "#"}
_CLOSING = {"-RRB-", "-RSB-", "-RCB-", "''", ")", "]", ",", ".", ";", ":", "?", "!", "%"}
