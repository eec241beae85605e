"""qa.evaluation.text_file: lines by their place, and one sentence where a file cannot be read."""

import csv

import pytest

from index.errors import QuestionSetError
from qa.evaluation.text_file import cells, from_json, list_in, numbered_lines, numbered_rows, unreadable_files_named


def test_blank_lines_and_comments_are_left_out_and_counted(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text("\ufeff# of bees\n{}\n \n[]\n", encoding="utf-8")
    assert list(numbered_lines(path)) == [(f"{path}, line 2", "{}\n"), (f"{path}, line 4", "[]\n")]


@pytest.mark.parametrize(
    ("content", "told"),
    [(None, r"could not be opened: No such file or directory\.$"), (b"\xff", r"is not UTF-8\. Save it as UTF-8\.$")],
)
def test_a_file_that_cannot_be_read_is_named(content, told, tmp_path):
    path = tmp_path / "a.jsonl"
    if content:
        path.write_bytes(content)
    with pytest.raises(QuestionSetError, match=told), unreadable_files_named(path):
        list(numbered_lines(path))


def test_a_broken_csv_file_is_named():
    with pytest.raises(QuestionSetError, match=r"^a\.csv is not a CSV file that can be read: new-line"):  # noqa: SIM117
        with unreadable_files_named("a.csv"):
            raise csv.Error("new-line")


def test_rows_have_their_places_and_are_trimmed(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('\ufeffid,question\n1, Who? \n"2\n",\n', encoding="utf-8")
    rows = [(place, cells(row)) for place, row in numbered_rows(path, {"id"})]
    assert rows == [(f"{path}, line 2", {"id": "1", "question": "Who?"}), (f"{path}, line 4", {"id": "2"})]


def test_a_missing_column_and_a_cell_too_many_are_said(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("id,question\n1,Who, then?\n", encoding="utf-8")
    with pytest.raises(QuestionSetError, match=r"a\.csv has no column answer\. Are its columns parted by commas\?$"):
        list(numbered_rows(path, {"id", "answer"}))
    ((_, row),) = numbered_rows(path, {"id"})
    with pytest.raises(ValueError, match="more cells than there are columns"):
        cells(row)


@pytest.mark.parametrize(
    ("cell", "listed"), [('["a", "b"]', ["a", "b"]), ("a", ["a"]), ("[a", ["[a"]), ("[" * 9999, ["[" * 9999])]
)
def test_a_cell_is_a_list_or_a_list_of_one(cell, listed):
    assert list_in(cell) == listed


def test_what_is_no_json_is_said():
    assert from_json('{"a": 1}') == {"a": 1}
    with pytest.raises(ValueError, match=r"^is not valid JSON: "):
        from_json("{")
    with pytest.raises(ValueError, match=r"^is nested too deeply$"):
        from_json("[" * 100_000)
