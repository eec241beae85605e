"""What a line asks for, by its likeness to examples: small talk and wishes for a brief that no pattern foresaw.

The examples' vectors are made by the encoder that finds passages. Of 10,742 different questions that ask of a text
(squad2-half/train.json, squad2-other, CAsT, CANARD) one is taken for small talk ("Any interesting information?"), and
41 for a wish for a brief: 38 of these ask for one ("Are there any other interesting aspects about this article?").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np

from index.bundled_encoder import IDENTITY
from index.embedding import Vectors
from qa.language.small_talk import SmallTalk, small_talk
from qa.retrieval import Retriever

Alike = Literal[SmallTalk, "digest", "question"]
"""A "digest" is a brief of the whole text; a "question" asks something, though it sounds like one of the others."""

EXAMPLES: Mapping[Alike, Sequence[str]] = {
    "greeting": ("Hello, how are you?", "Good morning.", "Hi there!", "Nice to meet you."),
    "thanks": (
        "Thank you very much.",
        "Thanks, that helped a lot.",
        "Great, thanks for your help.",
        "Thank you, you have been very kind.",
        "Cheers, I appreciate it.",
    ),
    "goodbye": (
        "Goodbye, see you later.",
        "That is all, thank you.",
        "That's everything I needed.",
        "I have no more questions.",
        "I am leaving now.",
    ),
    "help": (
        "What can you do?",
        "How does this chat work?",
        "How do I use this page?",
        "Help me, please.",
        "What can I ask you?",
        "What kind of questions do you answer?",
        "I don't know what to type.",
    ),
    "identity": (
        "Who are you?",
        "Are you a robot or a human?",
        "Are you ChatGPT?",
        "What is your name?",
        "Who made you?",
    ),
    "insult": (
        "You are useless.",
        "You are stupid.",
        "This chatbot is terrible.",
        "I hate you.",
        "Your answer is wrong.",
    ),
    "agreement": ("Okay, got it.", "That's interesting.", "I see, that makes sense.", "You are great.", "Good answer."),
    "digest": (
        "What is this article about?",
        "What is the main point of the article?",
        "What is the point of this text?",
        "Summarise the article.",
        "Give me the short version.",
        "Can you sum this up in a few lines?",
        "What are the key points?",
        "What is the main takeaway?",
        "What is the gist of this document?",
        "Can you give me an overview of what it says?",
        "What is the message of the article?",
        "What does the author want to say?",
        "Tell me the most important things in it.",
        "What is the bottom line here?",
        "What is going on in this text?",
        "What should I take away from this?",
        "What is the article saying overall?",
        "What is the whole thing about?",
        "What is the big picture?",
        "What is the upshot?",
        "Give me a rundown.",
        "Boil it down for me.",
    ),
    "question": (
        "Who wrote this article?",
        "Who is the author of the text?",
        "When was this article published?",
        "What is the title of the article?",
        "Where does this article come from?",
        "How long is this document?",
        "Who is he?",
        "Who was that by?",
        "Who thanked them?",
        "Why did he leave?",
        "How does it work?",
        "When was the machine made?",
        "How are messages delivered?",
    ),
}
"""Lines of each kind, as people type them."""

LEAST: Mapping[Alike, float] = dict.fromkeys(EXAMPLES, 0.5) | {"digest": 0.6}
"""The least cosine with an example of that kind."""

SURE = 0.75
"""The least cosine with an example of a wish for a brief at which nothing else can be meant, whatever was asked before.

Of the 10,742 questions above 8 are so like one, and each is a wish for a brief ("What else is interesting about this
article?"); "What was the message about?" is not (0.66).
"""

VECTORS_FILE = Path(__file__).with_name("likeness.npy")
"""The examples' vectors by the bundled encoder, one a row, in their order; made by training/encode_examples.py."""


def talk_like(line: str, retriever: Retriever) -> SmallTalk | None:
    """The kind of small talk that the line is or is like; None where it asks something."""
    kind = small_talk(line) or likest(line, retriever)
    match kind:
        case "digest" | "question":
            return None
    return kind


def likest(line: str, retriever: Retriever) -> Alike | None:
    """The kind of the example that the line is most like; None where it is like none.

    Also with another encoder than the bundled one, whose vectors cannot be compared with those of the examples.
    """
    found = _likest(line, retriever)
    return found[0] if found and found[1] >= LEAST[found[0]] else None


def is_surely_digest(line: str, retriever: Retriever) -> bool:
    """Whether the line is so like a wish for a brief that it can be nothing else."""
    found = _likest(line, retriever)
    return found is not None and found[0] == "digest" and found[1] >= SURE


def _likest(line: str, retriever: Retriever) -> tuple[Alike, float] | None:
    """The kind of the example that the line is most like, and their cosine."""
    if retriever.encoder.identity != IDENTITY or not line.strip():
        return None
    kinds, vectors = _examples()
    cosines = vectors @ retriever.vector(line)
    best = int(np.argmax(cosines))
    return kinds[best], float(cosines[best])


@cache
def _examples() -> tuple[list[Alike], Vectors]:
    """The kind of each example, and their vectors, one a row."""
    return [kind for kind, lines in EXAMPLES.items() for _ in lines], np.load(VECTORS_FILE).astype(np.float32)
