"""The page that asks for a name and a password. It needs no script."""

from __future__ import annotations

import html
from dataclasses import dataclass
from string import Template
from urllib.parse import quote, urlsplit

from qa.page.login_messages import login_messages
from qa.page.messages import Messages
from qa.page.resources import read_asset


@dataclass(frozen=True)
class LoginPage:
    """In the language of the page, and with its title."""

    messages: Messages

    def html(self, root: str, following: str, wrong: str = "") -> str:
        """`root` is what the page's path begins with, `following` where the reader goes on; `wrong` a complaint."""
        words = login_messages(self.messages.code)
        told = f'<p role="alert">{html.escape(wrong)}</p>' if wrong else f"<p>{html.escape(words.asked)}</p>"
        shown = {"code": self.messages.code, "direction": self.messages.direction, "title": self.messages.title}
        shown |= {"action": f"{root}/login", "next": following, "name": words.name, "password": words.password}
        shown |= {"log_in": words.log_in}
        return Template(read_asset("login.html")).substitute(
            {name: html.escape(text) for name, text in shown.items()}, told=told
        )


def own_path(text: str) -> str:
    """Where to go after the login: a path below this page, with its query; "/" where the text is anything else."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return "/"
    is_own = text.startswith("/") and not text.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    if not is_own or not text.isprintable():
        return "/"
    return quote(text, safe="/?&=%+-_.~:;,@!$'()*")
