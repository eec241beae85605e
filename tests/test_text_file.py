"""qa.evaluation.text_file: lines by their place, and one sentence where a file cannot be read."""

import csv

import pytest

from index.errors import QuestionSetError
from qa.evaluation.text_file import numbered_lines, unreadable_files_named


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
