from index.formats.subtitles import read


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
