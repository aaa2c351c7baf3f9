"""Grades all submissions of an assignment: collect, ingest, grade, record, report.

Submissions are spread over Dask; each result is kept under ``_build/grading/NAME/results`` by the
key of what was graded, whole or not at all, and recorded by this process, the only one that
writes to the gradebook. So a batch that was stopped anywhere goes on where it was.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import statistics
import uuid
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from nbgrader.coursedir import CourseDirectory

from threeways.course import release
from threeways.course.assignments import source_notebook
from threeways.course.chapters import CourseError, near
from threeways.course.execution import cluster, storage
from threeways.course.export import Marks, read_marks
from threeways.course.grading import assignment as assignments
from threeways.course.grading import compare, place, report, score, server
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
HOPELESS = 4  # submissions lost before any was graded: it is not the submissions' fault
NO_WORKER = 60.0  # seconds without any worker after which a batch ends
Source = Literal["graded", "cached", "failed"]
Watch = Callable[[str, Source, Result], None]
Stage = Callable[[str], None]


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
        limits: What a submission may use; by default what the configuration says.
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
    limits: Limits | None = None
    backend: Backend = "tensorflow"


@dataclass(frozen=True)
class Plan:
    """What would be graded: every submission, and the results that are there already."""

    assignment: Assignment
    tier: Tier
    limits: Limits
    collected: Collected
    prepared: Mapping[str, Prepared]  # by student
    cached: Mapping[str, Result]
    todo: tuple[str, ...]

    @property
    def reused(self) -> list[str]:
        """Students whose results are there and stay."""
        return [student for student in self.cached if student not in self.todo]


@dataclass(frozen=True)
class Summary:
    """What came of a batch."""

    tier: Tier
    results: Mapping[str, Result]  # by student
    failed: tuple[str, ...]  # students whose submission could not be run
    notes: Sequence[Note]
    page: Path  # the instructor's
    marks: Sequence[Marks] = ()  # everybody's, as the gradebook has them now

    @property
    def mean(self) -> float | None:
        """Points in the mean of the class; None if nothing was handed in."""
        return statistics.fmean(each.score for each in self.marks) if self.marks else None

    @property
    def points(self) -> float:
        """The most that can be had."""
        return max((each.points for each in self.marks), default=0.0)


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
    tier, limits = _tier(options), options.limits or configured_limits(root)
    read = assignments.read(root, name, options.backend)
    collected = _collect(root, name, options, into)
    prepared = {
        submission.student: prepare(submission, read, limits, tier)
        for submission in collected.submissions
    }
    for student in options.students:
        if student not in prepared:
            raise CourseError(f"no submission of {student!r}; {near(student, list(prepared))}")
    results = _results(root, name)
    cached = {s: found for s, each in prepared.items() if (found := _cached(results, each))}
    wanted = options.students or tuple(prepared)
    todo = tuple(s for s in prepared if s in wanted and (options.again or s not in cached))
    return Plan(read, tier, limits, collected, prepared, cached, todo)


def dry_run(root: Path, name: str, options: Options) -> Plan:
    """What :func:`grade` would do; writes nothing that stays."""
    with storage.temporary() as folder:
        return plan(root, name, options, folder)


def grade(
    root: Path,
    name: str,
    options: Options,
    planned: Callable[[Plan], None] = lambda plan: None,
    watch: Watch = lambda student, source, result: None,
    stage: Stage = lambda what: None,
) -> Summary:
    """Grade an assignment's submissions.

    Args:
        root: The course's root.
        name: The assignment.
        options: How to grade.
        planned: Is told what will be done.
        watch: Is told of each submission that is recorded.
        stage: Is told what is done next, in two or three words.

    Raises:
        CourseError: See :func:`plan`; also: another batch is running, no scheduler answers, the
            gradebook refuses, or the disk is full. What was finished is kept.
    """
    try:
        with ExitStack() as stack:
            stack.enter_context(_alone(root / "_build" / "grading" / name))
            return _grade(root, name, options, planned, watch, stage, stack)
    except OSError as error:
        raise CourseError(storage.explain(error), exit_code=1) from error


def _grade(
    root: Path,
    name: str,
    options: Options,
    planned: Callable[[Plan], None],
    watch: Watch,
    stage: Stage,
    stack: ExitStack,
) -> Summary:
    todo = plan(root, name, options, _folder(root, "submitted_directory"))
    planned(todo)
    recorder = stack.enter_context(Recorder(root, name, options.db_url))
    recorder.enrol(todo.collected.people)
    results, failed = _run(root, todo, options, recorder, watch, stage)
    stage("writing feedback and report")
    marks = read_marks(recorder.gradebook, name)
    everybody = [student.id for student in recorder.gradebook.students]
    absent = [student for student in everybody if student not in todo.prepared]
    page = _report(root, name, todo, results, marks, absent)
    return Summary(todo.tier, results, tuple(failed), todo.collected.notes, page, marks)


def configured_limits(root: Path) -> Limits:
    """What a submission may use, by ``c.GradingLimits`` in the course's configuration.

    Raises:
        CourseError: There is no such limit, or it is not a positive number.
    """
    given, known = configuration(root).GradingLimits, asdict(Limits())
    for name, value in given.items():
        if name not in known:
            message = f"c.GradingLimits.{name}: no such limit; {near(name, list(known))}"
            raise CourseError(f"nbgrader_config.py: {message}")
        if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
            raise CourseError(f"nbgrader_config.py: c.GradingLimits.{name} = {value!r} is no limit")
    chosen: dict[str, Any] = {name: type(known[name])(value) for name, value in given.items()}
    return Limits(**chosen)


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
    root: Path, todo: Plan, options: Options, recorder: Recorder, watch: Watch, stage: Stage
) -> tuple[dict[str, Result], list[str]]:
    """Record what is cached, grade and record the rest; results, and who could not be graded."""
    results: dict[str, Result] = {}
    failed: list[str] = []

    def keep(student: str, source: Source, result: Result) -> None:
        prepared = replace(todo.prepared[student], key=result.key)
        recorder.record(prepared, result, options.again and source == "graded")
        results[student] = result
        watch(student, source, result)

    for student in todo.reused:
        keep(student, "cached", todo.cached[student])
    folder = _results(root, todo.assignment.name)
    storage.sweep(folder)
    with closing(_graded(root, todo, options, stage)) as answers:
        for student, answer in answers:
            if "failure" in answer:
                failed.append(student)
                keep(student, "failed", _failed(todo, student, answer["failure"]))
            else:
                result = server.read_result(answer)
                storage.write(folder / f"{result.key}.json", server.result_json(result))
                keep(student, "graded", result)
    return results, failed


def _failed(todo: Plan, student: str, why: str) -> Result:
    """Unknown throughout; under a key of its own, so that a later success replaces it."""
    prepared = todo.prepared[student]
    key = hashlib.sha256(f"{prepared.key} not graded".encode()).hexdigest()
    flags = (*prepared.flags, Flag("not-graded", why))
    result = score.unjudged(replace(prepared, key=key, flags=flags), todo.assignment, why)
    return replace(result, tier=todo.tier)


def _graded(
    root: Path, todo: Plan, options: Options, stage: Stage
) -> Generator[tuple[str, Mapping[str, Any]], None, None]:
    """Students and their results, as they come."""
    refused = [student for student in todo.todo if todo.prepared[student].refused]
    for student in refused:
        prepared = todo.prepared[student]
        result = score.unjudged(prepared, todo.assignment, prepared.refused)
        yield student, json.loads(server.result_json(replace(result, tier=todo.tier)))
    rest = [student for student in todo.todo if student not in refused]
    if rest:
        stage("trying the solution")
        given = settings(root, todo, options)
        stage("starting grading processes")
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
            todo.limits,
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
            "place": place.describe(todo.assignment.imports, data, todo.tier),
            "limits": asdict(todo.limits),
            "backend": options.backend,
            "trust": options.trust_submissions,
        }
    )


def _map(
    students: list[str], todo: Plan, settings: str, options: Options
) -> Generator[tuple[str, Mapping[str, Any]], None, None]:
    """Grade on Dask's workers; who is lost is tried once more."""
    jobs = min(options.jobs or cluster.cores(), len(students))
    with cluster.client(options.scheduler, jobs) as client:
        if options.scheduler:
            cluster.check_workers(client, server.unlike, settings)
        work = _Work(client, todo, settings)
        try:
            work.submit(students)
            yield from work
        finally:  # after Ctrl-C or a full disk the others are not wanted either
            work.stop()


class _Work:
    """Submissions at Dask's workers; iterate over students and what came of them."""

    def __init__(self, client: Any, todo: Plan, settings: str) -> None:
        self.client, self.todo = client, todo
        self.batch = uuid.uuid4().hex
        # Sent once to each worker.
        self.settings = client.submit(str, settings, key=f"settings-{self.batch}")
        self.deadline = todo.limits.submission + SLACK
        self.futures: dict[Any, str] = {}
        self.tries: Counter[str] = Counter()
        self.graded = self.lost = 0  # submissions

    def submit(self, students: Iterable[str]) -> list[Any]:
        """Hand over; futures that were not there before."""
        new = {self._submit(student): student for student in students}
        self.futures |= new
        return list(new)

    def _submit(self, student: str) -> Any:
        self.tries[student] += 1
        job = server.prepared_json(self.todo.prepared[student])
        key = f"grade-{self.batch}-{student}-{self.tries[student]}"
        arguments = (self.settings, job, self.deadline)
        return self.client.submit(server.grade_task, *arguments, key=key)

    def __iter__(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        waiting = cluster.Completed(self.client, list(self.futures), NO_WORKER)
        for future in waiting:
            student = self.futures.pop(future)
            answer = cluster.answer(future)
            if "failure" in answer and self.tries[student] < TRIES:
                for again in self.submit([student]):
                    waiting.add(again)
                continue
            self._count(answer)
            yield student, answer

    def _count(self, answer: Mapping[str, Any]) -> None:
        """Give up where nothing can be graded here, before all are said to be lost."""
        lost = "failure" in answer
        self.lost, self.graded = self.lost + lost, self.graded + (not lost)
        if not self.graded and self.lost >= HOPELESS:
            message = f"no submission could be graded: {answer['failure']}"
            raise CourseError(message, exit_code=1)

    def stop(self) -> None:
        """Nothing more is wanted."""
        self.client.cancel(list(self.futures))
        server.close_all()


def _report(
    root: Path,
    name: str,
    todo: Plan,
    results: Mapping[str, Result],
    marks: Iterable[Marks],
    absent: Sequence[str],
) -> Path:
    """Write feedback, the instructor's page and marks.csv."""
    by_student = {each.student: each for each in marks}
    graded = [
        report.Graded(todo.prepared[student], result, by_student.get(student))
        for student, result in sorted(results.items())
    ]
    source = source_notebook(root / "solutions" / name)
    target = root / "_build" / "grading" / name
    feedback = _folder(root, "feedback_directory")
    return report.write(source, graded, todo.collected.notes, feedback, target, absent)
