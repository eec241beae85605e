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
from typing import TYPE_CHECKING, Any

from index.errors import SettingsError
from qa.answer import Answer, Citation
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
    from qa.commandline.following import FolderFollower
    from qa.commandline.following_engine import EngineFollower
    from qa.page.options import Options
    from qa.settings import Settings

    Follower = FolderFollower | EngineFollower

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
    answer = assistant.ask(options.question, options.history)
    if options.json:
        print(json.dumps(answer.to_dict()))
        return GOOD
    print(plain(_in_words(answer, assistant.collection.documents)))
    if answer.form == "refusal":
        from qa.suggestion.suggestions import PatternSuggester

        if instead := PatternSuggester(assistant).alternative(answer):
            print(plain(f"\nYou could ask instead: {instead}"))
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
    _add_access_options(parser)
    parser.add_argument("--branding", type=path, metavar="FILE", help="title, colour, logo and more, from a TOML file")
    parser.add_argument("--access-log", type=path, metavar="FILE", help="write a line for each request")
    parser.add_argument("--question-log", type=path, metavar="FILE", help="write a line for each question")
    parser.add_argument("--open", action="store_true", help="open the page in a browser")
    parser.add_argument(
        "--language", default="en", metavar="CODE", help="of the page's own words: en, fr or ar (default: en)"
    )
    parser.add_argument(
        "--feedback", type=path, metavar="FILE", help="store readers' thumbs in this .jsonl question set"
    )
    _add_limit_options(parser)
    parser.add_argument(
        "--watch",
        action="append",
        default=[],
        type=path,
        metavar="FOLDER",
        help="put this folder into the index, and keep up with what changes in it; may be given again",
    )
    parser.add_argument(
        "--prune", action="store_true", help="with --watch: take out documents whose files are gone from the folders"
    )
    _add_other_site_options(parser)
    parser.add_argument("--mcp", action="store_true", help="serve the answers as an MCP tool as well")
    _add_selection_options(parser)
    add_answering_options(parser)
    parser.set_defaults(run=run_chat)


def _add_access_options(parser: argparse.ArgumentParser) -> None:
    """Who may come, and from where."""
    parser.add_argument(
        "--auth", metavar="USER:PASSWORD", help="ask for this name and password, which the process list shows to all"
    )
    parser.add_argument(
        "--auth-file", type=path, metavar="FILE", help="names and passwords from a file, or one in the variable QA_AUTH"
    )
    parser.add_argument(
        "--owner-password-file", type=path, metavar="FILE", help="the owner's page at /owner, for a name of this file"
    )
    parser.add_argument("--api-keys", type=path, metavar="FILE", help="programs bring a key of this file: qa keys add")
    parser.add_argument(
        "--allow-host", action="append", default=[], metavar="NAME", help="the page is served as this name too"
    )
    parser.add_argument(
        "--root-path", default="", metavar="PATH", help="what the page's path begins with behind a proxy, such as /qa"
    )
    parser.add_argument(
        "--trusted-proxy",
        action="append",
        default=[],
        metavar="ADDRESS",
        help="believe this proxy, or network, who a client is (default: proxies of this machine)",
    )


def _add_limit_options(parser: argparse.ArgumentParser) -> None:
    """How much each client may ask and add."""
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


def _add_other_site_options(parser: argparse.ArgumentParser) -> None:
    """What other web sites have to do with the page."""
    parser.add_argument(
        "--embed",
        action="append",
        default=[],
        metavar="SITE",
        help="this site, such as https://site.example, may show a widget that asks: /embed; may be given again",
    )
    parser.add_argument(
        "--embed-rate",
        type=whole_number(0, 1_000_000),
        default=10,
        metavar="N",
        help="questions a client may ask by the widget in a minute (default: 10; 0: any)",
    )
    parser.add_argument(
        "--no-bookmarklet", action="store_true", help="do not take the page that another tab of a reader shows"
    )


def run_chat(options: argparse.Namespace) -> int:
    """Serve the page until interrupted; where its owner asks for that, open the index anew and go on."""
    from qa.commandline.credentials import credentials
    from qa.page.accounts import read_accounts
    from qa.page.api_keys import read_keys
    from qa.page.owner import Owner
    from qa.page.owner_documents import OwnerDocuments
    from qa.startup import store_of

    auth, settings = credentials(options.auth, options.auth_file), settings_of(options)
    keys = read_keys(options.api_keys) if options.api_keys else None
    owner = None
    if options.owner_password_file:
        documents = OwnerDocuments(store_of(settings), settings.chunking)
        owner = Owner(read_accounts(options.owner_password_file), documents)
    page = _page_options(options, settings)
    page.check(has_login=auth is not None)
    _check_address(options.host, options.port)
    follower = _follower(options, settings)
    while True:
        options.port = _serve(options, settings, page, follower, auth=auth, keys=keys, owner=owner)
        if owner is None or not owner.restart.is_set():
            return GOOD
        owner.restart.clear()
        options.open = False


def _follower(options: argparse.Namespace, settings: Settings) -> Follower | None:
    """What keeps the page up with folders that are watched, or with a database that others index into.

    Raises `SettingsError` for what does not fit.
    """
    if not options.watch:
        if options.prune:
            raise SettingsError("--prune goes with --watch: name the folder. Or prune once: qa index FOLDER --prune")
        return _engine_follower(options, settings)
    from qa.commandline.following import FolderFollower
    from qa.commandline.indexing import Wanted

    return FolderFollower.begin(Wanted(settings, tuple(options.watch), options.prune), _selection(options))


def _engine_follower(options: argparse.Namespace, settings: Settings) -> EngineFollower | None:
    if not settings.engine.url.get_secret_value():
        return None
    from index.postgres.store import PostgresStore
    from qa.commandline.following_engine import EngineFollower
    from qa.startup import store_of

    store = store_of(settings)
    assert isinstance(store, PostgresStore)
    return EngineFollower(settings, _selection(options), store)


def _page_options(options: argparse.Namespace, settings: Settings) -> Options:
    from qa.page.branding import Branding, read_branding
    from qa.page.options import Options

    return Options(
        options.language,
        options.feedback,
        options.rate,
        options.mcp,
        uploads=options.uploads if options.upload_size else 0,
        upload_megabytes=options.upload_size,
        allowed_hosts=tuple(options.allow_host),
        question_log=options.question_log,
        access_log=options.access_log,
        root_path=options.root_path,
        trusted_proxies=tuple(options.trusted_proxy),
        branding=read_branding(options.branding) if options.branding else Branding(),
        keeps_up=bool(options.watch or settings.engine.url.get_secret_value()),
        embedded_by=tuple(options.embed),
        embed_per_minute=options.embed_rate,
        bookmarklet=not options.no_bookmarklet,
    )


def _serve(
    options: argparse.Namespace,
    settings: Settings,
    page: Options,
    follower: FolderFollower | EngineFollower | None,
    **access: Any,
) -> int:
    """Open the index and serve the page, which is told of meanwhile; gives the port once it is served no more."""
    from qa.page.waiting import WaitingPage

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
    following = follower.following if follower else None
    ui.launch(assistant, page, host=options.host, port=waiting.port, following=following, **access)
    return waiting.port


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
    from qa.form.headline import headline
    from qa.page.english import ENGLISH
    from qa.page.form_heading import form_heading

    lines = []
    if heading := form_heading(answer, ENGLISH):
        lines += [f"{heading}", ""]
    elif answer.verdict:
        lines += ["Yes." if answer.verdict == "yes" else "No.", ""]
    elif (first := headline(answer)) not in {citation.quote for citation in answer.citations}:
        lines += [first, ""]
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
    by = ", ".join(filter(None, (said.author, said.published)))
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
