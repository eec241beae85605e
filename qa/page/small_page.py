"""Pages of our own, without Gradio: the widget, and what takes a bookmarklet's page. They share their colours."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from qa.page.branding import Branding
from qa.page.messages import Messages
from qa.page.resources import read_asset


def small_page(asset: str, messages: Messages, branding: Branding, **values: Any) -> str:
    """The template beside this module with the page's words, its colours, and `values`, all of it escaped."""
    template = Environment(autoescape=True).from_string(read_asset(asset))
    style = Markup(f"{read_asset('small_page.css')}{branding.style}")  # noqa: S704 - its colours were checked
    return template.render(messages=messages, style=style, script=Markup(read_asset("small_page.js")), **values)  # noqa: S704
