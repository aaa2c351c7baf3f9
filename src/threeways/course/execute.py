"""Executes chapters: what is cached stays, the rest is spread over Dask, one process a chapter.

Executed copies lie under ``_build/executed/CHAPTER/KEY.ipynb``; the key is the hash of everything
that a copy's outputs depend on, see :mod:`threeways.course.execution.fingerprint`. Only the
process that called :func:`run_chapters` writes them.
"""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from threeways.course.chapters import (
    Chapter,
    CourseError,
    Profile,
    chapters,
    choose,
    load_profile,
    near,
    read_notebook,
    settings,
)
from threeways.course.execution import cluster, fingerprint, storage, supervise
from threeways.course.kernels import Backend

__all__ = ["Chapter", "Failure", "Outcome", "chapters", "executed", "ledger", "run_chapters"]

MIME = "application/vnd.threeways.check+json"
KEPT = 6  # executed copies a chapter: two backends, two profiles, and the way back from an edit
Watch = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class Failure:
    """Why a chapter has no executed copy.

    Attributes:
        message: One sentence.
        cell: Id of the cell that failed or was running; empty where none was.
        source: That cell's source.
        traceback: The kernel's traceback, or the last lines of what the unit wrote.
    """

    message: str
    cell: str = ""
    source: str = ""
    traceback: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of a chapter.

    Attributes:
        chapter: Which one.
        status: ``run``, ``cached`` or ``failed``.
        seconds: How long its execution took, now or when it was cached.
        checks: How many checks of the ledger passed in it.
        path: Its executed copy; None if it failed.
        failure: Why it failed; None otherwise.
    """

    chapter: Chapter
    status: Literal["run", "cached", "failed"]
    seconds: float = 0.0
    checks: int = 0
    path: Path | None = None
    failure: Failure | None = None


@dataclass(frozen=True)
class Plan:
    """A chapter with what it is executed with, and where its executed copy belongs."""

    root: Path
    chapter: Chapter
    notebook: dict[str, Any]
    profile: Profile
    backend: Backend
    parameters: dict[str, Any]
    mark: fingerprint.Fingerprint
    key: str
    target: Path

    def job(self, deadline: float | None) -> dict[str, Any]:
        """What a worker gets; plain JSON."""
        return {
            "chapter": self.chapter.name,
            "notebook": self.notebook,
            "parameters": self.parameters,
            "backend": self.backend,
            "deadline": deadline or self.profile.deadline,
            "cwd": str(self.chapter.path.parent),
            "files": self.mark.files,
            "versions": {name: self.mark.versions[name] for name in self.mark.direct},
            "metadata": {
                "key": self.key,
                "chapter": self.chapter.name,
                "profile": self.profile.name,
                "backend": self.backend,
                "parameters": self.parameters,
            },
        }


def executed(
    root: Path,
    chapter: Chapter,
    profile: str = "default",
    backend: Backend = "tensorflow",
    overrides: Mapping[str, Any] | None = None,
) -> Path | None:
    """The executed copy of the chapter as it stands now; None if there is none.

    Raises:
        CourseError: There is no such profile, or a parameter that the notebook does not have.
    """
    plan = _plan(root, chapter, load_profile(root, profile), backend, overrides or {})
    return plan.target if _cached(plan) else None


def ledger(notebook: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The checks that an executed notebook passed, in its order, each with its ``cell``'s id."""
    return [
        {**output["data"][MIME], "cell": cell.get("id", "")}
        for cell in notebook["cells"]
        for output in cell.get("outputs", [])
        if MIME in output.get("data", {})
    ]


def run_chapters(
    root: Path,
    names: Iterable[str] = (),
    profile: str = "default",
    backend: Backend = "tensorflow",
    overrides: Mapping[str, Any] | None = None,
    scheduler: str | None = None,
    force: bool = False,
    jobs: int | None = None,
    *,
    deadline: float | None = None,
    watch: Watch = lambda event: None,
) -> list[Outcome]:
    """Execute the chapters that have no current executed copy.

    Args:
        root: The repository.
        names: Chapters, see :func:`threeways.course.chapters.choose`; all if empty.
        profile: Name of the file in ``book/profiles`` with parameters and deadline.
        backend: Keras' backend.
        overrides: Values of parameters that win over the profile's.
        scheduler: Address of a Dask scheduler; None executes on this machine.
        force: Execute also what is cached.
        jobs: Chapters at a time on this machine; one a core by default.
        deadline: Seconds after which a chapter is stopped, instead of the profile's.
        watch: Is told what happens: a mapping with ``chapter`` and ``kind``, one of ``waiting``,
            ``started``, ``cell`` (``cell``, ``index``, ``of``), ``done`` (``outcome``). Calls may
            come from another thread.

    Returns:
        An outcome for each chapter, in the book's order. A failure does not stop the others.

    Raises:
        CourseError: Bad names or parameters, no scheduler at the address, or a full disk.
    """
    chosen = choose(chapters(root), names)
    plans = _plans(root, chosen, load_profile(root, profile), backend, overrides or {})
    for plan in plans:
        storage.sweep(plan.target.parent)
    outcomes: dict[str, Outcome] = {}
    todo: list[Plan] = []
    for plan in plans:
        outcome = None if force else _cached(plan)
        if outcome:
            outcomes[plan.chapter.name] = outcome
            watch({"kind": "done", "chapter": plan.chapter.name, "outcome": outcome})
        else:
            todo.append(plan)
            watch({"kind": "waiting", "chapter": plan.chapter.name})
    with closing(_map(todo, scheduler, jobs, deadline, watch)) as results:  # at once, if we stop
        for plan, result in results:
            outcome = outcomes[plan.chapter.name] = _record(plan, result)
            watch({"kind": "done", "chapter": plan.chapter.name, "outcome": outcome})
    return [outcomes[plan.chapter.name] for plan in plans]


# What to do -----------------------------------------------------------------------------------


def _plans(
    root: Path,
    chosen: list[Chapter],
    profile: Profile,
    backend: Backend,
    overrides: Mapping[str, Any],
) -> list[Plan]:
    known = [chapter.name for chapter in chapters(root)]
    for name in profile.chapters:
        if name not in known:
            raise CourseError(f"profile {profile.name!r}: no chapter {name!r}; {near(name, known)}")
    return [_plan(root, chapter, profile, backend, overrides) for chapter in chosen]


def _plan(
    root: Path,
    chapter: Chapter,
    profile: Profile,
    backend: Backend,
    overrides: Mapping[str, Any],
) -> Plan:
    notebook = read_notebook(chapter.path)
    parameters = settings(chapter, notebook, profile, overrides)
    mark = _fingerprint(root, chapter, notebook, backend)
    key = mark.key(backend, parameters)
    target = root / "_build" / "executed" / chapter.name / f"{key[:24]}.ipynb"
    return Plan(root, chapter, notebook, profile, backend, parameters, mark, key, target)


def _fingerprint(
    root: Path, chapter: Chapter, notebook: Mapping[str, Any], backend: Backend
) -> fingerprint.Fingerprint:
    constraints = root / "constraints.txt"
    return fingerprint.fingerprint(
        notebook,
        backend,
        folder=chapter.path.parent,
        datasets=root / "datasets",
        constraints=constraints if constraints.is_file() else None,
    )


# What is there --------------------------------------------------------------------------------


def _cached(plan: Plan) -> Outcome | None:
    """The outcome that lies on disk; a copy that is not whole counts as none."""
    try:
        copy = read_notebook(plan.target)
        run = copy["metadata"]["threeways"]
        whole = run["key"] == plan.key and _ids(plan.notebook) <= _ids(copy)
        outcome = Outcome(
            plan.chapter, "cached", float(run["seconds"]), int(run["checks"]), plan.target
        )
    except (CourseError, KeyError, TypeError, ValueError, AttributeError):
        return None
    if not whole:
        return None
    with suppress(OSError):  # a read-only folder is as good
        os.utime(plan.target)  # the copies used last are those that are kept
    return outcome


def _ids(notebook: Mapping[str, Any]) -> set[str]:
    return {cell.get("id", "") for cell in notebook["cells"] if cell["cell_type"] == "code"}


def _record(plan: Plan, result: Mapping[str, Any]) -> Outcome:
    """Keep the executed copy, or say why there is none."""
    if "failure" in result:
        known = {k: v for k, v in result["failure"].items() if k in Failure.__annotations__}
        return Outcome(plan.chapter, "failed", failure=Failure(**known))
    if _fingerprint(plan.root, plan.chapter, plan.notebook, plan.backend) != plan.mark:
        message = "what it depends on was changed while it ran: outputs may be mixed, run it again"
        return Outcome(plan.chapter, "failed", failure=Failure(message))
    try:
        storage.write(plan.target, result["notebook"])
    except OSError as error:
        raise CourseError(storage.explain(error), exit_code=1) from error
    _prune(plan.target.parent)
    run = json.loads(result["notebook"])["metadata"]["threeways"]
    return Outcome(plan.chapter, "run", run["seconds"], run["checks"], plan.target)


def _prune(folder: Path) -> None:
    """Keep the copies used last; another run may prune at the same moment."""
    ages: dict[Path, float] = {}
    for path in folder.glob("[!.]*.ipynb"):  # not what another run is writing
        with suppress(FileNotFoundError):
            ages[path] = path.stat().st_mtime
    for path in sorted(ages, key=ages.__getitem__, reverse=True)[KEPT:]:
        path.unlink(missing_ok=True)


# The work -------------------------------------------------------------------------------------


def _map(
    plans: list[Plan],
    scheduler: str | None,
    jobs: int | None,
    deadline: float | None,
    watch: Watch,
) -> Generator[tuple[Plan, Mapping[str, Any]]]:
    """Execute plans on Dask's workers; results as they come."""
    if not plans:
        return
    from distributed import as_completed

    topic = f"threeways-{uuid.uuid4().hex}"
    with cluster.client(scheduler, min(jobs or cluster.cores(), len(plans))) as client:
        client.subscribe_topic(topic, lambda event: watch(event[1]))
        futures = {
            client.submit(
                supervise.supervise, plan.job(deadline), topic, key=f"{topic}-{plan.chapter.name}"
            ): plan
            for plan in plans
        }
        try:
            for future in as_completed(futures):
                yield futures[future], _result(future)
        finally:  # after Ctrl-C or a full disk the others are not wanted either
            wanted = [future for future in futures if not future.done()]
            if wanted:
                client.cancel(wanted)


def _result(future: Any) -> Mapping[str, Any]:
    """A unit's result; if Dask lost it for good, a failure that says so."""
    try:
        result: Mapping[str, Any] = future.result()
        return result
    except Exception as error:
        return {"failure": {"message": f"Dask gave it up: {type(error).__name__}: {error}"}}
