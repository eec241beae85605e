"""Makes the README's pictures of the chat page: docs/screenshot.png and docs/screenshot-phone.png.

    python docs/screenshots.py

It needs Chromium on the PATH, as the browser tests do.
"""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path

import gradio as gr
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

import ui
from qa.page.options import Options
from qa.settings import load_settings
from qa.startup import open_assistant
from qa.suggestion.suggestions import PatternSuggester

HERE = Path(__file__).parent
COLOURS = 96
"""Of a picture: few enough to keep it small, enough for smooth letters."""


def main() -> None:
    assistant = open_assistant(load_settings())
    address = ui.launch(assistant, Options(suggester=PatternSuggester(assistant)), block=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"), args=["--no-sandbox"]
        )
        wide = opened(browser, address, 1440, 900, dark=False)
        ask(wide, "Which attack was described as the largest in a decade?")
        ask(wide, "Who called it that?")
        save(wide, "screenshot.png")
        phone = opened(browser, address, 360, 740, dark=True)
        ask(phone, "What is the ultimate goal of the Iraqi militias?")
        save(phone, "screenshot-phone.png")
        browser.close()
    gr.close_all()


def opened(browser: Browser, address: str, width: int, height: int, *, dark: bool) -> Page:
    """The page, in a window of that size."""
    page = browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
        device_scale_factor=1 if width > 720 else 2,
    )
    page.goto(address)
    expect(page.locator("#qa-ask textarea")).to_be_focused(timeout=60_000)
    return page


def ask(page: Page, question: str) -> None:
    """Ask, and wait for the answer and for what could be asked next."""
    before = page.locator(".qa-answer").count()
    page.locator("#qa-ask textarea").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".qa-answer")).to_have_count(before + 1, timeout=60_000)
    page.wait_for_timeout(4000)


def save(page: Page, name: str) -> None:
    """The window as it is, in few colours."""
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(HERE / name, optimize=True)


if __name__ == "__main__":
    main()
