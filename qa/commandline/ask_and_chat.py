"""What `qa ask` and `qa chat` do."""

from __future__ import annotations

import argparse
import errno
import json
import socket
import sys
import textwrap
import webbrowser
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import regex
from tqdm import tqdm

from index.documents import Document
from index.errors import SettingsError
from index.selection import Selection
from qa.answer import Answer, RankedPassage
from qa.commandline.credentials import credentials
from qa.model_threads import in_model_threads
from qa.settings import Settings, load_settings
from qa.startup import open_assistant

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


def run_ask(options: argparse.Namespace) -> int:
    """Answer one question, for a person or as JSON."""
    progress = ProgressBar("Building the index of the article")
    assistant = open_assistant(settings_of(options), progress, _selection(options))
    assistant.warm_up()
    answer = assistant.ask(options.question, options.history)
    print(json.dumps(answer.to_dict()) if options.json else plain(_in_words(answer, assistant.collection.documents)))
    return 0


def _selection(options: argparse.Namespace) -> Selection:
    return Selection(tuple(options.document), options.author, options.since, options.until)


def run_chat(options: argparse.Namespace) -> int:
    """Serve the page until interrupted."""
    from qa.page.options import Options
    from qa.page.waiting import WaitingPage

    auth, settings = credentials(options.auth, options.auth_file), settings_of(options)
    page = Options(
        options.language,
        options.feedback,
        options.rate,
        options.mcp,
        uploads=options.uploads if options.upload_size else 0,
        upload_megabytes=options.upload_size,
        allowed_hosts=tuple(options.allow_host),
    )
    page.check()
    _check_address(options.host, options.port)
    bar = ProgressBar("Building the index of the article")
    with WaitingPage(options.host, options.port, page.messages) as waiting:
        if options.open:
            webbrowser.open(f"http://{_reachable(options.host)}:{waiting.port}/")
        waiting.say(page.messages.loading)

        def progress(done: int, total: int) -> None:
            bar(done, total)
            waiting.say(page.messages.building, done, total)

        assistant = in_model_threads(open_assistant(settings, progress, _selection(options)))
        waiting.say(page.messages.loading)
        assistant.warm_up()
        waiting.say(page.messages.opening)
        print("Opening the page ...", file=sys.stderr, flush=True)
        import ui
        from qa.suggestion.suggestions import Suggester

    page = replace(page, suggester=Suggester(assistant), suggests=Suggester)
    ui.launch(assistant, page, host=options.host, port=waiting.port, auth=auth)
    return 0


def _reachable(host: str) -> str:
    """The host as this computer's browser reaches it."""
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not listened on
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _in_words(answer: Answer, documents: Mapping[str, Document]) -> str:
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
            said = documents[citation.document]
            by = ", ".join(filter(None, (said.author, said.date)))
            page = f", page {citation.page}" if citation.page else ""
            lines.append(f"[{number}] {citation.title}{f' ({by})' if by else ''}{page}, paragraph {citation.paragraph}")
        lines.append(f"Confidence {answer.confidence:.2f}")
    else:
        lines += [f"No answer. {answer.reason}", "", "What comes closest, but is no answer:"]
        lines += [_as_line(passage, documents) for passage in answer.passages[:_SHOWN_WHEN_REFUSED]]
    return "\n".join(lines)


def _as_line(passage: RankedPassage, documents: Mapping[str, Document]) -> str:
    messages = textwrap.shorten(passage.text, 200, placeholder=" \u2026")
    return f"- {documents[passage.document].title}, paragraph {passage.paragraph}: {messages}"


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
