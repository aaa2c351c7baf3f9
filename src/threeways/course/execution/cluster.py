"""Dask: a scheduler at an address, or a cluster in this process whose threads only wait."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from threeways.course.chapters import CourseError
from threeways.course.execution import storage

PATIENCE = 10  # seconds until a scheduler has answered
QUIET = {  # Dask's threads here only wait: no profiler, no pages, few looks at the clock
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "10s",
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
}
LOOPBACK = "127.0.0.1:0"  # Dask listens for HTTP in any case: on no port that others may want


@contextmanager
def client(scheduler: str | None, jobs: int) -> Iterator[Any]:
    """A client of the scheduler, or of a cluster in this process with so many threads.

    Raises:
        CourseError: No scheduler answers at the address, or the disk is full.
    """
    import dask
    from distributed import Client, LocalCluster

    for name in ("distributed", "distributed.client"):  # what matters is in the outcomes
        logging.getLogger(name).setLevel(logging.CRITICAL)
    if scheduler:
        with _connected(Client, scheduler) as connected:
            yield connected
        return
    with dask.config.set(QUIET), _cluster(LocalCluster, jobs) as local, Client(local) as connected:
        yield connected


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
