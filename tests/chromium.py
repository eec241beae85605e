"""The real browser that page and report are tested in, and the script that checks their access."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

GRADIO_WARNINGS = [
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:.*no_silent_downcasting"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]
"""Marks for tests of the page: Gradio never closes its event loops, and calls pandas in ways that pandas 4 drops."""

REPOSITORY = Path(__file__).resolve().parents[1]
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]


def executable() -> str:
    """Chromium or Chrome from the PATH; without one the tests are skipped, and fail under CI."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("Chromium is not on the PATH")
    return found


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser, started."""
    found = executable()
    # A machine that does much else answers late, and not wrongly.
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


def axe() -> str:
    """axe-core's script, which `npm install axe-core` brings."""
    places = [
        REPOSITORY / "node_modules" / "axe-core" / "axe.min.js",
        Path("/tmp/axe/node_modules/axe-core/axe.min.js"),
    ]
    if named := os.environ.get("AXE_CORE"):
        places.insert(0, Path(named))
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("axe-core is not installed: npm install axe-core")
    return found.read_text(encoding="utf-8")
