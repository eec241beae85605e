"""What `qa index`, `qa ask` and `qa chat` do."""

from __future__ import annotations

import argparse
import errno
import json
import socket
import sys
import textwrap
import webbrowser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import regex
from tqdm import tqdm

from index.documents import Document, Skipped, find_sources, read_document
from index.embedding import Encoder, SentenceTransformerEncoder
from index.errors import DocumentError, SettingsError
from index.store import Change, Store
from qa.answer import Answer, RankedPassage
from qa.settings import Settings, load_settings
from qa.startup import chunking_of, open_assistant, read_seeds

_CONTROL = regex.compile(r"[\p{Cc}\p{Cf}--[\n\t\u200c\u200d]]", regex.V1)
_SHOWN_WHEN_REFUSED = 2


class ProgressBar:
    """A bar on stderr, shown once there is progress and only on a terminal."""

    def __init__(self, what: str, unit: str = "text") -> None:
        self._what, self._unit = what, unit
        self._bar: Any = None

    def __call__(self, done: int, total: int) -> None:
        if self._bar is None:
            self._bar = tqdm(desc=self._what, total=total, unit=self._unit, file=sys.stderr, disable=None, leave=False)
        self._bar.update(done - self._bar.n)
        if done >= total:
            self._bar.close()


def settings_of(options: argparse.Namespace) -> Settings:
    """The settings, flags on top."""
    flags = {name: getattr(options, name, None) for name in ("index", "threshold", "passages")}
    return load_settings(options.settings, flags=flags)


def plain(text: str) -> str:
    """Text for a terminal: control characters, which could command it, become visible."""
    return str(_CONTROL.sub("\ufffd", text))


def run_index(options: argparse.Namespace) -> int:
    """Add the documents under the paths, or the seeds; say what became of each file."""
    settings = settings_of(options)
    store, encoder = Store(settings.index), SentenceTransformerEncoder(settings.encoder)
    seeds = not options.paths and not options.remove
    if seeds and not options.rebuild and store.exists and not store.holds_seeds:
        raise DocumentError(
            f"The index in {store.folder} holds documents of your own. Name what to add: qa index PATH; "
            "or start anew from the bundled article: qa index --rebuild"
        )
    documents, skipped = (read_seeds(), []) if seeds else _read(options.paths)
    if not documents and not options.remove:
        raise DocumentError(f"Nothing could be indexed. {_listing(skipped)}")
    change = store.update(
        encoder,
        chunking_of(settings),
        add=documents,
        remove=options.remove,
        progress=ProgressBar("Encoding"),
        rebuild=options.rebuild,
        seeds=seeds,
        waiting=lambda: print(f"Waiting for another process that writes {store.folder} ...", file=sys.stderr),
    )
    _report(change, skipped, store, encoder, settings)
    return 0


def run_ask(options: argparse.Namespace) -> int:
    """Answer one question, for a person or as JSON."""
    assistant = open_assistant(settings_of(options), ProgressBar("Building the index of the article"))
    assistant.warm_up()
    answer = assistant.ask(options.question, options.history)
    titles = {document.name: document.title for document in assistant.collection.documents.values()}
    print(json.dumps(answer.to_dict()) if options.json else plain(_in_words(answer, titles)))
    return 0


def run_chat(options: argparse.Namespace) -> int:
    """Serve the page until interrupted."""
    from qa.page.options import Options
    from qa.page.waiting import WaitingPage

    auth, settings = _credentials(options.auth), settings_of(options)
    page = Options(options.language, options.feedback, options.rate, options.mcp)
    page.check()
    _check_address(options.host, options.port)
    bar = ProgressBar("Building the index of the article")
    with WaitingPage(options.host, options.port, page.words) as waiting:
        if options.open:
            webbrowser.open(f"http://{_reachable(options.host)}:{waiting.port}/")
        waiting.say(page.words.loading)

        def progress(done: int, total: int) -> None:
            bar(done, total)
            waiting.say(page.words.building, done, total)

        assistant = open_assistant(settings, progress)
        waiting.say(page.words.loading)
        assistant.warm_up()
        waiting.say(page.words.opening)
        print("Opening the page ...", file=sys.stderr, flush=True)
        import ui
    ui.launch(assistant, page, host=options.host, port=waiting.port, auth=auth)
    return 0


def _reachable(host: str) -> str:
    """The host as this computer's browser reaches it."""
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not listened on
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _read(paths: list[Path]) -> tuple[list[Document], list[Skipped]]:
    documents: list[Document] = []
    skipped: list[Skipped] = []
    for found in find_sources(paths):
        if isinstance(found, Skipped):
            skipped.append(found)
            continue
        try:
            documents.append(read_document(found.path, found.name))
        except DocumentError as error:
            skipped.append(Skipped(found.name, str(error)))
    return documents, skipped


def _report(change: Change, skipped: list[Skipped], store: Store, encoder: Encoder, settings: Settings) -> None:
    for what, names in (("added", change.added), ("updated", change.updated), ("removed", change.removed)):
        for name in names:
            print(_on_one_line(f"{what:>9}  {name}"))
    for left_out in skipped:
        print(_on_one_line(f"{'skipped':>9}  {left_out}"))
    collection = store.open(encoder, chunking_of(settings))
    print(
        f"{len(change.added)} added, {len(change.updated)} updated, {len(change.unchanged)} unchanged, "
        f"{len(change.removed)} removed, {len(skipped)} skipped. {store.folder} holds "
        f"{_count(len(collection.documents), 'document')} in {_count(len(collection.passages), 'passage')}."
    )


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"


def _listing(skipped: list[Skipped]) -> str:
    return " ".join(map(str, skipped)) or "There are no files there."


def _on_one_line(text: str) -> str:
    return plain(text).replace("\n", "\ufffd")


def _in_words(answer: Answer, titles: Mapping[str, str]) -> str:
    lines = []
    if answer.standalone_question != answer.question:
        lines.append(f"Understood as: {answer.standalone_question}")
    if answer.answered:
        if answer.answer not in {citation.quote for citation in answer.citations}:
            lines += [f"{answer.answer}", ""]
        for number, citation in enumerate(answer.citations, 1):
            lines.append(f"\u201c{citation.quote}\u201d [{number}]")
        lines.append("")
        for number, citation in enumerate(answer.citations, 1):
            lines.append(f"[{number}] {citation.title}, paragraph {citation.paragraph}")
        lines.append(f"Confidence {answer.confidence:.2f}")
    else:
        lines += [f"No answer. {answer.reason}", "", "What comes closest, but is no answer:"]
        lines += [_as_line(passage, titles) for passage in answer.passages[:_SHOWN_WHEN_REFUSED]]
    return "\n".join(lines)


def _as_line(passage: RankedPassage, titles: Mapping[str, str]) -> str:
    words = textwrap.shorten(passage.text, 200, placeholder=" \u2026")
    return f"- {titles[passage.document]}, paragraph {passage.paragraph}: {words}"


def _check_address(host: str, port: int | None) -> None:
    """Before anything slow is done. Raises `SettingsError` where the page could not be served there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port or 0))
        except OSError as error:
            cure = "Choose another --port." if error.errno == errno.EADDRINUSE else "Choose another --host or --port."
            where = f"{host}, port {port}" if port else host
            raise SettingsError(f"The page cannot be served at {where}: {error.strerror}. {cure}") from None


def _credentials(auth: str | None) -> tuple[str, str] | None:
    if auth is None:
        return None
    user, colon, password = auth.partition(":")
    if not (user and colon and password):
        raise SettingsError("--auth needs a name and a password with a colon between them: --auth USER:PASSWORD")
    return user, password
