"""The words of the widget alone, in each language of the page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class WidgetMessages:
    """In one language."""

    ask: str
    opens_tab: str
    whole_page: str


ENGLISH_WIDGET = WidgetMessages(ask="Ask", opens_tab="opens in a new tab", whole_page="Open the whole page")

WIDGET_MESSAGES = {
    "en": ENGLISH_WIDGET,
    "fr": WidgetMessages(
        ask="Demander",
        opens_tab="s\N{RIGHT SINGLE QUOTATION MARK}ouvre dans un nouvel onglet",
        whole_page="Ouvrir la page entière",
    ),
    "ar": WidgetMessages(ask="اسأل", opens_tab="يُفتح في علامة تبويب جديدة", whole_page="افتح الصفحة كاملة"),
}


def widget_messages(code: str) -> WidgetMessages:
    """The words in that language of the page."""
    return WIDGET_MESSAGES[code]
