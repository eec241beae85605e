"""SIGTERM stops a command as Ctrl+C does: what was begun is left whole, and nothing stays behind."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

EXIT_CODE = 128 + signal.SIGTERM
"""143, as a shell tells of a process that SIGTERM ended."""

STOPPED = "Stopped."
"""What is told at the end."""

PATIENCE = 4.0
"""Seconds in which a command has to end by itself; then it is ended. A supervisor commonly waits for 10."""


_SOON = 0.02


class TerminatedError(KeyboardInterrupt):
    """SIGTERM came. What is done at Ctrl+C is done at this."""


@contextmanager
def stoppable() -> Iterator[None]:
    """While in the context, SIGTERM raises `TerminatedError` in the main thread; a second one changes nothing. Ctrl+C
    where nothing can be raised comes again.

    A process that is the first of its system, as in a container, has no default for SIGTERM: without this it would
    go on. Elsewhere than in the main thread nothing is done.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before, unraisable = signal.signal(signal.SIGTERM, _terminate), sys.unraisablehook
    sys.unraisablehook = lambda lost: _raise_again(lost) or unraisable(lost)
    try:
        yield
    except Exception as error:
        # A library that was interrupted as it loaded may tell of it by an error of its own.
        if signal.getsignal(signal.SIGTERM) in (signal.SIG_IGN, _raise):
            raise TerminatedError from error
        raise
    finally:
        sys.unraisablehook = unraisable
        # Once it came, the process ends: not in the midst of clearing up, because of a second one.
        if signal.getsignal(signal.SIGTERM) is _terminate:
            signal.signal(signal.SIGTERM, before)


def _terminate(_: int, __: FrameType | None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    last_resort = threading.Timer(PATIENCE, _end)
    last_resort.daemon = True
    last_resort.start()
    # At its end Python would look for garbage among all objects of the models, for a second or two.
    gc.freeze()
    raise TerminatedError


def _raise_again(lost: sys.UnraisableHookArgs) -> bool:
    """Whether what came where nothing can be raised, as while garbage is collected, is SIGTERM or Ctrl+C; it comes
    again then."""
    if not isinstance(lost.exc_value, KeyboardInterrupt):
        return False
    number = signal.SIGTERM if isinstance(lost.exc_value, TerminatedError) else signal.SIGINT
    if number == signal.SIGTERM:
        signal.signal(number, _raise)
    again = threading.Timer(_SOON, os.kill, (os.getpid(), number))
    again.daemon = True
    again.start()
    return True


def _raise(_: int, __: FrameType | None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise TerminatedError


def _end() -> None:
    """End the process, although a thread, or code that swallowed the exception, goes on. Files are cleared up."""
    print(f"qa: {STOPPED}", file=sys.stderr, flush=True)
    clearing = threading.Thread(target=atexit._run_exitfuncs, daemon=True)
    clearing.start()
    clearing.join(1.0)
    os._exit(EXIT_CODE)
