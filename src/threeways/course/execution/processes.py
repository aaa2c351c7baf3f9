"""How work ends: a unit with everything it has started, wherever that has gone; Ctrl-C."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable, Iterator

import psutil

MARK = "THREEWAYS_UNIT"  # in the environment of a unit, and so of all that descends from it
PR_SET_PDEATHSIG = 1


def end_all(mark: str) -> None:
    """Kill every process that carries the mark, frozen or in a session of its own, but this one.

    A kernel has its own session and a daemon another parent: neither the process group nor the
    tree of parents finds them all, the environment that they inherit does.
    """
    for _ in range(10):  # what was started while we looked is found in the next round
        found = list(_marked(mark))
        if not found:
            return
        for process in found:
            with_patience(process.kill)
        psutil.wait_procs(found, timeout=2)


def _marked(mark: str) -> Iterator[psutil.Process]:
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.environ().get(MARK) == mark:
                yield process
        except (psutil.Error, OSError):  # gone meanwhile, or somebody else's
            continue


def with_patience(action: Callable[[], object]) -> None:
    """Do something to a process that may be gone already."""
    try:
        action()
    except (psutil.Error, OSError):
        return


def interrupted(error: BaseException | None) -> bool:
    """Whether Ctrl-C led to the error: clearing up may fail in its turn, as where Dask is slow."""
    while error and not isinstance(error, KeyboardInterrupt):
        error = error.__context__
    return error is not None


def die_with_parent(what: signal.Signals) -> Callable[[], None]:
    """A function that has Linux send this process the signal when its parent dies.

    For ``preexec_fn`` as well: the C library is loaded here, before the fork.
    """
    if not sys.platform.startswith("linux"):
        return lambda: None
    prctl = ctypes.CDLL(None).prctl

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, int(what))

    return ask
