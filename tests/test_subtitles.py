import pytest
from fakes import HashEncoder

from index.collection import Collection
from index.documents import from_parsed
from index.formats.subtitles import read
from index.spans import Span
from qa.citation import cite, clock


def paragraphs(text: str, name: str = "a.vtt") -> list[str]:
    parsed = read(text.encode(), name)
    return [parsed.text[block.start : block.end] for block in parsed.blocks]


def test_what_is_said_is_read_without_times_numbers_and_marks() -> None:
    text = (
        "WEBVTT - a film\n\nNOTE not said\n\nSTYLE\n::cue {}\n\nintro\n00:01.000 --> 00:03.000 line:0\nThe <i>Ada</i> "
        "left\n\n00:03.000 --> 00:05.000\nat dawn, <00:04.000>with a\ncrew of four.\n"
    )
    assert paragraphs(text) == ["The Ada left at dawn, with a crew of four."]
    srt = "1\n00:00:01,000 --> 00:00:03,000\n{\\an8}It rained.\n\n2\n00:00:03,000 --> 00:00:04,000\nIt poured.\n"
    assert paragraphs(srt, "a.srt") == ["It rained. It poured."]


def test_a_pause_and_a_speaker_begin_a_paragraph() -> None:
    text = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ida>We left.\n\n00:02.000 --> 00:03.000\n<v Omar>At dawn.\n\n"
        "01:00:09.000 --> 01:00:10.000\nThe sea was calm.\n"
    )
    assert paragraphs(text) == ["Ida: We left.", "Omar: At dawn.", "The sea was calm."]


def test_a_line_that_is_shown_twice_is_said_once() -> None:
    cue = "00:0{0}.000 --> 00:0{1}.000\nIt rained.\n\n"
    assert paragraphs("WEBVTT\n\n" + cue.format(1, 2) + cue.format(2, 3)) == ["It rained."]


FILM = (
    "WEBVTT\n\n00:01.000 --> 00:03.000\nThe Ada left\n\n00:03.500 --> 00:05.000\nat dawn.\n\n"
    "01:02:03.000 --> 01:02:09.000\nThe sea was  calm all day.\n"
)


def test_words_have_the_times_of_their_cues() -> None:
    parsed = read(FILM.encode(), "a.vtt")
    assert [(parsed.text[start.offset :].split()[0], start.seconds) for start in parsed.times] == [
        ("The", 1.0),
        ("at", 3.5),
        ("The", 3723.0),
    ]


@pytest.mark.parametrize(("words", "time"), [("Ada", "0:01"), ("at dawn", "0:03"), ("calm", "1:02:03")])
def test_a_citation_tells_when_its_answer_is_said(words: str, time: str) -> None:
    document = from_parsed(read(FILM.encode(), "a.vtt"), "a.vtt", "0" * 64)
    collection = Collection.build([document], HashEncoder())
    start = document.text.index(words)
    answer = Span(start, start + len(words))
    passage = next(passage for passage in collection.passages if passage.span.overlaps(answer))
    assert cite(document, passage, answer).to_dict()["time"] == time


def test_times_are_written_as_people_write_them() -> None:
    assert [clock(second) for second in (None, 0, 83, 3723)] == [None, "0:00", "1:23", "1:02:03"]
