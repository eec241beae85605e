"""The words that a passage is read with: where it stands, and what its beginning refers to.

`lead(passage) + passage.text` is what the reader reads; the lead is never a part of an answer. It is
the headings' path, "Annual report > 2020: ", the document's own title first; after it the sentence, or
the header row of a table, that the passage's beginning is understood with. The reader's training has the same form.
"""

from __future__ import annotations

from index.formats.blocks import About
from index.passages import Passage

WITH_TITLE_ALONE = False
"""Whether a passage that stands under no heading is read with its document's title."""

_OF_NOTES: dict[About, str] = {
    "author": "This article was written by ",
    "publisher": "This article was published by ",
}


def lead(passage: Passage, with_title_alone: bool = WITH_TITLE_ALONE) -> str:
    """What stands in front of the passage's text when it is read; "" where there is nothing to say.

    Of a note around an article it says what it is a note on.
    """
    if passage.about:
        return _OF_NOTES.get(passage.about, "")
    path = path_of(passage) if passage.headings or with_title_alone else ()
    before = " ".join(passage.before.split())
    return (f"{' > '.join(path)}: " if path else "") + (f"{before} " if before else "")


def path_of(passage: Passage) -> tuple[str, ...]:
    """The document's own title, if it has one, and the headings, none twice."""
    return tuple(dict.fromkeys([passage.title, *passage.headings] if passage.title else passage.headings))
