"""index.checked_files: no byte is given out before its block was checked."""

from pathlib import Path

import numpy as np
import pytest

from index.checked_files import BLOCK, TABLE, CheckedArray, CheckedFolder, FolderWriter
from index.errors import IndexDamagedError

NUMBERS = np.arange(5 * BLOCK, dtype="<i4").reshape(-1, 4)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    writer = FolderWriter(tmp_path / "folder")
    writer.add("first", b"abc")
    writer.add("numbers", NUMBERS)
    (tmp_path / "hash").write_text(writer.finish({}))
    return tmp_path / "folder"


def opened(folder: Path) -> CheckedArray:
    return CheckedFolder(folder, (folder.parent / "hash").read_text()).array("numbers", "<i4", 4)


def test_rows_are_taken_as_they_were_written(folder: Path) -> None:
    numbers = opened(folder)
    starts, sizes = np.array([9000, 3, 3, 0, len(NUMBERS) - 1]), np.array([2, 0, 1, 4, 1])
    rows = [9000, 9001, 3, 0, 1, 2, 3, len(NUMBERS) - 1]
    np.testing.assert_array_equal(numbers.take(starts, sizes), NUMBERS[rows])
    assert numbers.take(starts[:0], sizes[:0]).shape == (0, 4)
    np.testing.assert_array_equal(numbers.between(5, 7), NUMBERS[5:7])


def test_a_damaged_block_is_found_by_whoever_takes_a_row_of_it_and_by_no_other(folder: Path) -> None:
    content = bytearray((folder / "data").read_bytes())
    content[3 * BLOCK] ^= 1
    (folder / "data").write_bytes(content)
    numbers, one = opened(folder), np.array([1])
    row = 3 * BLOCK // 16
    np.testing.assert_array_equal(numbers.take(np.array([2]), one), NUMBERS[2:3])
    for start, size in ((row - 4, 1), (row - 2000, 2500)):
        with pytest.raises(IndexDamagedError, match="data is damaged or missing"):
            numbers.take(np.array([start]), np.array([size]))
    with pytest.raises(IndexDamagedError, match="data is damaged or missing"):
        numbers.between(row, row + 1)


def test_a_table_that_was_changed_is_not_read(folder: Path) -> None:
    (folder / TABLE).write_text("{}")
    with pytest.raises(IndexDamagedError, match="damaged"):
        opened(folder)
