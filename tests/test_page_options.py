"""How the page is served, checked beforehand."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import SettingsError
from qa.page import options
from qa.page.options import Options


def test_a_language_that_is_not_known_names_those_that_are() -> None:
    with pytest.raises(SettingsError, match=r"does not speak tlh\. It speaks en, fr, ar\."):
        Options(language="tlh").check()


def test_mcp_that_is_not_installed_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "find_spec", lambda _: None)
    with pytest.raises(SettingsError, match=r"needs an extra: pip install 'article-qa\[mcp\]'"):
        Options(mcp=True).check()


def test_feedback_is_tried_before_anything_slow() -> None:
    with pytest.raises(SettingsError, match=r"ends with \.jsonl"):
        Options(feedback=Path("said.csv")).check()


def test_a_widget_for_other_sites_and_a_password_do_not_go_together() -> None:
    shown = Options(embedded_by=("https://site.example",))
    shown.check()
    with pytest.raises(SettingsError, match="readers are asked for a password: leave one of the two out"):
        shown.check(has_login=True)
