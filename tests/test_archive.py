import io
import zipfile

import pytest
from packing import pack

from index.errors import DocumentError
from index.formats import archive
from index.formats.archive import member_names, read_from_archive


def test_members_are_named_in_order_without_folders_and_hidden_files() -> None:
    data = pack({"b.txt": "", "a/c.md": "", "a/": "", ".hidden": "", "__MACOSX/b.txt": "", "x/.git/y": ""})
    assert member_names(data, "a.zip") == ["a/c.md", "b.txt"]
    assert read_from_archive(pack({"a.txt": "It rained."}), "a.txt", "a.zip") == b"It rained."


def test_a_missing_member_is_told() -> None:
    with pytest.raises(DocumentError, match=r"^a\.zip is damaged, or not what its name says: it has no b\.txt inside"):
        read_from_archive(pack({}), "b.txt", "a.zip")


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", pack({"a.txt": "It rained. " * 99})[:-40]], ids=["empty", "begun", "cut"]
)
def test_a_damaged_archive_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match=r"^a\.zip is damaged or cut short: it cannot be unpacked\.$"):
        member_names(data, "a.zip")


def test_a_damaged_member_is_refused() -> None:
    data = pack({"a.txt": "It rained, and the river rose. " * 99})
    at = data.index(b"a.txt") + 15
    with pytest.raises(DocumentError, match=r"^a\.zip is damaged or cut short: it cannot be unpacked\.$"):
        read_from_archive(data[:at] + bytes(8) + data[at + 8 :], "a.txt", "a.zip")


def test_a_locked_archive_is_refused() -> None:
    data = bytearray(pack({"a.txt": "It rained."}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(DocumentError, match=r"^a\.zip is locked with a password\. Save it without one\.$"):
        member_names(bytes(data), "a.zip")


def test_what_would_be_too_large_unpacked_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = pack({"a.txt": bytes(3 * 2**20)})
    assert len(bomb) < 5000
    monkeypatch.setattr(archive, "LARGEST_MEMBER", 2**20)
    with pytest.raises(DocumentError, match=r"^a\.zip would be larger than 1 MB unpacked; it is not read\.$"):
        read_from_archive(bomb, "a.txt", "a.zip")
    monkeypatch.setattr(archive, "LARGEST_UNPACKED", 2**20)
    with pytest.raises(DocumentError, match=r"^a\.zip would be larger than 1 MB unpacked; it is not read\.$"):
        member_names(bomb, "a.zip")


def test_a_size_that_is_a_lie_unpacks_no_more_than_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LARGEST_MEMBER", 2**20)
    data = bytearray(pack({"a.txt": bytes(3 * 2**20)}))
    for at in (data.index(b"PK\x03\x04") + 22, data.index(b"PK\x01\x02") + 24):
        data[at : at + 4] = (10).to_bytes(4, "little")
    with pytest.raises(DocumentError, match=r"^a\.zip (?:is damaged|would be larger)"):
        read_from_archive(bytes(data), "a.txt", "a.zip")


def test_too_many_members_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_MEMBERS", 2)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        for number in range(3):
            made.writestr(str(number), "")
    with pytest.raises(DocumentError, match=r"^a\.zip holds 3 files; at most 2 are unpacked\.$"):
        member_names(packed.getvalue(), "a.zip")
