"""Dask: a scheduler at an address, or a cluster in this process whose threads only wait."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import CancelledError
from contextlib import contextmanager
from typing import Any

from threeways.course.chapters import CourseError
from threeways.course.execution import storage

PATIENCE = 10  # seconds until a scheduler has answered, and has a worker
LOOK = 0.05  # seconds between two looks at whether there are workers
QUIET = {  # Dask's threads here only wait: no profiler, no pages, few looks at the clock
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "10s",
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
}
KEPT = "what is finished is kept, and the same command goes on from there"
LOOPBACK = "127.0.0.1:0"  # Dask listens for HTTP in any case: on no port that others may want
clock = time.monotonic


@contextmanager
def client(scheduler: str | None, jobs: int) -> Iterator[Any]:
    """A client of the scheduler, or of a cluster in this process with so many threads.

    Raises:
        CourseError: No scheduler answers at the address, or the disk is full.
    """
    import dask
    from distributed import Client, LocalCluster
    from distributed.gc import disable_gc_diagnosis

    for name in ("distributed", "distributed.client"):  # what matters is in the outcomes
        logging.getLogger(name).setLevel(logging.CRITICAL)
    if scheduler:
        with _connected(Client, scheduler) as connected:
            yield connected
        return
    with dask.config.set(QUIET), _cluster(LocalCluster, jobs) as local, Client(local) as connected:
        disable_gc_diagnosis(force=True)  # Ctrl-C would be lost if it came in its callback
        yield connected


def check_workers(client: Any, unlike: Callable[..., str], *arguments: object) -> None:
    """Ask every worker whether it is set up as this process is, before it gets anything to do.

    Args:
        client: As :func:`client` gives it.
        unlike: What each worker calls: why it is not; empty if it is.
        arguments: Its arguments.

    Raises:
        CourseError: There is no worker, or one is not.
    """
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError as error:
        message = f"the Dask scheduler at {client.scheduler.address} has no workers"
        raise CourseError(message, exit_code=1) from error
    for worker, answer in client.run(unlike, *arguments, on_error="return").items():
        if isinstance(answer, BaseException):
            answer = f"{type(answer).__name__}: {answer}"
        if answer:
            raise CourseError(f"the Dask worker {worker}: {answer}", exit_code=1)


class Completed:
    """Futures as they come: an iterator.

    Raises:
        CourseError: For so many seconds there has been no worker.
    """

    def __init__(self, client: Any, futures: Iterable[Any], patience: float) -> None:
        from distributed import as_completed

        self._client, self._patience = client, patience
        self._futures = as_completed(futures)

    def add(self, future: Any) -> None:
        """Wait for this one, too."""
        self._futures.add(future)

    def __iter__(self) -> Iterator[Any]:
        while not self._futures.is_empty():
            yield self._next()

    def _next(self) -> Any:
        seen = clock()
        while not self._futures.has_ready():
            time.sleep(LOOK)
            if self._client.scheduler_info()["workers"]:
                seen = clock()
            elif clock() - seen > self._patience:
                message = f"no Dask worker is left at {self._client.scheduler.address}"
                raise CourseError(f"{message}; {KEPT}", exit_code=1)
        return self._futures.next()


def answer(future: Any) -> Mapping[str, Any]:
    """A task's result; a ``failure``, a sentence, if Dask gave the task up.

    Raises:
        CourseError: The scheduler is gone.
    """
    try:
        result: Mapping[str, Any] = future.result()
        return result
    except CancelledError as error:
        raise CourseError(f"the Dask scheduler went away; {KEPT}", exit_code=1) from error
    except Exception as error:
        return {"failure": f"Dask gave it up: {type(error).__name__}: {error}"}


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _cluster(cluster: Any, jobs: int) -> Any:
    try:
        return cluster(
            n_workers=1,
            threads_per_worker=jobs,
            processes=False,
            scheduler_kwargs={"dashboard": False, "dashboard_address": LOOPBACK},
            worker_dashboard_address=LOOPBACK,
            memory_limit=0,
        )
    except OSError as error:  # Dask, too, wants a temporary folder
        raise CourseError(storage.explain(error), exit_code=1) from error


def _connected(client: Any, scheduler: str) -> Any:
    try:
        return client(scheduler, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        message = f"no Dask scheduler answers at {scheduler!r}: {error}"
        raise CourseError(message, exit_code=1) from error
