"""The headers of every reply: what a page may load, and which other sites may show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qa.page.asgi import HEADERS

EMBED_PATH = "/embed"
"""The one page that other sites may show in a frame; they are named by its owner."""

BOOKMARKLET_PATH = "/add"
"""The one page that the site which opened it may send something to."""

# Gradio compiles the page's own handlers from text, hence 'unsafe-eval', and sets styles on elements.
_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-eval'{nonce}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)

# Of the small pages, which are without Gradio.
_SMALL_POLICY = (
    "default-src 'none'; script-src{nonce}; style-src 'unsafe-inline'; img-src data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors {framed_by}"
)


def reply_headers(path: str, nonce: str = "", framed_by: Sequence[str] = ()) -> Mapping[str, str]:
    """The headers of a reply from this path; `nonce` is that of its scripts, `framed_by` the origins that embed."""
    named = f" 'nonce-{nonce}'" if nonce else ""
    if path not in {EMBED_PATH, BOOKMARKLET_PATH}:
        return {**HEADERS, "content-security-policy": _POLICY.format(nonce=named)}
    is_framed = path == EMBED_PATH and bool(framed_by)
    policy = _SMALL_POLICY.format(nonce=named or " 'none'", framed_by=" ".join(framed_by) if is_framed else "'none'")
    headers = {**HEADERS, "content-security-policy": policy}
    if is_framed:
        # The policy says the same, and more exactly; this could name no site.
        del headers["x-frame-options"]
        headers["cross-origin-resource-policy"] = "cross-origin"
    if path == BOOKMARKLET_PATH:
        headers["cross-origin-opener-policy"] = "unsafe-none"
    return headers
