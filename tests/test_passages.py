import json
from pathlib import Path

import pytest
from fakes import text_document
from hypothesis import assume, given
from hypothesis import strategies as st
from test_sentences import ugly_text

from index.chunking import Chunking
from index.documents import Document, from_parsed
from index.errors import DocumentError
from index.formats import markdown
from index.formats.blocks import Parsed
from index.formats.canonical import Canonical, without_marks
from index.formats.html import read as read_html
from index.passages import split
from index.sentences import LONGEST_SENTENCE


def check_law(document: Document, chunking: Chunking | None = None) -> None:
    """Places are exact, in order and apart, no word is lost and no limit passed."""
    chunking = chunking or Chunking()
    passages = split(document, chunking)
    covered = [False] * len(document.text)
    end = 0
    for passage in passages:
        assert passage.text == document.text[passage.start : passage.end]
        assert len(passage.text) <= chunking.longest or len(passage.sentences) == 1
        assert passage.start >= end
        assert passage.before in document.text[: passage.start]
        for sentence, words in zip(passage.sentences, passage.sentence_texts, strict=True):
            assert words == document.text[sentence.start : sentence.end]
            assert end <= sentence.start < sentence.end
            assert len(words) <= LONGEST_SENTENCE
            end = sentence.end
            covered[sentence.start : sentence.end] = [True] * len(words)
    cited = [False] * len(document.text)
    for block in document.blocks:
        if block.kind != "heading":
            cited[block.start : block.end] = [True] * (block.end - block.start)
    for at, character in enumerate(document.text):
        assert covered[at] == cited[at] or character.isspace(), (at, character)


def blocks_document(text: str) -> Document:
    return from_parsed(markdown.read(text), "a.md", "0" * 64)


def texts(document: Document, chunking: Chunking | None = None) -> list[str]:
    return [passage.text for passage in split(document, chunking)]


def test_a_passage_keeps_its_place_in_the_article(article: Document) -> None:
    check_law(article)


@pytest.mark.parametrize("file", ["train.json", "eval.json"])
def test_a_passage_keeps_its_place_in_every_encyclopedia_article(shared_data: Path, file: str) -> None:
    for article in json.loads((shared_data / "squad2-half" / file).read_text(encoding="utf-8"))["data"]:
        paragraphs = [paragraph["context"] for paragraph in article["paragraphs"]]
        check_law(text_document("\n\n".join(paragraphs)))
        for paragraph in paragraphs:
            check_law(text_document(paragraph), Chunking(longest=400, shortest=50))


chunkings = st.integers(20, 1200).flatmap(
    lambda longest: st.builds(Chunking, longest=st.just(longest), shortest=st.integers(0, min(300, longest)))
)


@given(ugly_text, chunkings)
def test_a_passage_keeps_its_place_in_ugly_plain_text(text: str, chunking: Chunking) -> None:
    try:
        document = text_document(text)
    except DocumentError:
        assume(False)
    assert document.text == without_marks(text)
    check_law(document, chunking)


@given(ugly_text, chunkings)
def test_a_passage_keeps_its_place_in_ugly_markdown(text: str, chunking: Chunking) -> None:
    try:
        document = blocks_document(text)
    except DocumentError:
        assume(False)
    check_law(document, chunking)


@pytest.mark.parametrize("unit", ["x", "word ", "It rained. "])
def test_a_line_of_200_000_characters_is_split(unit: str) -> None:
    check_law(text_document(unit * (200_000 // len(unit))))


def test_an_empty_text_is_refused() -> None:
    with pytest.raises(DocumentError, match=r"^a\.txt has no text that could be asked: it is empty, or has headings"):
        text_document("")


def test_a_paragraph_is_a_passage() -> None:
    first, second = "It rained all day long. " * 6 + "End.", "The sun shone all day. " * 6 + "End."
    passages = split(text_document(f"{first}\n\n{second}"))
    assert [(passage.text, passage.paragraph) for passage in passages] == [(first, 1), (second, 2)]


def test_a_long_paragraph_is_cut_between_sentences_into_parts_of_like_length() -> None:
    sentence = "The rain fell on the plain all day."
    passages = split(text_document(" ".join([sentence] * 40)))
    assert [len(passage.sentences) for passage in passages] == [20, 20]
    assert all(set(passage.sentence_texts) == {sentence} for passage in passages)
    assert {passage.paragraph for passage in passages} == {1}


def test_short_paragraphs_share_a_passage() -> None:
    (passage,) = split(text_document("It rained.\n\nIt poured.\n\nIt stopped."))
    assert passage.text == "It rained.\n\nIt poured.\n\nIt stopped."
    assert [sentence.paragraph for sentence in passage.sentences] == [1, 2, 3]


def test_items_share_a_passage_with_the_line_that_leads_into_them() -> None:
    items = "\n".join(f"- Item number {number} of the list has a few words." for number in range(8))
    document = blocks_document(
        f"Before it, there is a paragraph. {'It is long. ' * 12}\n\nThe list:\n\n{items}\n\nAfter."
    )
    assert [text.split("\n")[0].strip()[:9] for text in texts(document)] == ["Before it", "The list:", "After."]
    assert texts(document)[1].count("\n") == 9


def test_no_passage_reaches_over_a_heading() -> None:
    passages = split(text_document("It rained.\n\nThe second day\n\nIt poured.\n\nThe third day\n\nIt stopped."))
    assert [(passage.headings, passage.text) for passage in passages] == [
        ((), "It rained."),
        (("The second day",), "It poured."),
        (("The third day",), "It stopped."),
    ]


def test_no_passage_reaches_over_what_is_left_out() -> None:
    assert texts(text_document('It rained.\n\n">\n\nIt stopped.')) == ["It rained.", "It stopped."]


def test_a_passage_knows_the_headings_that_it_stands_under() -> None:
    document = blocks_document("# A\n\none\n\n## B\n\ntwo\n\n### C\n\nthree\n\n## D\n\nfour\n\n# E\n\nfive")
    assert [(passage.text, passage.headings) for passage in split(document)] == [
        ("one", ("A",)), ("two", ("A", "B")), ("three", ("A", "B", "C")), ("four", ("A", "D")), ("five", ("E",)),
    ]  # fmt: skip


def test_the_title_is_one_heading_even_where_it_stands_twice() -> None:
    (passage,) = split(blocks_document("# Report\n\n## Report\n\n### 2020\n\nIt rained."))
    assert (passage.title, passage.headings) == ("Report", ("Report", "2020"))


def test_a_note_stands_under_no_heading(article: Document) -> None:
    assert {passage.headings for passage in split(article) if passage.about} == {()}


def test_a_title_made_of_the_name_of_the_file_is_no_title_of_its_own() -> None:
    assert {passage.title for passage in split(text_document("It rained.", "weather-report.txt"))} == {None}


def before(text: str, chunking: Chunking | None = None) -> list[tuple[str, str]]:
    """What each passage is understood with, and its first word."""
    return [(passage.before, passage.text.split()[0]) for passage in split(blocks_document(text), chunking)]


LONG = "rain fell on the plain " * 8


def test_a_passage_that_begins_with_a_pronoun_is_understood_with_the_sentence_before_it() -> None:
    text = f"Ann lived here. She sang {LONG}.\n\nShe wrote {LONG}.\n\nAnn rested {LONG}.\n\nThese {LONG}."
    assert before(text) == [("", "Ann"), (f"She sang {LONG}.", "She"), ("", "Ann"), (f"Ann rested {LONG}.", "These")]


def test_the_sentence_before_a_part_of_a_long_paragraph_counts() -> None:
    text = f"Ann {LONG}. They {LONG}."
    assert before(text, Chunking(longest=200)) == [("", "Ann"), (f"Ann {LONG}.", "They")]


def test_no_sentence_of_another_section_and_no_note_is_before_a_passage(article: Document) -> None:
    assert before(f"Ann {LONG}.\n\n## Two\n\nShe {LONG}.") == [("", "Ann"), ("", "She")]
    assert {passage.before for passage in split(article) if passage.about} == {""}


def test_a_passage_from_within_a_table_is_understood_with_its_first_row() -> None:
    rows = "\n".join(f"| Tree {number} | {100 + number} cm | {number} euros |" for number in range(60))
    text = f"| Tree | Height | Price |\n|---|---|---|\n{rows}\n\nIt ends {LONG}."
    found = before(text)
    assert found[0] == ("", "Tree")
    assert len(found) > 2
    assert set(found[1:-1]) == {("Tree | Height | Price", "Tree")}
    assert found[-1][0].startswith("Tree 59 |")


def test_the_items_of_a_list_are_no_table() -> None:
    assert {standing for standing, _ in before("\n".join(f"- Item {LONG}" for _ in range(12)))} == {""}


def test_paragraphs_are_counted_from_1_without_headings() -> None:
    long = "It rained all day. " * 10 + "End."
    passages = split(text_document(f"The weather\n\n{long}\n\nMore weather\n\n{long}"))
    assert [passage.paragraph for passage in passages] == [1, 2]


def test_a_note_is_searched_by_the_words_it_is_asked_by(article: Document) -> None:
    note = next(passage for passage in split(article) if passage.about == "author")
    assert note.search_text == "The author, who wrote this article: " + note.text
    assert note.sentence_search_texts[0] == "The author, who wrote this article: " + note.sentence_texts[0]
    assert note.sentence_search_texts[1:] == note.sentence_texts[1:]
    assert split(article)[0].search_text == split(article)[0].text


def test_a_passage_is_searched_by_its_headings_below_the_title() -> None:
    first, second = split(
        blocks_document("# Report\n\nIt rained.\n\n## Money\n\n### 2020\n\nProfits rose. Costs fell.")
    )
    assert (first.search_text, first.sentence_search_texts) == ("It rained.", ("It rained.",))
    assert second.search_text == "Money: 2020: Profits rose. Costs fell."
    assert second.sentence_search_texts == ("Money: 2020: Profits rose.", "Money: 2020: Costs fell.")
    assert second.sentence_texts == ("Profits rose.", "Costs fell.")


def test_one_long_sentence_may_pass_the_limit() -> None:
    sentence = "the rain fell " * 30 + "and stopped."
    assert texts(text_document(f"It began. {sentence} It ended."), Chunking(longest=200)) == [
        "It began.",
        sentence,
        "It ended.",
    ]


def table_document(*tables: list[str]) -> Document:
    canonical = Canonical()
    canonical.add("The boats of the yard, and all that is known of them so far, by name and by length and by crew.")
    for lines in tables:
        canonical.add_table(lines)
    return from_parsed(Parsed(canonical.text, None, canonical.blocks), "a.html", "0" * 64)


def test_a_row_is_one_sentence_whatever_its_cells_hold() -> None:
    row = "Ada | Built in 1988. Sold in 1999. | Mr. Ito"
    passages = split(table_document(["Boat | What became of it | Owner", row]))
    assert row in passages[-1].sentence_texts


def test_a_row_is_read_with_the_head_of_its_own_table() -> None:
    rows = [f"Boat {number} | {number} m | a crew of more than {number} and a cat" for number in range(60)]
    one, two = ["Boat | Length | Crew", *rows[:30], "Summer boats", *rows[30:]], ["Day | Rain | Snow", *rows]
    figures = ["Height | 60 m", *(f"Width of the part {number} | {number} m" for number in range(60))]
    befores = {passage.before for passage in split(table_document(one)) if passage.text.startswith("Boat ")}
    assert befores == {"Boat | Length | Crew", ""}
    last = split(table_document(one, two, figures))
    assert [p.before for p in last if "Boat 59" in p.text] == ["Boat | Length | Crew", "Day | Rain | Snow"]
    assert [p.before for p in last if "part 59" in p.text] == [""]


def test_a_caption_that_fills_the_first_row_of_a_table_is_not_its_head() -> None:
    rows = "".join(f"<tr><td>Branch {at} of the library</td><td>{at}01</td><td>{at}07</td></tr>" for at in range(40))
    head = "<tr><td>Loans</td><td></td><td></td></tr><tr><td></td><td>2022</td><td>2023</td></tr>"
    page = f"<article><p>The library lends books to all of Holt.</p><table>{head}{rows}</table></article>"
    document = from_parsed(read_html(page.encode(), "a.html"), "a.html", "0" * 64)
    later = [passage for passage in split(document) if passage.text.startswith("Branch")]
    assert {passage.before for passage in later} == {"| 2022 | 2023"}


def test_what_stands_beside_the_main_text_is_named_in_its_path_and_not_searched_by_that_name() -> None:
    page = (
        "<article><h1>The dam</h1><h2>Today</h2><p>It holds 9 million tons.</p><aside><h3>The men</h3>"
        "<p>Its architect died in 1925.</p></aside><p>It gives power.</p><footer>Corrected on 5 May.</footer></article>"
    )
    document = from_parsed(read_html(page.encode(), "dam.html"), "dam.html", "0")
    check_law(document)
    found = {passage.text: passage for passage in split(document)}
    assert {text: passage.headings for text, passage in found.items()} == {
        "It holds 9 million tons.": ("The dam", "Today"),
        "Its architect died in 1925.": ("The dam", "Today", "Aside", "The men"),
        "It gives power.": ("The dam", "Today"),
        "Corrected on 5 May.": ("Footer",),
    }
    assert found["Corrected on 5 May."].search_text == "Corrected on 5 May."
    assert found["Its architect died in 1925."].search_text == "Today: The men: Its architect died in 1925."
