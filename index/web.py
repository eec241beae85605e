"""One page or file from a web address that somebody named: the only use of the network that there is."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from math import inf
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from threading import Thread, Timer
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from index.errors import AddressError
from index.reading import LARGEST_FILE
from index.sources import FORMATS, Source

SECONDS = 30.0
"""The longest that fetching may take, all redirects included."""

ATTEMPT_SECONDS = 4.0
"""What one of several addresses may take to answer: a first packet is repeated after 1 s and 3 s (RFC 6298)."""

MOST_REDIRECTS = 5

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PIECE = 2**16
_TYPES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "application/epub+zip": ".epub",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/rtf": ".rtf",
    "text/rtf": ".rtf",
    "application/zip": ".zip",
    "text/markdown": ".md",
    "text/plain": ".txt",
}
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
"""Where a network without IPv4 puts IPv4 addresses."""

_AGENT = "article-qa (a person asked for this page)"


@dataclass(frozen=True)
class _Fetched:
    address: str
    content_type: str
    data: bytes


@contextmanager
def fetched(address: str, allow_private: bool = False, seconds: float = SECONDS) -> Iterator[Source]:
    """Fetch an address into a file that is there for as long as the context.

    Redirects are followed; at each the address that is connected to must be a public one,
    unless `allow_private`. Raises `AddressError`.
    """
    found = _fetch(address, allow_private, seconds)
    ending = _ending(found)
    with TemporaryDirectory(prefix="article-qa-") as folder:
        file = Path(folder) / f"page{ending}"
        file.write_bytes(found.data)
        yield Source(file, _name(address), address=address)


def _fetch(address: str, allow_private: bool, seconds: float) -> _Fetched:
    deadline = time.monotonic() + seconds
    place = address
    for _ in range(MOST_REDIRECTS + 1):
        response = _request(_checked(place), allow_private, deadline)
        if isinstance(response, _Fetched):
            return response
        onwards = urljoin(place, quote(response, safe="%/:=&?~#+!$,;'@()*[]"))
        if urlsplit(place).scheme == "https" and urlsplit(onwards).scheme != "https":
            raise AddressError(f"{place} leads on to {onwards}, which is not encrypted. It is not fetched.")
        place = onwards
    raise AddressError(f"{address} leads on to other addresses more than {MOST_REDIRECTS} times. It is not fetched.")


def _checked(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise AddressError(f"{address} is no web address. Check its spelling.")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise AddressError(f"{address} is no web address: it begins with neither http:// nor https://.")
    if parts.username or parts.password:
        raise AddressError(f"The address {parts.hostname} is given with a name or password, which is not supported.")
    return parts


def _request(parts: SplitResult, allow_private: bool, deadline: float) -> _Fetched | str:
    """What an address holds, or where it leads on to."""
    address = parts.geturl()
    kind = _SafeHTTPS if parts.scheme == "https" else _Safe
    connection = kind(parts.hostname or "", parts.port, timeout=_left(address, deadline))
    connection.allow_private = allow_private
    target = quote(parts.path or "/", safe="%/:=~+!$,;'@()*") + (
        "?" + quote(parts.query, safe="%/:=&?~+!$,;'@()*[]") if parts.query else ""
    )
    timer = Timer(_left(address, deadline), connection.cut)
    timer.start()
    try:
        connection.request("GET", target, headers={"User-Agent": _AGENT, "Accept-Encoding": "identity"})
        response = connection.getresponse()
        if response.status in _REDIRECTS and response.headers.get("Location"):
            return str(response.headers["Location"])
        if response.status != http.client.OK:
            raise AddressError(f"{address} could not be fetched: the server says {response.status} {response.reason}.")
        if response.headers.get("Content-Encoding", "identity").lower() not in {"", "identity"}:
            raise AddressError(f"{address} could not be fetched: it is compressed although that was not asked for.")
        return _Fetched(address, response.headers.get_content_type(), _body(response, address, deadline))
    except TimeoutError:
        raise _too_slow(address) from None
    except UnicodeError:
        raise AddressError(f"{address} is no web address. Check its spelling.") from None
    except ssl.SSLError as error:
        raise AddressError(
            f"{address} could not be fetched safely: {error.reason or 'no valid certificate'}."
        ) from None
    except (OSError, http.client.HTTPException) as error:
        _left(address, deadline)
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise AddressError(f"{address} could not be fetched: {reason}.") from None
    finally:
        timer.cancel()
        connection.close()


def _body(response: http.client.HTTPResponse, address: str, deadline: float) -> bytes:
    pieces, size = [], 0
    while piece := response.read1(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > LARGEST_FILE:
            raise AddressError(f"{address} is larger than {LARGEST_FILE // 2**20} MB. It is not fetched.")
    _left(address, deadline)
    if response.length:
        raise AddressError(f"{address} could not be fetched whole: the connection was lost.")
    return b"".join(pieces)


def _left(address: str, deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise _too_slow(address)
    return left


def _too_slow(address: str) -> AddressError:
    return AddressError(f"{address} took too long to fetch and was given up.")


class _Safe(http.client.HTTPConnection):
    """Connects to the very address that was checked: looking a name up twice could give two answers."""

    allow_private = False
    _opened: socket.socket | None = None
    """Kept because `sock` is forgotten as soon as the headers are read."""

    def connect(self) -> None:
        self.sock = self._opened = _connect(self.host, self.port, self.timeout, self.allow_private)

    def cut(self) -> None:
        """End all waiting, from another thread."""
        if self._opened is not None:
            with suppress(OSError):
                self._opened.shutdown(socket.SHUT_RDWR)


class _SafeHTTPS(_Safe):
    default_port = http.client.HTTPS_PORT

    def connect(self) -> None:
        super().connect()
        self.sock = self._opened = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def _connect(host: str, port: int, timeout: float | None, allow_private: bool) -> socket.socket:
    started = time.monotonic()
    numbers = _looked_up(host, port, timeout)
    refused = [number for number in numbers if not (allow_private or _is_public(number))]
    if refused:
        raise AddressError(
            f"{host} is at {refused[0]}, an address of this machine or of a private network. "
            "If you mean it, say --allow-private"
        )
    return _first_that_answers(numbers, port, None if timeout is None else started + timeout)


def _first_that_answers(numbers: Sequence[str], port: int, deadline: float | None) -> socket.socket:
    """A connection to the first of the addresses that takes one; the last error where none does.

    One that stays silent costs at most `ATTEMPT_SECONDS`, unless it is the last.
    """
    for place, number in enumerate(numbers, 1):
        left = None if deadline is None else max(deadline - time.monotonic(), 0.001)
        is_last = place == len(numbers)
        try:
            return socket.create_connection((number, port), left if is_last else min(left or inf, ATTEMPT_SECONDS))
        except OSError:
            if is_last:
                raise
    raise OSError("it has no address")


def _looked_up(host: str, port: int, timeout: float | None) -> list[str]:
    """The addresses of a name; the system's own call may wait for minutes, and nothing ends it. Raises `OSError`."""
    found: Future[list[str]] = Future()

    def look_up() -> None:
        try:
            entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.set_result(list(dict.fromkeys(str(entry[4][0]) for entry in entries)))
        except Exception as error:  # noqa: BLE001 - raised again by whoever waits
            found.set_exception(error)

    Thread(target=look_up, daemon=True).start()
    return found.result(timeout)


def _is_public(number: str) -> bool:
    address = ipaddress.ip_address(number.partition("%")[0])
    inside = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    if address in _TRANSLATED:
        inside = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.is_global and not address.is_multicast and (inside is None or inside.is_global)


def _ending(found: _Fetched) -> str:
    """By the server's word for it, else by the address."""
    said = _TYPES.get(found.content_type)
    named = PurePosixPath(unquote(urlsplit(found.address).path)).suffix.lower()
    if said in {None, ".txt", ".zip"} and named in FORMATS:
        return named
    if said is None:
        raise AddressError(f"{found.address} is {found.content_type}, which is not a format that can be read.")
    return said


def _name(address: str) -> str:
    """Host and path, with the query where there is one."""
    parts = urlsplit(address)
    name = unquote(f"{parts.netloc}{parts.path}").rstrip("/")
    return f"{name}?{parts.query}" if parts.query else name
