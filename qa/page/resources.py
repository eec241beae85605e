"""The page's style sheet and script; `ui` puts them into the page. Nothing in them is fetched from anywhere."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.resources import files

from index.sources import FORMATS
from qa.page.login_messages import login_messages
from qa.page.markup import escape
from qa.page.messages import Messages
from qa.page.options import Options
from qa.page.uploads import FIRST_UPLOADED

_SCRIPTS = (
    "uploads.js",
    "article.js",
    "choice.js",
    "correction.js",
    "reading.js",
    "tips.js",
    "waiting.js",
    "dialogs.js",
    "keeping.js",
    "card_picture.js",
    "answers.js",
    "page_picture.js",
    "latest_change.js",
)
_STYLES = (
    "frame.css",
    "chat.css",
    "article.css",
    "uploads.css",
    "waiting.css",
    "reading.css",
    "dialogs.css",
    "page_picture.css",
)

_PARTS = (
    "#qa-conversation [role=log]",
    "#qa-ask textarea",
    "#qa-wait .qa-notice",
    "#qa-stop",
    "#qa-top .qa-save",
    "#qa-new",
)
"""Of the page, which Gradio puts together in an order of its own."""


def style(options: Options) -> str:
    """The style sheet."""
    return "\n".join([*(read_asset(name) for name in _STYLES), options.branding.style])


def script(options: Options) -> str:
    """Runs once, when the article's panel is loaded, as soon as the page's other parts are there.

    `element` is the panel, `server` calls functions of `ui`, and `trigger` asks a question.
    """
    told = json.dumps(asdict(options.messages), ensure_ascii=True).replace("<", "\\u003c")
    parts = json.dumps([*_PARTS, *([".qa-uploads"] if options.uploads else [])])
    names = [*_SCRIPTS, *(["bookmarklet.js"] if options.has_bookmarklet else [])]
    body = "\n".join([f"const messages = {told};", *map(read_asset, names)])
    return (
        f"(async () => {{ while (!{parts}.every((part) => document.querySelector(part))) "
        f"await new Promise((done) => setTimeout(done, 10));\n{body}\n}})();"
    )


def header(options: Options, has_login: bool = False) -> str:
    """The page's name, what it promises, and how to keep a conversation; and to log out, where one logs in."""
    messages, logo = options.messages, options.branding.logo
    picture = f'<img class="qa-logo" alt="" src="{logo}">' if logo else ""
    kinds = [("markdown", messages.save_markdown), ("json", messages.save_json), ("anki", messages.as_flashcards)]
    kinds.append(("print", messages.as_print))
    latest = '<p class="qa-as-of" role="status" hidden></p>' if options.keeps_up else ""
    buttons = "".join(f'<button type="button" data-save="{kind}">{escape(label)}</button>' for kind, label in kinds)
    return (
        f"{picture}<div><h1>{escape(messages.title)}</h1><p>{escape(messages.promise)}</p>{latest}</div>"
        f'<details class="qa-save" hidden><summary>{escape(messages.save)}</summary><div>{buttons}</div></details>'
        + (log_out_form(messages) if has_login else "")
    )


def log_out_form(messages: Messages) -> str:
    """A button that ends the login, without a script."""
    label = escape(login_messages(messages.code).log_out)
    return f'<form class="qa-log-out" method="post" action="logout"><button>{label}</button></form>'


def uploaded_documents(options: Options, is_single: bool) -> str:
    """Where a reader adds documents of their own, and chooses what to ask."""
    messages = options.messages
    articles = messages.the_article if is_single else messages.uploads_articles
    # The script knows the limits, so that what is refused need not travel first.
    return (
        f'<div class="qa-uploads" data-most="{options.uploads}" data-megabytes="{options.upload_megabytes}" '
        f'data-first="{FIRST_UPLOADED}" data-articles="{escape(articles)}" data-single="{int(is_single)}">'
        f'<label class="qa-scope" hidden>{escape(messages.uploads_ask)} <select id="qa-scope"></select></label>'
        f'<button type="button" class="qa-add" title="{escape(messages.uploads_promise)}">'
        f"{escape(messages.uploads_add)}</button>"
        f'<input type="file" multiple hidden accept="{",".join(FORMATS)}">'
        f'<span id="qa-promise">{escape(messages.uploads_promise)}</span>'
        '<button type="button" class="qa-chip" aria-expanded="false" hidden></button>'
        f'<div class="qa-lists"><ul class="qa-mine" aria-label="{escape(messages.uploads_list)}" hidden></ul>'
        f'<ul class="qa-mine qa-not-added" aria-label="{escape(messages.uploads_not_added)}" hidden></ul></div>'
        f'<div class="qa-drop" hidden><p>{escape(messages.uploads_drop)}</p></div></div>'
    )


def waiting(messages: Messages) -> str:
    """What is awaited, and what went wrong; the script fills it in."""
    return (
        '<p class="qa-waiting"></p><div class="qa-notice" role="alert" hidden><p dir="auto"></p>'
        f'<button type="button" aria-label="{escape(messages.uploads_dismiss)}"></button></div>'
    )


AFTER_ANSWER = """(place, past) => {
  document.qaAnswered = { place, past };
  document.dispatchEvent(new CustomEvent("qa-answered", { detail: document.qaAnswered }));
}"""
"""Tells the script which place to show, if any, and what has been asked; it may not have begun yet."""

ASKING = """async (...given) => {
  // The script may not have begun yet.
  for (let tries = 0; !document.qaAsking && tries < 500; tries += 1) await new Promise((done) => setTimeout(done, 10));
  return [...given.slice(0, -1), document.qaAsking?.(given) ?? null];
}"""
"""Tells the script that a question is sent. Which of the reader's own documents it is put to comes last."""

STOPPING = "(question, chat, kept) => [document.qaStop?.(question) ?? question, chat, kept]"
"""Tells the script that the answer is not waited for; the question comes back into its box."""

RESTORE = """() => {
  const link = new URLSearchParams(location.search);
  const wanted = link.get("q");
  let kept = null;
  try { kept = JSON.parse(sessionStorage.getItem("qa-conversation")); } catch { /* Storage may be closed to us. */ }
  // A link does not tell whose documents were asked, nor which: there is none with this number.
  const documents = link.has("private") ? [-1] : undefined;
  const asked = wanted?.trim() ? [{ question: wanted, alone: true, documents }] : [];
  const opened = performance.getEntriesByType("navigation")[0]?.type === "navigate";
  const past = kept && (wanted === null || !opened) ? kept : asked;
  const box = document.querySelector("#qa-ask");
  if (box) box.inert = past.length > 0;
  let uploaded = null;
  try { uploaded = JSON.parse(sessionStorage.getItem("qa-uploads")); } catch { /* Then there are none. */ }
  return [past, uploaded];
}"""
"""The conversation that this tab had, or the question of the link that it was opened with."""


def read_asset(name: str) -> str:
    """The text of a file beside this module."""
    return files("qa.page").joinpath("assets", name).read_text(encoding="utf-8")
