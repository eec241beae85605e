"""qa.reading.table_cell and qa.form.whole_table, with the bundled models: what is asked of tables."""

from pathlib import Path

import pytest

from index.collection import Collection
from index.embedding import Encoder
from index.reading import read_document
from qa.answer import Answer
from qa.assistant import Assistant
from qa.page.english import ENGLISH
from qa.page.form_heading import form_heading
from qa.page.languages import ARABIC
from qa.settings import BUNDLED_READER
from qa.startup import make_reader

RIVERS = """# Rivers of the Alm valley

The survey of 2024 measured five rivers. The Alm is the river that gave the valley its name.

| River | Length | Bridges | Source | Flood of 2021 |
|---|---|---|---|---|
| Alm | 112 km | 14 | Alm glacier | 3.2 m |
| Little Alm | 31 km | 6 | Crow lake | 1.1 m |
| Sorn | 87 km | 1,020 | Tarn moor | 2.4 m |
| Vell (north arm) | 9 km | 0 | Vell spring | 0.6 m |
| Ousel | 45 km | 6 | Crow lake | - |
"""
LIBRARY = (
    "<article><h1>Annual report of the Holt library</h1><p>The library lends books and films to the people of Holt.</p>"
    "<table><tr><td>Loans of the library</td><td></td><td></td><td></td></tr>"
    "<tr><td></td><td>2022</td><td>2023</td><td>2024</td></tr>"
    "<tr><td>Books</td><td>40,110</td><td>38,250</td><td>41,900</td></tr>"
    "<tr><td>Films</td><td>9,870</td><td>8,020</td><td>6,540</td></tr>"
    "<tr><td>Total loans</td><td>49,980</td><td>46,270</td><td>48,440</td></tr></table>"
    "<p>Lending of films falls, as most people watch them elsewhere.</p></article>"
)
CRANE = (
    "Data sheet of the crane Titan 40.\n\n| Maximum load | 40 tonnes |\n|---|---|\n"
    "| Height of the jib | 62 metres |\n| Year built | 1998 |\n"
)
BUSES = (
    "Line;Stop;First bus;Last bus;Fare\n4;Harbour;5:40;23:10;2,50\n9;Castle;6:05;22:45;2,50\n12;Mill;5:55;0:20;3,10\n"
)
LENSES = "Lens,Maker,Focal length,Bought\nAlpha,Zenith,40 mm,1998\nBeta,Harlow,25 mm,2003\nDelta,Nordlicht,6 mm,2020\n"
VISITS = (
    "| Year | Schools | Guides in June | Guides in July |\n|---|---|---|---|\n"
    "| 2021 | 41 | 9 | 12 |\n| 2022 | 77 | 8 | 10 |\n| 2023 | 52 | 11 | 7 |\n"
)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> dict[str, Assistant]:
    folder, reader = tmp_path_factory.mktemp("tables"), make_reader(BUNDLED_READER)
    files = {
        "rivers.md": RIVERS,
        "library.html": LIBRARY,
        "buses.csv": BUSES,
        "crane.md": CRANE,
        "visits.md": VISITS,
        "lenses.csv": LENSES,
    }
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    return {
        name.split(".")[0]: Assistant(Collection.build([read_document(folder / name)], encoder), encoder, reader=reader)
        for name in files
    }


@pytest.mark.parametrize(
    ("where", "question", "answer", "cell"),
    [
        ("rivers", "How long is the Sorn?", "87 km", "Sorn \u00b7 Length"),
        ("rivers", "How long is the Alm?", "112 km", "Alm \u00b7 Length"),
        ("rivers", "How many bridges does the Little Alm have?", "6", "Little Alm \u00b7 Bridges"),
        ("rivers", "What is the source of the Vell?", "Vell spring", "Vell (north arm) \u00b7 Source"),
        ("rivers", "How high was the flood of 2021 on the Sorn?", "2.4 m", "Sorn \u00b7 Flood of 2021"),
        ("rivers", "Which river has its source on Tarn moor?", "Sorn", "River"),
        ("library", "How many films were lent in 2023?", "8,020", "Films \u00b7 2023"),
        ("library", "What were the total loans in 2024?", "48,440", "Total loans \u00b7 2024"),
        ("buses", "When does the last bus of line 12 leave?", "0:20", "12 \u00b7 Last bus"),
        ("buses", "What is the fare of line 9?", "2,50", "9 \u00b7 Fare"),
        ("crane", "What is the maximum load of the crane?", "40 tonnes", "Maximum load"),
        ("crane", "When was the crane built?", "1998", "Year built"),
        ("lenses", "Who made the Delta?", "Nordlicht", "Delta \u00b7 Maker"),
        ("lenses", "When did they acquire the Beta?", "2003", "Beta \u00b7 Bought"),
        ("buses", "What does a ticket for line 12 cost?", "3,10", "12 \u00b7 Fare"),
    ],
)
def test_the_cell_where_row_and_column_meet_is_the_answer(
    asked: dict[str, Assistant], where: str, question: str, answer: str, cell: str
) -> None:
    given = asked[where].ask(question)
    assert (given.form, given.answer) == ("quotation", answer)
    first = given.citations[0]
    assert first.cell is not None
    assert first.cell.name == cell
    assert first.cell_path == f"{cell}: {answer}"
    text = asked[where].collection.documents[first.document].text
    assert text[first.answer_start : first.answer_end] == answer
    assert text[first.start : first.end] == first.quote


@pytest.mark.parametrize(
    ("where", "question"),
    [
        ("rivers", "How long is the Drell?"),
        ("rivers", "How high was the flood of 1998 on the Sorn?"),
        ("library", "How many films were lent in 2019?"),
        ("buses", "When does the last bus of line 7 leave?"),
        ("buses", "Who drives line 9?"),
        ("rivers", "How deep is the Ousel?"),
        ("rivers", "Who swam through the Sorn?"),
        ("buses", "How many seats does line 12 have?"),
        ("lenses", "What colour is the Delta?"),
        ("lenses", "How heavy is the Alpha?"),
    ],
)
def test_what_the_table_does_not_have_is_not_answered(asked: dict[str, Assistant], where: str, question: str) -> None:
    assert not asked[where].ask(question).answered


@pytest.mark.parametrize(
    ("where", "question", "answer", "cell"),
    [
        ("rivers", "Which river is the longest?", "Alm", "River"),
        ("rivers", "Which river is the shortest?", "Vell (north arm)", "River"),
        ("rivers", "Which river has the most bridges?", "Sorn", "River"),
        ("rivers", "What is the highest flood of 2021?", "3.2 m", "Alm \u00b7 Flood of 2021"),
        ("buses", "Which line has the earliest first bus?", "4", "Line"),
        ("library", "In which year were the total loans the lowest?", "2023", "2023"),
        ("library", "In which year were more films lent, 2023 or 2024?", "2023", "2023"),
        ("visits", "In which year did the most schools come?", "2022", "Year"),
        ("visits", "Which year had the fewest guides in July?", "2023", "Year"),
    ],
)
def test_the_largest_and_the_smallest_are_quoted_from_their_cells(
    asked: dict[str, Assistant], where: str, question: str, answer: str, cell: str
) -> None:
    given = asked[where].ask(question)
    assert (given.form, given.answer) == ("quotation", answer)
    assert given.reply is None


def test_cells_that_share_the_smallest_value_are_all_named(asked: dict[str, Assistant]) -> None:
    given = asked["buses"].ask("Which line has the lowest fare?")
    assert (given.form, given.answers) == ("list", ("4", "9"))


@pytest.mark.parametrize(
    ("where", "question", "reply", "cells"),
    [
        ("rivers", "How many rivers are listed in the table?", "Rows of the table, counted: 5", 5),
        ("rivers", "How many rows does the table have?", "Rows of the table, counted: 5", 5),
        ("rivers", "What is the sum of the bridges?", "Sum of 5 cells of the table: 1,046", 5),
        ("rivers", "What is the average length of the rivers?", "Average of 5 cells of the table: 56.8 km", 5),
        ("rivers", "What is the sum of the flood of 2021?", "Sum of 4 cells of the table: 7.3 m", 4),
        ("buses", "What is the average fare?", "Average of 3 cells of the table: 2.7", 3),
    ],
)
def test_counts_sums_and_averages_are_the_products_own_words_beside_the_cells(
    asked: dict[str, Assistant], where: str, question: str, reply: str, cells: int
) -> None:
    given = asked[where].ask(question)
    assert (given.form, given.reply, len(given.citations)) == ("list", reply, cells)
    assert form_heading(given, ENGLISH) == reply
    assert "\u062c\u062f\u0648\u0644" in (form_heading(given, ARABIC) or "")
    assert given.answers == tuple(citation.answer for citation in given.citations)


def test_a_table_that_has_its_own_total_is_quoted_and_not_added_up(asked: dict[str, Assistant]) -> None:
    given = asked["library"].ask("What is the sum of all loans in 2022?")
    assert (given.form, given.answer, given.reply) == ("quotation", "49,980", None)


@pytest.mark.parametrize(
    ("where", "question"),
    [
        ("rivers", "What is the sum of the sources?"),
        ("rivers", "What is the average depth?"),
        ("rivers", "Which river is the deepest?"),
        ("rivers", "What is the sum of the bridges in 1990?"),
        ("buses", "How many trams are listed in the table?"),
    ],
)
def test_nothing_is_calculated_of_what_the_table_does_not_have(
    asked: dict[str, Assistant], where: str, question: str
) -> None:
    given = asked[where].ask(question)
    assert given.reply is None
    assert given.form in ("refusal", "quotation")
    assert not given.answered or given.confidence < 0.9


def answers_of(given: Answer) -> tuple[tuple[str, ...], list[str]]:
    return given.answers, [citation.cell.name if citation.cell else "" for citation in given.citations]


def test_several_cells_that_are_named_are_a_list_in_the_order_of_the_question(asked: dict[str, Assistant]) -> None:
    given = asked["library"].ask("How many books were lent in 2024 and 2022, respectively?")
    assert answers_of(given) == (("41,900", "40,110"), ["Books \u00b7 2024", "Books \u00b7 2022"])
    given = asked["rivers"].ask("How long are the Sorn and the Ousel?")
    assert answers_of(given) == (("87 km", "45 km"), ["Sorn \u00b7 Length", "Ousel \u00b7 Length"])


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ("Which rivers rise in Crow lake?", ("Little Alm", "Ousel")),
        ("Name the rivers whose source is Crow lake.", ("Little Alm", "Ousel")),
    ],
)
def test_rows_that_have_a_cell_alike_are_a_list(
    asked: dict[str, Assistant], question: str, answers: tuple[str, ...]
) -> None:
    assert answers_of(asked["rivers"].ask(question))[0] == answers


def test_the_cell_is_told_in_json_and_only_where_there_is_one(asked: dict[str, Assistant]) -> None:
    told = asked["rivers"].ask("How long is the Sorn?").to_dict()
    assert told["citations"][0]["cell"] == {"row": "Sorn", "column": "Length"}
    told = asked["rivers"].ask("What gave the valley its name?").to_dict()
    assert told["answered"]
    assert "cell" not in told["citations"][0]


def test_a_follow_up_asks_the_same_table(asked: dict[str, Assistant]) -> None:
    given = asked["rivers"].ask("And the Ousel?", ["How long is the Sorn?"])
    assert given.answer == "45 km"


LEAGUE = (
    "Standings of the Fenland league\n\nClub            Played   Won   Lost   Points\nEly             18       13    3"
    "      41\nMarch Town      18       11    5      37\nSoham           18       9     8      28\n"
)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How many matches did Soham lose?", "8"),
        ("How many matches did Ely win?", "13"),
        ("Which club came last?", "Soham"),
        ("Who finished second?", "March Town"),
    ],
)
def test_verbs_ask_for_columns_and_places_for_rows(
    tmp_path: Path, encoder: Encoder, question: str, answer: str
) -> None:
    (tmp_path / "league.txt").write_text(LEAGUE)
    documents = [read_document(tmp_path / "league.txt")]
    assistant = Assistant(Collection.build(documents, encoder), encoder, reader=make_reader(BUNDLED_READER))
    assert assistant.ask(question).answer == answer
    assert not assistant.ask("How many goals did Soham score?").answered
    counted = assistant.ask("How many clubs are there in the league?")
    assert counted.reply is not None
    assert "3" in counted.reply
    assert [citation.answer for citation in counted.citations] == ["Ely", "March Town", "Soham"]
