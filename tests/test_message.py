from email.message import EmailMessage

import pytest

from index.errors import DocumentError
from index.formats.blocks import Omission
from index.formats.message import read


def message(**more: str) -> EmailMessage:
    letter = EmailMessage()
    letter["Subject"], letter["From"], letter["To"] = (
        "The boat is ready",
        "Ida Moen <ida@example.org>",
        "omar@example.org",
    )
    letter["Date"] = "Mon, 06 May 2024 10:00:00 +0200"
    letter.set_content("Dear Omar,\n\nthe boat is ready.\nCome at dawn.\n")
    return letter


def test_a_message_says_who_when_and_what() -> None:
    parsed = read(message().as_bytes(), "a.eml")
    assert (parsed.title, parsed.author, parsed.date) == ("The boat is ready", "Ida Moen", "2024-05-06")
    assert parsed.text == (
        "The boat is ready\n\nFrom: Ida Moen <ida@example.org>\nTo: omar@example.org\n"
        "Date: Mon, 06 May 2024 10:00:00 +0200\n\nDear Omar,\n\nthe boat is ready.\nCome at dawn."
    )


def test_markup_is_read_as_a_page_and_attachments_are_told() -> None:
    letter = message()
    letter.set_content("<p>It costs <del>6</del> 7 euros.</p><ol><li>Pay</ol><img src=a.png>", subtype="html")
    letter.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="bill.pdf")
    parsed = read(letter.as_bytes(), "a.eml")
    assert parsed.text.endswith("\n\nIt costs 7 euros.\n\n1. Pay")
    assert parsed.omissions == [Omission("1 attachment"), Omission("1 picture")]


def test_another_file_is_refused() -> None:
    with pytest.raises(DocumentError, match=r"^a\.eml is no message"):
        read(b"It rained.", "a.eml")
