"""A collection in segments on disk, of which a question reads what it needs."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import overload

import numpy as np

from index.candidate_search import CandidateSearch, Place
from index.candidates import DEPTH, Candidates, FieldStatistics
from index.chunking import Chunking
from index.collection import Collection, content_id, nothing_current
from index.content import Content, Layout
from index.documents import Document, DocumentEntry
from index.embedding import Vectors
from index.errors import DocumentError
from index.held_terms import HeldTerms
from index.hybrid_index import HybridIndex
from index.lexical import terms_of_word
from index.live_segment import FIELDS, LiveSegment
from index.passages import Passage
from index.segment_field import term_hashes
from index.word_counts import ranges

IN_MEMORY = 4096
"""Passages up to which a collection is read whole, and every document ranked for every question."""


RANKED = 32
"""Documents, at most, that are ranked for a question where not all are."""


@dataclass(frozen=True)
class MappedCollection:
    """See `index.engine.Engine`. Nothing is read before it is asked for, and then only the blocks that hold it."""

    segments: Sequence[LiveSegment]
    encoder_identity: str
    chunking: Chunking
    out_of_date: tuple[Document, ...] = ()

    @cached_property
    def id(self) -> str:
        return content_id(self.entries.values(), self.encoder_identity, self.chunking)

    @cached_property
    def entries(self) -> Mapping[str, DocumentEntry]:
        return {name: self.segments[at].segment.entries[number] for name, (at, number) in self._places.items()}

    @cached_property
    def _places(self) -> Mapping[str, Place]:
        """By name, in the order of names."""
        found = (
            (live.segment.entries[number].name, (at, number))
            for at, live in enumerate(self.segments)
            for number in live.documents
        )
        return dict(sorted(found))

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        return _Documents(self.segments, self._places)

    @cached_property
    def passages(self) -> Sequence[Passage]:
        return _Passages(self.segments, list(self._places.values()))

    def passages_of(self, name: str) -> Sequence[Passage]:
        place = self._places.get(name)
        return () if place is None else list(_Passages(self.segments, [place]))

    def opening_passages(self, most: int) -> Sequence[Passage]:
        found: list[Passage] = []
        places = list(self._places.values())
        depth = 0
        while places and len(found) < most:
            left = []
            for at, number in places:
                ((start, end),) = self.segments[at].rows("by_passage", [number])
                if start + depth < end and len(found) < most:
                    found.append(self.segments[at].segment.passage(start + depth))
                    left.append((at, number))
            places, depth = left, depth + 1
        return found

    def candidates(self, question: str, vector: Vectors, depth: int = DEPTH, documents: int = RANKED) -> Candidates:
        search = CandidateSearch(self.segments, question, vector, depth)
        chosen = search.best(documents)
        names = sorted(self.segments[at].segment.entries[number].name for at, number in chosen)
        return Candidates(tuple(names), search.statistics)

    def part(self, candidates: Candidates) -> Collection:
        statistics = candidates.statistics
        places = {name: self._places[name] for name in candidates.names}
        passages = _Passages(self.segments, list(places.values()))
        of_fields = (statistics.passages, statistics.sentences) if statistics else (None, None)
        held = HeldTerms(self.segments, list(statistics.passages.frequencies) if statistics else [])
        by_passage, by_sentence = (
            self._part_of_field(field, list(places.values()), held, known)
            for field, known in zip(FIELDS, of_fields, strict=True)
        )
        return Collection(
            documents=_Documents(self.segments, places),
            passages=passages,
            by_passage=by_passage,
            by_sentence=by_sentence,
            layout=passages.layout,
            encoder_identity=self.encoder_identity,
            chunking=self.chunking,
        )

    def _part_of_field(
        self, field: str, places: Sequence[Place], held: HeldTerms, statistics: FieldStatistics | None
    ) -> HybridIndex:
        stretches = [self.segments[at].rows(field, [number])[0] for at, number in places]
        vectors = [
            self.segments[at].field(field).vectors.between(*own) for (at, _), own in zip(places, stretches, strict=True)
        ]
        starts, ends = np.array(stretches, dtype=np.int64).reshape(-1, 2).T
        owners = np.repeat(np.array([at for at, _ in places], dtype=np.int64), ends - starts)
        lexical = held.lexical_index(field, owners, ranges(starts, ends - starts), statistics)
        return HybridIndex(tuple(vectors), lexical)

    @cached_property
    def stems(self) -> Sequence[str]:
        words = {word for live in self.segments for word in live.segment.by_passage.words}
        return sorted({terms_of_word(word)[0][1:] for word in words})

    def passages_with(self, stem: str) -> int:
        asked = [f"={stem}"]
        hashes = term_hashes(asked)
        return sum(
            int(live.frequencies("by_passage", live.segment.by_passage.places(hashes), asked)[0, 0])
            for live in self.segments
        )

    def texts_with(self, stems: Sequence[str], most: int) -> Sequence[str]:
        found: list[str] = []
        for live in self.segments:
            field = live.segment.by_passage
            held = [
                field.postings(int(place))[0] for place in field.places(term_hashes([f"={stem}" for stem in stems]))
            ]
            rows, *others = sorted(held, key=len)
            for other in others:
                rows = rows[np.isin(rows, other, assume_unique=True)]
            left_out = live.left_out("by_passage")
            rows = rows if left_out is None else rows[~left_out[rows]]
            found += [live.segment.passage(int(row)).text for row in rows[: most - len(found)]]
        return found

    def only(self, names: Container[str]) -> MappedCollection | Collection:
        """See `index.engine.Engine`. What is left of many is read whole where it is small enough."""
        kept = [
            replace(
                live,
                removed=live.removed | {at for at in live.documents if live.segment.entries[at].name not in names},
            )
            for live in self.segments
        ]
        kept = [live for live in kept if len(live.removed) < live.segment.documents]
        passages = sum(live.passages for live in kept)
        if not passages:
            raise DocumentError("There is nothing to ask: no such document has text of its own.")
        left = replace(self, segments=kept)
        return left.in_memory() if passages <= IN_MEMORY else left

    def current(self) -> MappedCollection | Collection:
        lost = [name for name, entry in self.entries.items() if entry.out_of_date_since]
        if not lost:
            return self
        out_of_date = tuple(self.documents[name] for name in lost)
        if len(lost) == len(self.entries):
            raise nothing_current(out_of_date)
        return replace(self.only(self.entries.keys() - set(lost)), out_of_date=out_of_date)

    def in_memory(self) -> Collection:
        """The whole collection, read and checked."""
        content = Content.join([live.content() for live in self.segments])
        return Collection.of(content, self.encoder_identity, self.chunking)


class _Documents(Mapping[str, Document]):
    """Documents that are read when they are asked for."""

    def __init__(self, segments: Sequence[LiveSegment], places: Mapping[str, Place]) -> None:
        self._segments, self._places = segments, places
        self._read = lru_cache(maxsize=64)(self._document)

    def _document(self, name: str) -> Document:
        at, number = self._places[name]
        return self._segments[at].segment.document(number)

    def __getitem__(self, name: str) -> Document:
        return self._read(name)

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


class _Passages(Sequence[Passage]):
    """Passages of documents, one document behind the other, that are read when they are asked for."""

    def __init__(self, segments: Sequence[LiveSegment], places: Sequence[Place]) -> None:
        self._segments, self._places = segments, places
        self._rows = [segments[at].rows("by_passage", [number])[0] for at, number in places]
        self._ends = np.array(list(accumulate(end - start for start, end in self._rows)), dtype=np.int64)

    @property
    def layout(self) -> Layout:
        """See `index.content.Layout`."""
        sentences = [
            np.diff(self._segments[at].segment.passage_sentences[start : end + 1])
            for (at, _), (start, end) in zip(self._places, self._rows, strict=True)
        ]
        sizes = [end - start for start, end in self._rows if end > start]
        return Layout(np.concatenate(sentences), np.repeat(np.arange(len(sizes)), sizes))

    @overload
    def __getitem__(self, at: int) -> Passage: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Passage]: ...

    def __getitem__(self, at: int | slice) -> Passage | Sequence[Passage]:
        if isinstance(at, slice):
            return [self[row] for row in range(*at.indices(len(self)))]
        row = range(len(self))[at]
        number = int(np.searchsorted(self._ends, row, side="right"))
        end = self._rows[number][1]
        return self._segments[self._places[number][0]].segment.passage(int(end - (self._ends[number] - row)))

    def __len__(self) -> int:
        return int(self._ends[-1]) if len(self._ends) else 0
