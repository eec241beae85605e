import pytest

from index.formats.cures import cure


@pytest.mark.parametrize(
    ("ending", "told"),
    [
        (".doc", "Save it as .docx"),
        (".XLS", "Save it as .xlsx"),
        (".ppt", "Save it as .pptx"),
        (".msg", "Save it as .eml"),
        (".heic", "Save the picture as .png or .jpg"),
        (".rar", "Unpack it, or pack the files as .zip"),
        (".mp3", "Give what is said in it as subtitles, .vtt or .srt"),
        (".exe", "Save it as .pdf, .docx or .txt"),
        ("", "Save it as .pdf, .docx or .txt"),
    ],
)
def test_what_cannot_be_read_says_what_would_help(ending: str, told: str) -> None:
    assert cure(ending) == told
