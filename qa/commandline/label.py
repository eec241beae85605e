"""The command `qa label`."""

from __future__ import annotations

import argparse
import secrets
import socket
import sys
import webbrowser
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import SettingsError
from qa.commandline.reading_documents import read_documents
from qa.commandline.terminal import FAILED, GOOD, Commands, ProgressBar, counted, listed, path
from qa.files import write_whole

if TYPE_CHECKING:
    from index.documents import Document
    from index.passages import Passage
    from qa.evaluation.labelling.label import Label
    from qa.evaluation.labelling.label_journal import LabelJournal
    from qa.evaluation.labelling.label_page import Find
    from qa.evaluation.labelling.tasks import Tasks
    from qa.evaluation.resampling import Estimate

_HOST = "127.0.0.1"
_SHOWN_PASSAGES = 6


def add_commands(commands: Commands) -> None:
    """Put the command into the parser."""
    parser = commands.add_parser("label", help="label questions in the browser: which sentences answer them")
    parser.add_argument("questions", type=path, metavar="QUESTIONS", help=".jsonl, .csv, or .txt with one on each line")
    parser.add_argument("documents", type=path, nargs="+", metavar="DOCUMENT", help="files or folders")
    parser.add_argument("--annotator", metavar="NAME", help="whose labels these are (default: first)")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--agreement", action="store_true", help="say how far the annotators agree, and on what not")
    what.add_argument("--adjudicate", action="store_true", help="decide in the browser what annotators differ on")
    what.add_argument("--write", type=path, metavar="FILE", help="write the question set of all labels")
    parser.add_argument("--port", type=int, default=0, metavar="P", help="port of the page (default: a free one)")
    parser.add_argument("--no-open", action="store_true", help="do not open the browser")
    parser.add_argument("--debug", action="store_true", help="show a traceback when something unexpected happens")
    parser.set_defaults(run=run_label)


def run_label(options: argparse.Namespace) -> int:
    """Serve the page until interrupted; or compare annotators, or write the set."""
    from qa.evaluation.labelling.label_journal import ADJUDICATED, LabelJournal, annotators
    from qa.evaluation.labelling.tasks import load_tasks

    tasks = load_tasks(options.questions)
    documents = read_documents(options.documents, "label")
    if options.annotator == ADJUDICATED:
        raise SettingsError(f"--annotator {ADJUDICATED} is the adjudicator's: use --adjudicate, or another name.")
    if not (options.agreement or options.adjudicate or options.write):
        return _serve(options, tasks, LabelJournal(tasks, options.annotator or "first", documents), documents)
    labels = {name: LabelJournal(tasks, name, documents).labels for name in annotators(tasks.path)}
    if options.agreement:
        return _print_agreement(labels)
    adjudicator = LabelJournal(tasks, ADJUDICATED, documents)
    if options.write:
        return _write(options.write, tasks, labels, adjudicator.labels, documents)
    return _adjudicate(options, tasks, labels, adjudicator, documents)


def _adjudicate(
    options: argparse.Namespace,
    tasks: Tasks,
    labels: Mapping[str, Mapping[str, Label]],
    adjudicator: LabelJournal,
    documents: Mapping[str, Document],
) -> int:
    from qa.evaluation.labelling.agreement import agreement

    differing = set(agreement(labels).differing)
    if not differing:
        print("The annotators agree on every question that two of them labelled.")
        return GOOD
    left = replace(tasks, questions=tuple(task for task in tasks.questions if task.id in differing))
    return _serve(options, left, adjudicator, documents, labels)


def _serve(
    options: argparse.Namespace,
    tasks: Tasks,
    journal: LabelJournal,
    documents: Mapping[str, Document],
    others: Mapping[str, Mapping[str, Label]] | None = None,
) -> int:
    """The page on this computer alone, at an address with a part that nobody can guess."""
    import uvicorn

    from qa.evaluation.labelling.label_page import LabelPage
    from qa.page.origins import OwnOrigin

    token = secrets.token_urlsafe(16)
    with _listening(options.port) as listening:
        journal.open()
        try:
            page = LabelPage(tasks.questions, journal, documents, _finder(documents), others)
            address = f"http://{_HOST}:{listening.getsockname()[1]}/{token}/"
            print(f"The page is at {address} (Ctrl+C stops it). Labels are kept in {journal.path}.", flush=True)
            if not options.no_open:
                webbrowser.open(address)
            config = uvicorn.Config(OwnOrigin(page.app(token), _HOST), log_level="warning", lifespan="off")
            uvicorn.Server(config).run(sockets=[listening])
        finally:
            journal.close()
    return GOOD


def _listening(port: int) -> socket.socket:
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        server.bind((_HOST, port))
        server.listen()
    except (OSError, OverflowError) as error:
        server.close()
        reason = getattr(error, "strerror", None) or error
        raise SettingsError(f"The page cannot be served at port {port}: {reason}. Choose another --port.") from None
    return server


def _finder(documents: Mapping[str, Document]) -> Find:
    """Looks passages up as the product does, in an index that is built for it and not kept."""
    from index.collection import Collection
    from index.embedding import encoder_named
    from qa.retrieval import Retriever
    from qa.settings import Settings

    encoder = encoder_named(Settings().encoder)
    collection = Collection.build(list(documents.values()), encoder, progress=ProgressBar("Reading the documents"))
    retriever = Retriever(collection, encoder)

    def find(text: str) -> Sequence[Passage]:
        return [hit.passage for hit in retriever.retrieve(text, _SHOWN_PASSAGES)]

    return find


def _print_agreement(labels: Mapping[str, Mapping[str, Label]]) -> int:
    """1 where annotators differ."""
    from qa.evaluation.labelling.agreement import agreement

    found = agreement(labels)
    print(f"{counted(found.questions, 'question')} labelled by two or more of {', '.join(labels)}")
    print(f"the same label             {found.same:.1%}")
    print(f"Krippendorff's alpha, what {_alpha(found.choice)}")
    print(f"Krippendorff's alpha, where{_alpha(found.sentences):>8}")
    if found.differing:
        print(f"They differ on {listed(found.differing)}: qa label ... --adjudicate")
    return FAILED if found.differing else GOOD


def _alpha(found: Estimate | None) -> str:
    return (
        " not defined: all labels are the same"
        if found is None
        else f" {found.value:.3f}  [{found.low:.3f}, {found.high:.3f}]"
    )


def _write(
    file: Path,
    tasks: Tasks,
    labels: Mapping[str, Mapping[str, Label]],
    adjudicated: Mapping[str, Label],
    documents: Mapping[str, Document],
) -> int:
    """1 where questions are left out, since annotators differ or nobody labelled them."""
    from qa.evaluation.labelling.labelled_set import labelled_set

    if file.suffix.lower() != ".jsonl":
        raise SettingsError(f"--write {file} does not fit: name a file that ends with .jsonl.")
    found = labelled_set(tasks, labels, adjudicated, documents)
    if found.questions:
        write_whole(file, found.text)
    print(
        f"{counted(found.questions, 'question')} written to {file}."
        if found.questions
        else "No question has a label yet."
    )
    for what, ids in (("differ", found.differing), ("have no label", found.unlabelled)):
        if ids:
            print(f"qa label: {counted(len(ids), 'question')} left out that {what}: {listed(ids)}", file=sys.stderr)
    return FAILED if found.differing or found.unlabelled else GOOD
