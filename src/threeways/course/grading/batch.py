"""Grades all submissions of an assignment: collect, ingest, grade, record, report.

Submissions are spread over Dask; each result is kept under ``_build/grading/NAME/results`` by the
key of what was graded, whole or not at all, and recorded by this process, the only one that
writes to the gradebook. So a batch that was stopped anywhere goes on where it was.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import tempfile
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from nbgrader.coursedir import CourseDirectory

from threeways.course import release
from threeways.course.assignments import source_notebook
from threeways.course.chapters import CourseError, near
from threeways.course.execution import cluster, storage
from threeways.course.export import read_marks
from threeways.course.grading import assignment as assignments
from threeways.course.grading import compare, report, score, server
from threeways.course.grading.archive import Note
from threeways.course.grading.assignment import Assignment
from threeways.course.grading.collect import Collected, collect
from threeways.course.grading.ingest import prepare
from threeways.course.grading.record import Recorder, configuration
from threeways.course.grading.sandbox import (
    Limits,
    Sandbox,
    SandboxError,
    best_tier,
    data_files,
)
from threeways.course.grading.submission import Flag, Prepared, Result, Tier
from threeways.course.kernels import Backend

SLACK = 60.0  # seconds beyond a submission's cap until its grading process is ended
TRIES = 2  # of a submission whose grading process was lost
Source = Literal["graded", "cached", "failed"]
Watch = Callable[[str, Source, Result], None]


@dataclass(frozen=True)
class Options:
    """How to grade.

    Attributes:
        source: Where submissions are; by default the course's ``submitted/``.
        students: Whom to grade; all if empty.
        roster: A CSV with the course's students.
        again: Grade also what has been graded.
        scheduler: Address of a Dask scheduler; None grades on this machine.
        trust_submissions: Grade even where nothing isolates.
        jobs: Submissions at a time on this machine; one a core by default.
        db_url: The gradebook; by default the configuration's.
        limits: What a submission may use.
        backend: Keras' backend.
    """

    source: Path | None = None
    students: Sequence[str] = ()
    roster: Path | None = None
    again: bool = False
    scheduler: str | None = None
    trust_submissions: bool = False
    jobs: int | None = None
    db_url: str | None = None
    limits: Limits = field(default_factory=Limits)
    backend: Backend = "tensorflow"


@dataclass(frozen=True)
class Plan:
    """What would be graded: every submission, and the results that are there already."""

    assignment: Assignment
    tier: Tier
    collected: Collected
    prepared: Mapping[str, Prepared]  # by student
    cached: Mapping[str, Result]
    todo: tuple[str, ...]


@dataclass(frozen=True)
class Summary:
    """What came of a batch."""

    tier: Tier
    results: Mapping[str, Result]  # by student
    failed: tuple[str, ...]  # students whose submission could not be run
    notes: Sequence[Note]
    page: Path  # the instructor's


def plan(root: Path, name: str, options: Options, into: Path | None) -> Plan:
    """Collect and ingest; nothing is executed.

    Args:
        root: The course's root.
        name: The assignment.
        options: How to grade.
        into: Where submissions that lie elsewhere are copied to.

    Raises:
        CourseError: No such assignment, student or source, or nothing isolates.
    """
    if name not in (known := release.names(root)):
        raise CourseError(f"no assignment {name!r}; {near(name, known)}")
    tier = _tier(options)
    read = assignments.read(root, name, options.backend)
    collected = _collect(root, name, options, into)
    prepared = {
        submission.student: prepare(submission, read, options.limits, tier)
        for submission in collected.submissions
    }
    for student in options.students:
        if student not in prepared:
            raise CourseError(f"no submission of {student!r}; {near(student, list(prepared))}")
    results = _results(root, name)
    cached = {s: found for s, each in prepared.items() if (found := _cached(results, each))}
    wanted = options.students or tuple(prepared)
    todo = tuple(s for s in prepared if s in wanted and (options.again or s not in cached))
    return Plan(read, tier, collected, prepared, cached, todo)


def dry_run(root: Path, name: str, options: Options) -> Plan:
    """What :func:`grade` would do; writes nothing that stays."""
    with tempfile.TemporaryDirectory() as folder:
        return plan(root, name, options, Path(folder))


def grade(
    root: Path,
    name: str,
    options: Options,
    planned: Callable[[Plan], None] = lambda plan: None,
    watch: Watch = lambda student, source, result: None,
) -> Summary:
    """Grade an assignment's submissions.

    Args:
        root: The course's root.
        name: The assignment.
        options: How to grade.
        planned: Is told what will be done.
        watch: Is told of each submission that is recorded.

    Raises:
        CourseError: See :func:`plan`; also: another batch is running, no scheduler answers, the
            gradebook refuses, or the disk is full. What was finished is kept.
    """
    build = root / "_build" / "grading" / name
    with ExitStack() as stack:
        stack.enter_context(_alone(build))
        todo = plan(root, name, options, _folder(root, "submitted_directory"))
        planned(todo)
        recorder = stack.enter_context(Recorder(root, name, options.db_url))
        recorder.enrol(todo.collected.people)
        results, failed = _run(root, todo, options, recorder, watch)
        page = _report(root, name, todo, results, recorder)
    return Summary(todo.tier, results, tuple(failed), todo.collected.notes, page)


def _tier(options: Options) -> Tier:
    try:
        return best_tier(options.trust_submissions)
    except SandboxError as error:
        raise CourseError(str(error), exit_code=1) from error


def _collect(root: Path, name: str, options: Options, into: Path | None) -> Collected:
    submitted = _folder(root, "submitted_directory")
    source = options.source or submitted
    if not source.exists():
        raise CourseError(
            f"{source}: no submissions there; say with --from where they are, a folder or a zip"
        )
    inside = source.resolve() == submitted.resolve()
    return collect(source, name, options.roster, None if inside else into)


def _folder(root: Path, name: str) -> Path:
    """One of nbgrader's folders, by the name of its setting."""
    return root / str(getattr(CourseDirectory(config=configuration(root)), name))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Only one batch of an assignment at a time: two writers would be one too many."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            message = f"{folder.name} is being graded by another `threeways grade`; wait for it"
            raise CourseError(message, exit_code=1) from error
        yield


# What is there --------------------------------------------------------------------------------


def _results(root: Path, name: str) -> Path:
    return root / "_build" / "grading" / name / "results"


def _cached(folder: Path, prepared: Prepared) -> Result | None:
    """The result that lies on disk; one that is not whole counts as none."""
    try:
        raw = json.loads((folder / f"{prepared.key}.json").read_text(encoding="utf-8"))
        result = server.read_result(raw)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    if (result.key, result.student) != (prepared.key, prepared.submission.student):
        return None
    return replace(result, submitted=prepared.submission.submitted)


# The work -------------------------------------------------------------------------------------


def _run(
    root: Path, todo: Plan, options: Options, recorder: Recorder, watch: Watch
) -> tuple[dict[str, Result], list[str]]:
    """Record what is cached, grade and record the rest; results, and who could not be graded."""
    results: dict[str, Result] = {}
    failed: list[str] = []

    def keep(student: str, source: Source, result: Result) -> None:
        prepared = replace(todo.prepared[student], key=result.key)
        recorder.record(prepared, result, options.again and source == "graded")
        results[student] = result
        watch(student, source, result)

    for student, result in todo.cached.items():
        if student not in todo.todo:
            keep(student, "cached", result)
    folder = _results(root, todo.assignment.name)
    storage.sweep(folder)
    for student, answer in _graded(root, todo, options):
        if "failure" in answer:
            failed.append(student)
            keep(student, "failed", _failed(todo, student, answer["failure"]))
        else:
            result = server.read_result(answer)
            _write(folder / f"{result.key}.json", result)
            keep(student, "graded", result)
    return results, failed


def _write(path: Path, result: Result) -> None:
    try:
        storage.write(path, server.result_json(result))
    except OSError as error:
        raise CourseError(storage.explain(error), exit_code=1) from error


def _failed(todo: Plan, student: str, why: str) -> Result:
    """Unknown throughout; under a key of its own, so that a later success replaces it."""
    prepared = todo.prepared[student]
    key = hashlib.sha256(f"{prepared.key} not graded".encode()).hexdigest()
    flags = (*prepared.flags, Flag("not-graded", why))
    result = score.unjudged(replace(prepared, key=key, flags=flags), todo.assignment, why)
    return replace(result, tier=todo.tier)


def _graded(root: Path, todo: Plan, options: Options) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Students and their results, as they come."""
    refused = [student for student in todo.todo if todo.prepared[student].refused]
    for student in refused:
        prepared = todo.prepared[student]
        result = score.unjudged(prepared, todo.assignment, prepared.refused)
        yield student, json.loads(server.result_json(replace(result, tier=todo.tier)))
    rest = [student for student in todo.todo if student not in refused]
    if rest:
        given = settings(root, todo, options)
        yield from _map(rest, todo, given, options)


def settings(root: Path, todo: Plan, options: Options) -> str:
    """What a server gets, with what is known of right and wrong answers."""
    name = todo.assignment.name
    released = root / "assignments" / name
    data = released if released.is_dir() and data_files(released) else None
    try:
        with Sandbox(
            name,
            todo.assignment.imports,
            data,
            options.limits,
            backend=options.backend,
            tier=todo.tier,
            trust_submissions=options.trust_submissions,
        ) as sandbox:
            folder = root / "_build" / "grading" / name
            learnt = compare.learn(root, todo.assignment, sandbox, folder)
    except SandboxError as error:
        raise CourseError(str(error), exit_code=1) from error
    return json.dumps(
        {
            "assignment": learnt.to_json(),
            "data": str(data) if data else None,
            "limits": asdict(options.limits),
            "backend": options.backend,
            "tier": todo.tier,
            "trust": options.trust_submissions,
        }
    )


def _map(
    students: list[str], todo: Plan, settings: str, options: Options
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Grade on Dask's workers; who is lost is tried once more."""
    from distributed import as_completed

    batch = uuid.uuid4().hex
    jobs = min(options.jobs or cluster.cores(), len(students))
    deadline = options.limits.submission + SLACK
    with cluster.client(options.scheduler, jobs) as client:
        shared = client.submit(str, settings, key=f"settings-{batch}")  # sent once to each worker
        tries = dict.fromkeys(students, 0)

        def submit(student: str) -> Any:
            tries[student] += 1
            job = server.prepared_json(todo.prepared[student])
            key = f"grade-{batch}-{student}-{tries[student]}"
            return client.submit(server.grade_task, shared, job, deadline, key=key)

        futures = {submit(student): student for student in students}
        waiting = as_completed(futures)
        try:
            for future in waiting:
                student = futures.pop(future)
                answer = _answer(future)
                if "failure" in answer and tries[student] < TRIES:
                    again = submit(student)
                    futures[again] = student
                    waiting.add(again)
                else:
                    yield student, answer
        finally:  # after Ctrl-C or a full disk the others are not wanted either
            client.cancel(list(futures))
            server.close_all()


def _answer(future: Any) -> Mapping[str, Any]:
    """A task's result; if Dask lost it for good, a failure that says so."""
    try:
        answer: Mapping[str, Any] = future.result()
        return answer
    except Exception as error:
        return {"failure": f"Dask gave it up: {type(error).__name__}: {error}"}


def _report(
    root: Path, name: str, todo: Plan, results: Mapping[str, Result], recorder: Recorder
) -> Path:
    """Write feedback, the instructor's page and marks.csv."""
    marks = {each.student: each for each in read_marks(recorder.gradebook, name)}
    graded = [
        report.Graded(todo.prepared[student], result, marks.get(student))
        for student, result in sorted(results.items())
    ]
    source = source_notebook(root / "solutions" / name)
    target = root / "_build" / "grading" / name
    feedback = _folder(root, "feedback_directory")
    try:
        return report.write(source, graded, todo.collected.notes, feedback, target)
    except OSError as error:
        raise CourseError(storage.explain(error), exit_code=1) from error


class Live:
    """Shows a batch while it lasts: a bar with an estimate on a terminal, else a line now and
    then."""

    def __init__(self, total: int = 0) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        self.console = Console()
        self.counts = {"graded": 0, "cached": 0, "failed": 0, "flagged": 0, "unknown": 0}
        self.progress = Progress(
            TextColumn("grading"),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            TextColumn("{task.fields[state]}"),
            TimeElapsedColumn(),
            TextColumn("left:"),
            TimeRemainingColumn(),
            console=self.console,
            disable=not self.console.is_terminal,
        )
        self.task = self.progress.add_task("", total=total, state="")

    def __enter__(self) -> Live:
        self.progress.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.progress.stop()
        if error[0] is KeyboardInterrupt:
            self.console.print("stopped; what was graded is kept, and the next run goes on")

    def planned(self, todo: Plan) -> None:
        """Say what will be done."""
        self.console.print(describe(todo), markup=False, highlight=False, soft_wrap=True)
        self.progress.reset(self.task, total=len(todo.todo), state="starting")

    def __call__(self, student: str, source: Source, result: Result) -> None:
        """Count one submission."""
        self.counts[source] += 1
        self.counts["flagged"] += bool(result.flags)
        self.counts["unknown"] += any(t.status == "unknown" for t in result.tests.values())
        if source == "cached":
            return
        state = ", ".join(f"{n} {what}" for what, n in self.counts.items() if n)
        self.progress.update(self.task, advance=1, state=state)
        done = self.counts["graded"] + self.counts["failed"]
        if self.progress.disable and (done == 1 or done % 50 == 0):
            self.console.print(f"{done} done: {state}", highlight=False)


def describe(todo: Plan) -> str:
    """One line: how many submissions, how many of them are left, and the isolation."""
    return (
        f"{todo.assignment.name}: {len(todo.prepared)} submissions, {len(todo.todo)} to grade, "
        f"isolation: {todo.tier}"
    )


def lines(todo: Plan) -> Iterable[str]:
    """What a dry run shows."""
    yield describe(todo)
    for student, prepared in sorted(todo.prepared.items()):
        state = "to grade" if student in todo.todo else "graded"
        flags = ", ".join(f"{f.kind} {f.cell}".strip() for f in prepared.flags)
        yield f"  {student}: {state}{f'; {flags}' if flags else ''}"
    for note in todo.collected.notes:
        yield f"  {note.kind}: {note.name} {note.reason}"
