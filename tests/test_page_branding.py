"""What an owner may make their own of the page."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path

import pytest
from chromium import GRADIO_WARNINGS
from serving import collect_event_loops, get, served

from index.errors import SettingsError
from qa.assistant import Assistant
from qa.page.branding import LARGEST_LOGO, Branding, contrast, read_branding
from qa.page.english import ENGLISH
from qa.page.options import Options

pytestmark = GRADIO_WARNINGS

FILE = Path("branding.toml")


def branding(text: str) -> Branding:
    FILE.write_text(text, encoding="utf-8")
    return read_branding(FILE)


def test_all_parts_are_read_and_those_left_out_stay_the_page_s() -> None:
    Path("logo.svg").write_bytes(b"<svg/>")
    read = branding('title = "Our archive"\naccent = "#8a1c1c"\nlogo = "logo.svg"\nstarters = ["Who?"]\n')
    assert (read.title, read.accent, read.starters) == ("Our archive", "#8a1c1c", ("Who?",))
    assert read.logo
    assert b64decode(read.logo.removeprefix("data:image/svg+xml;base64,")) == b"<svg/>"
    messages = read.apply(ENGLISH)
    assert (messages.title, messages.welcome) == ("Our archive", ENGLISH.welcome)
    assert read.style == ":root { --qa-link: #8a1c1c; }"
    assert branding("") == Branding()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("titel = 'x'", "There is no titel in branding.toml. There are: title, promise,"),
        ("title = 1", "title in branding.toml does not fit: Input should be a valid string."),
        ("title = ''", "title in branding.toml does not fit"),
        ("x", "branding.toml is not valid TOML"),
        ("accent = 'red'", "accent in branding.toml is no colour: write it as #rrggbb"),
        (
            "accent = '#ffff00'",
            r"accent = #ffff00 in branding.toml cannot be read on the page's #ffffff: its contrast is 1\.1",
        ),
        ("accent_dark = '#1c4f8f'", r"cannot be read on the page's #1b1e24: .* Choose a lighter one\."),
        ("starters = [' ']", "A question among the starters of branding.toml cannot be asked: The question is empty"),
        ("logo = 'x.exe'", "The logo x.exe must be one of: .png"),
        ("logo = 'x.png'", "The logo x.png could not be opened: No such file"),
    ],
)
def test_what_does_not_fit_is_told(text: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        branding(text)


def test_a_logo_that_is_too_large_and_a_file_that_is_not_there_are_told() -> None:
    Path("logo.png").write_bytes(b"x" * (LARGEST_LOGO + 1))
    with pytest.raises(SettingsError, match=r"The logo logo\.png is larger than 200 kB\."):
        branding("logo = 'logo.png'")
    with pytest.raises(SettingsError, match=r"^nowhere\.toml could not be opened"):
        read_branding(Path("nowhere.toml"))


def test_contrast_is_wcag_s() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_a_served_page_is_the_owner_s(assistant: Assistant) -> None:
    own = Branding(
        "Our archive",
        welcome="Ask our archive",
        accent="#8a1c1c",
        logo="data:image/png;base64,AA==",
        starters=("Who?",),
    )
    with served(assistant, Options(per_minute=0, branding=own)) as address:
        page, config = get(address, "/")[1], get(address, "/config")[1]
    assert "Our archive" in page
    for text in ("Our archive", "Ask our archive", "data:image/png;base64,AA==", "--qa-link: #8a1c1c", '"Who?"'):
        assert text in config
    assert "Who is the leader of" not in config
    collect_event_loops()
