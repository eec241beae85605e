"""The commands `qa ask` and `qa chat`."""

from __future__ import annotations

import argparse
import errno
import json
import socket
import sys
import webbrowser
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from index.errors import SettingsError
from qa.answer import Answer, Citation
from qa.commandline.credentials import credentials
from qa.commandline.terminal import (
    GOOD,
    Commands,
    ProgressBar,
    add_answering_options,
    day,
    path,
    plain,
    settings_of,
    whole_number,
)

if TYPE_CHECKING:
    from index.documents import Document
    from index.selection import Selection

_SHOWN_WHEN_REFUSED = 2


def add_commands(commands: Commands) -> None:
    """Put these commands into the parser."""
    _add_ask(commands)
    _add_chat(commands)


def _add_ask(commands: Commands) -> None:
    parser = commands.add_parser("ask", help="ask one question")
    parser.add_argument("question", metavar="QUESTION")
    parser.add_argument(
        "--history", action="append", default=[], metavar="TEXT", help="an earlier question, oldest first"
    )
    parser.add_argument("--json", action="store_true", help="print everything known about the answer as JSON")
    _add_selection_options(parser)
    add_answering_options(parser)
    parser.set_defaults(run=run_ask)


def run_ask(options: argparse.Namespace) -> int:
    """Answer one question, for a person or as JSON."""
    from qa.startup import open_assistant

    progress = ProgressBar("Building the index of the article")
    assistant = open_assistant(settings_of(options), progress, _selection(options))
    assistant.warm_up()
    answer = assistant.ask(options.question, options.history)
    print(json.dumps(answer.to_dict()) if options.json else plain(_in_words(answer, assistant.collection.documents)))
    return GOOD


def _add_selection_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--document", action="append", default=[], metavar="NAME", help="ask this document alone; may be given again"
    )
    parser.add_argument("--author", metavar="NAME", help="ask documents of this author alone")
    parser.add_argument("--since", type=day, metavar="DAY", help="ask documents of this day or later (YYYY-MM-DD)")
    parser.add_argument("--until", type=day, metavar="DAY", help="ask documents of this day or earlier")


def _selection(options: argparse.Namespace) -> Selection:
    from index.selection import Selection

    return Selection(tuple(options.document), options.author, options.since, options.until)


def _add_chat(commands: Commands) -> None:
    parser = commands.add_parser("chat", help="open the chat page")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.add_argument(
        "--port", type=whole_number(1, 65_535), help="port to listen on (default: the first free one from 7860)"
    )
    parser.add_argument(
        "--auth", metavar="USER:PASSWORD", help="ask for this name and password, which the process list shows to all"
    )
    parser.add_argument(
        "--auth-file", type=path, metavar="FILE", help="the same from a file of one line (or in the variable QA_AUTH)"
    )
    parser.add_argument(
        "--allow-host", action="append", default=[], metavar="NAME", help="the page is served as this name too"
    )
    parser.add_argument("--open", action="store_true", help="open the page in a browser")
    parser.add_argument(
        "--language", default="en", metavar="CODE", help="of the page's own words: en or ar (default: en)"
    )
    parser.add_argument(
        "--feedback", type=path, metavar="FILE", help="store readers' thumbs in this .jsonl question set"
    )
    parser.add_argument(
        "--rate",
        type=whole_number(0, 1_000_000),
        default=60,
        metavar="N",
        help="questions a client may ask in a minute (default: 60; 0: any)",
    )
    parser.add_argument(
        "--uploads",
        type=whole_number(0, 50),
        default=10,
        metavar="N",
        help="documents of their own that a reader may add (default: 10; 0: none)",
    )
    parser.add_argument(
        "--upload-size", type=whole_number(0, 50), default=20, metavar="MB", help="how large each may be (default: 20)"
    )
    parser.add_argument("--mcp", action="store_true", help="serve the answers as an MCP tool as well")
    _add_selection_options(parser)
    add_answering_options(parser)
    parser.set_defaults(run=run_chat)


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

        from qa.model_threads import in_model_threads
        from qa.startup import open_assistant

        assistant = in_model_threads(open_assistant(settings, progress, _selection(options)))
        waiting.say(page.messages.loading)
        assistant.warm_up()
        waiting.say(page.messages.opening)
        print("Opening the page ...", file=sys.stderr, flush=True)
        import ui
        from qa.suggestion.suggestions import PatternSuggester

    page = replace(page, suggester=PatternSuggester(assistant), suggests=PatternSuggester)
    ui.launch(assistant, page, host=options.host, port=waiting.port, auth=auth)
    return GOOD


def _reachable(host: str) -> str:
    """The host as this computer's browser reaches it."""
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not listened on
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _in_words(answer: Answer, documents: Mapping[str, Document]) -> str:
    if answer.form == "reply":
        return answer.reply or ""
    understood = answer.standalone_question != answer.question
    lines = [f"Understood as: {answer.standalone_question}"] if understood else []
    warned = ["", answer.index.warning] if answer.index.warning else []
    return "\n".join([*lines, *(_given if answer.answered else _refused)(answer, documents), *warned])


def _given(answer: Answer, documents: Mapping[str, Document]) -> list[str]:
    from qa.page.form_heading import form_heading
    from qa.page.messages import ENGLISH

    lines = []
    if heading := form_heading(answer, ENGLISH):
        lines += [f"{heading}", ""]
    elif answer.verdict:
        lines += ["Yes." if answer.verdict == "yes" else "No.", ""]
    elif answer.answer not in {citation.quote for citation in answer.citations}:
        lines += [f"{answer.answer}", ""]
    subject = None
    for number, citation in enumerate(answer.citations, 1):
        if citation.subject != subject:
            subject = citation.subject
            lines.append(f"{subject}:")
        is_part = answer.form == "list" and citation.answer != citation.quote
        item = f"{citation.cell_path or citation.answer}: " if is_part else ""
        lines.append(f"{item}\u201c{citation.quote}\u201d [{number}]")
    lines += [f"{answer.reply}"] if answer.reply and not answer.calculated else []
    lines.append("")
    lines += [f"[{number}] {_place(citation, documents)}" for number, citation in enumerate(answer.citations, 1)]
    return [*lines, f"Confidence {answer.confidence:.2f}"]


def _refused(answer: Answer, documents: Mapping[str, Document]) -> list[str]:
    unsure = answer.refusal is not None and answer.refusal.kind == "unsure"
    lines = [f"No answer. {answer.reason}", ""]
    lines.append("This may be what you mean:" if unsure else "What comes closest, but is no answer:")
    for citation in answer.nearest[: 1 if unsure else _SHOWN_WHEN_REFUSED]:
        lines += [f"\u201c{citation.quote}\u201d", f"  {_place(citation, documents)}"]
    return lines


def _place(citation: Citation, documents: Mapping[str, Document]) -> str:
    said = documents[citation.document]
    by = ", ".join(filter(None, (said.author, said.date)))
    page = f", page {citation.page}" if citation.page else ""
    cell = f" \u203a {citation.cell.name}" if citation.cell and citation.cell.name else ""
    place = citation.below(f"{citation.title} ({by})" if by else citation.title)
    read = ", read from a picture" if citation.read_from_picture else ""
    time = f", at {citation.time}" if citation.time else ""
    return f"{place}{cell}{page}, paragraph {citation.paragraph}{time}{read}"


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
