"""Where a bookmarklet brings the page that a reader looks at in another tab, at /add: nothing is taken unasked.

The bookmarklet opens this page, which tells it by a message that it is ready; then the other page's HTML comes as a
message, and the browser says from which site. Once its reader has agreed, it is handed in the tab's storage to the chat
page, and goes the way of any document of one's own. The server sees nothing of it before that.
"""

from __future__ import annotations

from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from qa.page.bookmarklet_messages import bookmarklet_messages
from qa.page.branding import Branding
from qa.page.messages import Messages
from qa.page.reply_headers import BOOKMARKLET_PATH
from qa.page.small_page import small_page

LARGEST = 4_000_000
"""Characters of a page: what is in a tab's storage may have 5 million with all browsers."""


def bookmarklet_routes(messages: Messages, branding: Branding) -> list[BaseRoute]:
    """For the app that serves the page."""
    page = receiving_page(messages, branding)

    async def show(_: Request) -> Response:
        return HTMLResponse(page)

    return [Route(BOOKMARKLET_PATH, show, methods=["GET"])]


def receiving_page(messages: Messages, branding: Branding) -> str:
    """The page that waits for another, and asks its reader whether to add it."""
    words = asdict(bookmarklet_messages(messages.code))
    return small_page("bookmarklet.html", messages, branding, words=words, largest=LARGEST)
