"""Who may use the page: whoever has logged in, or brings a password or a key. They are not to be guessed by trying.

Plain ASGI; Gradio's own app is what it wraps, which knows nothing of logins.
"""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

import anyio.to_thread
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from qa.page.accounts import Accounts
from qa.page.api_keys import ApiKeys
from qa.page.asgi import App, Receive, Scope, Send, client_address, header_values
from qa.page.login_messages import login_messages
from qa.page.login_page import LoginPage, own_path
from qa.page.login_sessions import LIFETIME, LoginSessions, read_cookie
from qa.page.messages import Messages
from qa.page.rate_limit import CLIENTS, RateLimit

LOGIN_PATH, LOGOUT_PATH = "/login", "/logout"

OF_ONE, OF_ALL = 5, 60
"""Wrong passwords in a minute, of one client and of all together. NIST SP 800-63B (5.2.2) asks for some such limit;
at these, one client can try 7,200 passwords in a day, and all together 86,400."""


class LoginLimit:
    """Limits wrong passwords, for each client and for all together.

    A client that has once brought the right one does not wait for the others. Safe to share between threads.
    """

    def __init__(self, of_one: int = OF_ONE, of_all: int = OF_ALL, clock: Callable[[], float] = time.monotonic) -> None:
        self._of_one, self._of_all = RateLimit(of_one, clock), RateLimit(of_all, clock)
        self._known: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, client: str) -> float:
        """Seconds that the client must wait before its next attempt; 0: it may make one now, which is counted."""
        with self._lock:
            waits = [self._of_one.seconds_to_wait(client)]
            if client not in self._known:
                waits.append(self._of_all.seconds_to_wait(""))
            if not any(waits):
                self._of_one.allows(client)
                self._of_all.allows("")
            return max(waits)

    def succeed(self, client: str) -> None:
        """The attempt was right, and does not count."""
        with self._lock:
            self._of_one.give_back(client)
            self._of_all.give_back("")
            self._known[client] = None
            self._known.move_to_end(client)
            if len(self._known) > CLIENTS:
                self._known.popitem(last=False)


class Logins:
    """Wraps an app: whoever is not known gets the login page, and a program 401.

    Known is who logged in and has the cookie, or brings a name and password by HTTP Basic, or a key as a bearer. With
    keys alone, and no accounts, only the paths of programs ask for one. Wrong passwords and keys at each of these count
    together. Whoever must wait gets 429, and its password is not looked at. What is at or below the path `apart` has a
    password of its own, and is let through.
    """

    def __init__(
        self,
        app: App,
        messages: Messages,
        accounts: Accounts | None,
        keys: ApiKeys | None = None,
        limit: LoginLimit | None = None,
        program_paths: tuple[str, ...] = (),
        open_paths: tuple[str, ...] = (),
        apart: str | None = None,
    ) -> None:
        self._app, self._messages, self._accounts, self._keys = app, messages, accounts, keys
        self._limit, self._page = limit or LoginLimit(), LoginPage(messages)
        self._program_paths, self._open_paths, self._apart = program_paths, open_paths, apart
        self._sessions = LoginSessions()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        path = scope["path"].rstrip("/")
        reply: Response | None
        if scope["type"] == "http" and self._accounts and path in {LOGIN_PATH, LOGOUT_PATH}:
            reply = await self._log_in_or_out(Request(scope, receive), path)
        else:
            reply = await self._turn_away(scope)
        if reply is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await reply(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    async def _log_in_or_out(self, request: Request, path: str) -> Response:
        if request.method != "POST":
            if path == LOGIN_PATH and request.method in {"GET", "HEAD"}:
                return HTMLResponse(self._page.html(_root(request.scope), "/"), headers=_NOT_KEPT)
            return JSONResponse({"detail": "Send a POST."}, 405, {"allow": "POST"})
        if path == LOGOUT_PATH:
            self._sessions.end(_token(request.scope))
            reply = RedirectResponse(f"{_root(request.scope)}/", 303)
            reply.delete_cookie(_cookie(request.scope), path=f"{_root(request.scope)}/")
            return reply
        return await self._log_in(request)

    async def _log_in(self, request: Request) -> Response:
        try:
            form = await request.form(max_files=0, max_fields=8)
        except HTTPException:
            form = FormData()
        user, password, following = (form.get(name) for name in ("username", "password", "next"))
        if not isinstance(user, str) or not isinstance(password, str):
            return JSONResponse({"detail": "Send username and password as a form."}, 422)
        following, root = own_path(following if isinstance(following, str) else "/"), _root(request.scope)
        client, is_person = client_address(request.scope), _wants_page(request.scope)
        wait = self._limit.begin(client)
        if wait:
            sentence = self._messages.login_limited.format(number=OF_ONE)
            return self._refuse(429, sentence, root, following if is_person else None, wait)
        if not await self._fits(user.strip(), password):
            return self._refuse(401, login_messages(self._messages.code).wrong, root, following if is_person else None)
        self._limit.succeed(client)
        reply: Response = RedirectResponse(f"{root}{following}", 303) if is_person else JSONResponse({"success": True})
        token = self._sessions.begin(user.strip())
        reply.set_cookie(_cookie(request.scope), token, int(LIFETIME), path=f"{root}/", httponly=True, samesite="lax")
        return reply

    def _refuse(self, status: int, sentence: str, root: str, following: str | None, wait: float = 0) -> Response:
        headers = {**_NOT_KEPT, **({"retry-after": str(math.ceil(wait))} if wait else {})}
        if following is None:
            return JSONResponse({"detail": sentence}, status, headers)
        return HTMLResponse(self._page.html(root, following, sentence), status, headers)

    async def _fits(self, user: str, password: str) -> bool:
        return bool(self._accounts) and await anyio.to_thread.run_sync(self._accounts, user, password)  # type: ignore[arg-type]

    async def _turn_away(self, scope: Scope) -> Response | None:
        """What a request gets that is not let in; None where it is."""
        path, is_program = scope["path"], scope["path"].startswith(self._program_paths)
        is_apart = self._apart is not None and (path == self._apart or path.startswith(f"{self._apart}/"))
        if is_apart or path in self._open_paths or not (self._accounts or is_program):
            return None
        given = header_values(scope, b"authorization")
        if given:
            return await self._weigh(scope, given[0])
        if self._accounts and self._sessions.user(_token(scope)) is not None:
            return None
        if scope["type"] == "http" and not is_program and _wants_page(scope) and scope["method"] in {"GET", "HEAD"}:
            query = scope.get("query_string", b"").decode("latin-1")
            following = own_path(f"{path}?{query}" if query else path)
            return HTMLResponse(self._page.html(_root(scope), following), 401, _NOT_KEPT)
        return self._unknown()

    async def _weigh(self, scope: Scope, given: str) -> Response | None:
        """Whether a password or a key that a request brings is right; one without any is no attempt."""
        client = client_address(scope)
        wait = self._limit.begin(client)
        if wait:
            headers = {"retry-after": str(math.ceil(wait))}
            return JSONResponse({"detail": self._messages.login_limited.format(number=OF_ONE)}, 429, headers)
        is_known = bool(self._keys and self._keys.of_bearer(given)) or (
            self._accounts is not None and await anyio.to_thread.run_sync(self._accounts.of_basic, given) is not None
        )
        if is_known:
            self._limit.succeed(client)
            return None
        return self._unknown()

    def _unknown(self) -> Response:
        wanted = [f'Basic realm="{_REALM}"'] if self._accounts else []
        wanted += [f'Bearer realm="{_REALM}"'] if self._keys else []
        what = " or ".join([*(["a name and a password"] if self._accounts else []), *(["a key"] if self._keys else [])])
        return JSONResponse({"detail": f"This needs {what}."}, 401, {"www-authenticate": ", ".join(wanted)})


_REALM = "article-qa"
_NOT_KEPT = {"cache-control": "no-store"}


def _root(scope: Scope) -> str:
    """What the page's own path begins with, without a slash at its end."""
    root: str = scope.get("root_path", "")
    return root.rstrip("/")


def _cookie(scope: Scope) -> str:
    """Its name tells servers apart that share a host; cookies do not know of ports."""
    return f"qa-login-{(scope.get('server') or ('', 0))[1]}"


def _token(scope: Scope) -> str | None:
    return read_cookie("; ".join(header_values(scope, b"cookie")), _cookie(scope))


def _wants_page(scope: Scope) -> bool:
    return any("text/html" in accepted for accepted in header_values(scope, b"accept"))
