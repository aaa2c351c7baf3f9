"""The command line ``threeways``: one thin function a command, everything heavy imported in it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer

from threeways.course.chapters import CourseError, find_root, parse_overrides
from threeways.course.kernels import Backend

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode="markdown")
new = typer.Typer(no_args_is_help=True, help="Start a chapter or an assignment from its skeleton.")
app.add_typer(new, name="new")
data = typer.Typer(no_args_is_help=True, help="The data sets: list, fetch, verify.")
app.add_typer(data, name="data")


@app.callback()
def threeways() -> None:
    """Deep Learning, Three Ways: run the chapters, build the site, prepare the assignments."""


@app.command()
def run(
    chapters: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CHAPTER]...",
            show_default=False,
            help="`language/ngram_models`, or `ngram_models` where that is unique; default: all.",
        ),
    ] = None,
    profile: Annotated[str, typer.Option(help="Parameters: `book/profiles/NAME.yml`.")] = "default",
    backend: Annotated[Backend, typer.Option(help="Keras' backend.")] = "tensorflow",
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="A Dask scheduler, `tcp://host:8786`; default: here."),
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="A parameter's value; may be repeated."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Execute what is cached, too.")] = False,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Chapters at a time; default: one a core.")
    ] = None,
    deadline: Annotated[
        float | None,
        typer.Option(
            min=1, help="Seconds after which a chapter is stopped; default: the profile's."
        ),
    ] = None,
) -> None:
    """Execute chapters whose code, parameters, modules or pinned versions have changed.

    The others are taken from `_build/executed`. A failing cell is shown, the other chapters go on,
    and the exit code is 1. A stopped run goes on where it was.

    Examples: `threeways run`, `threeways run ngram_models --set orders=3`,
    `threeways run --profile full --scheduler tcp://gpu-1:8786`.
    """
    from threeways.course import display, execute

    root, overrides = find_root(), parse_overrides(settings or [])
    with display.Live() as live:
        outcomes = execute.run_chapters(
            root,
            chapters or [],
            profile,
            backend,
            overrides,
            scheduler,
            force,
            jobs,
            deadline=deadline,
            watch=live,
        )
    display.show(outcomes)
    raise typer.Exit(any(outcome.failure for outcome in outcomes))


@app.command()
def site(
    profile: Annotated[str, typer.Option(help="Show this profile's executed copies.")] = "default",
    backend: Annotated[Backend, typer.Option(help="Executed with this backend.")] = "tensorflow",
) -> None:
    """Build the site in `_build/html` from the chapters as they were executed.

    Prose comes from the sources, outputs from the executed copies: after a change of prose only
    this has to run. Any warning fails the build, and the old site stays.
    """
    from threeways.course.site import build

    root = find_root()
    page = build(root, profile, backend)
    typer.echo(f"The site is built; open {page}")


@app.command()
def release(
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]...")] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; fail if a release is out of date.")
    ] = False,
) -> None:
    """Generate `assignments/` from `solutions/`: what students get.

    Refuses a misspelt delimiter, and anything that would show a solution or a hidden test.
    """
    from threeways.course import release as releases

    root = find_root()
    if check:
        drift = releases.check(names or [], root)
        for change in drift:
            typer.echo(f"{change}; run `threeways release`", err=True)
        raise typer.Exit(bool(drift))
    for done in releases.release(names or [], root):
        typer.echo(f"{done.name}: {len(done.changes) or 'no'} files changed")


@app.command("check-assignment")
def check_assignment(
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]...")] = None,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Answers at a time; default: one a core.")
    ] = None,
) -> None:
    """Check an assignment's tests by its solution, release, known answers and mutants.

    Shows which test noticed what. Exits with 1 if an answer does not get the marks that it
    should, a hidden test is never the only one to notice something, or too few mutants are noticed.
    """
    from rich.console import Console

    from threeways.course import release as releases
    from threeways.course.mutation import check as check_assignment
    from threeways.course.mutation import report as check_report

    root = find_root()
    chosen = names or releases.names(root)
    with Console(stderr=True).status("Trying known answers and mutants"):
        reports = [check_assignment.check(name, root, jobs) for name in chosen]
    check_report.show(reports)
    raise typer.Exit(any(report.problems for report in reports))


@app.command()
def grade(
    name: Annotated[str, typer.Argument(metavar="NAME")],
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="PATH", help="A folder or a zip; default: `submitted/`."),
    ] = None,
    students: Annotated[
        list[str] | None, typer.Option("--student", metavar="ID", help="Only this; repeatable.")
    ] = None,
    roster: Annotated[Path | None, typer.Option(help="The students, as a CSV.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Grade what is graded, too.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be graded.")
    ] = False,
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="A Dask scheduler, `tcp://host:8786`; default: here."),
    ] = None,
    trust_submissions: Annotated[
        bool, typer.Option("--trust-submissions", help="Grade even where nothing isolates.")
    ] = False,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Submissions at a time; default: one a core.")
    ] = None,
    db_url: Annotated[str | None, typer.Option(help="Another gradebook than the course's.")] = None,
) -> None:
    """Grade an assignment's submissions, isolated; marks go to nbgrader's gradebook.

    Writes each student's feedback, a report for the instructor and `marks.csv`. A stopped batch
    goes on where it was. Exits with 1 if a submission could not be run at all.
    """
    from threeways.course.grading import live

    root = find_root()
    with live.Live() as shown:
        from threeways.course.grading import batch  # takes seconds

        options = batch.Options(
            source, students or [], roster, again, scheduler, trust_submissions, jobs, db_url
        )
        if dry_run:
            shown.would(batch.dry_run(root, name, options))
            return
        done = batch.grade(root, name, options, shown.planned, shown, shown.stage)
        shown.closing(done)
    raise typer.Exit(bool(done.failed))


@app.command()
def export(
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", show_default=False, help="An assignment; default: all."),
    ] = None,
    platform: Annotated[
        Literal["canvas", "moodle"] | None,
        typer.Option("--for", help="Whose import the file is for."),
    ] = None,
    exported: Annotated[
        Path | None,
        typer.Option("--gradebook", metavar="CSV", help="The gradebook as that has exported it."),
    ] = None,
    column: Annotated[
        str | None, typer.Option(help="The assignment's column there; default: by its title.")
    ] = None,
    scale: Annotated[
        bool, typer.Option("--scale", help="Multiply marks where points differ there.")
    ] = False,
    to: Annotated[
        Path | None, typer.Option(metavar="CSV", help="Default: a file in `_build/grading`.")
    ] = None,
    db_url: Annotated[str | None, typer.Option(help="Another gradebook than the course's.")] = None,
) -> None:
    """Write marks as a CSV: for a spreadsheet, or to be imported by Canvas or Moodle.

    Marks are the gradebook's as it is now: a person's, and penalties, included. Canvas and Moodle
    know their students by the columns of their own export: export the gradebook there, and say
    with `--gradebook` where that file is.

    Examples: `threeways export`, `threeways export regularisation`,
    `threeways export regularisation --for canvas --gradebook canvas.csv`.
    """
    from threeways.course import marks

    root = find_root()
    if platform is None:
        if exported or column or scale:
            raise CourseError("--gradebook, --column and --scale need --for canvas or moodle")
        written = marks.export(root, name, to, db_url)
    elif name is None or exported is None:
        raise CourseError(f"--for {platform} needs a NAME and --gradebook; {marks.WHERE[platform]}")
    else:
        written = marks.fill_in(root, name, platform, exported, column, scale, to, db_url)
    for line in written:
        typer.echo(line)


@app.command()
def tidy(
    notebooks: Annotated[list[Path] | None, typer.Argument(metavar="[NOTEBOOK]...")] = None,
) -> None:
    """Bring notebooks into the form that is stored: no outputs, no editor's metadata, formatted."""
    from threeways.course import authoring

    changed = authoring.tidy(find_root(), notebooks)
    for path in changed:
        typer.echo(f"tidied {path}")
    typer.echo(f"{len(changed) or 'no'} notebooks changed")


@app.command()
def address(url: Annotated[str, typer.Argument(metavar="URL")]) -> None:
    """Set the repository's address, everywhere: `https://github.com/OWNER/REPOSITORY`."""
    from threeways.course import authoring

    for path in authoring.set_address(find_root(), url):
        typer.echo(f"changed {path}")


@app.command()
def doctor() -> None:
    """Say what holds on this machine, and what to do about what does not.

    The isolation of submissions is probed by trying to break each of its properties.
    """
    from rich.console import Console

    from threeways.course import display
    from threeways.course.doctor import examine
    from threeways.course.grading.probes import probe_sandbox

    root = find_root()
    with Console(stderr=True).status("Trying to break the sandbox"):
        findings = examine(root) + probe_sandbox()
    display.show_findings(findings)
    raise typer.Exit(any(finding.level == "error" for finding in findings))


@data.command("list")
def data_list() -> None:
    """List the data sets: what each is, where it stands, its licence."""
    from threeways.course import display
    from threeways.data import fetch

    with _data_errors():
        display.show_datasets(fetch.rows())


@data.command("fetch")
def data_fetch(names: Annotated[list[str], typer.Argument(metavar="NAME...")]) -> None:
    """Fetch data sets and check their SHA-256; a transfer that broke off goes on."""
    from threeways.data import fetch

    with _data_errors():
        for name in names:
            for path in fetch.fetch(name).values():
                typer.echo(f"{name}: {path}")


@data.command("verify")
def data_verify(name: Annotated[str, typer.Argument(metavar="[NAME]")] = "all") -> None:
    """Compare files in the cache and in the mirror with their SHA-256; damaged ones exit with 1."""
    from threeways.course import display
    from threeways.data import fetch

    with _data_errors():
        found = fetch.verify(name)
    display.show_verifications(found)
    raise typer.Exit(any(each.verdict == "damaged" for each in found))


@contextmanager
def _data_errors() -> Iterator[None]:
    """Turn what the data package raises into what the command line prints."""
    from threeways.data.registry import DataError

    try:
        yield
    except DataError as error:
        raise CourseError(str(error), exit_code=1) from error


@new.command("chapter")
def new_chapter(
    name: Annotated[str, typer.Argument(metavar="PART/NAME")],
    title: Annotated[str | None, typer.Option(help="The chapter's title.")] = None,
) -> None:
    """Start a chapter: a skeleton that runs, listed in `_toc.yml`."""
    from threeways.course import authoring

    path = authoring.new_chapter(find_root(), name, title)
    typer.echo(f"wrote {path}; execute it with `threeways run {name}`")


@new.command("assignment")
def new_assignment(
    name: Annotated[str, typer.Argument(metavar="NAME")],
    title: Annotated[str | None, typer.Option(help="The assignment's title.")] = None,
) -> None:
    """Start an assignment: a source with answers beside it that its tests accept."""
    from threeways.course import authoring

    folder = authoring.new_assignment(find_root(), name, title)
    typer.echo(f"wrote {folder}; generate the release with `threeways release {name}`")


def main() -> None:
    """Run the command line; a CourseError becomes one sentence and its exit code."""
    try:
        app()
    except CourseError as error:
        from rich.console import Console
        from rich.markup import escape

        line = f"[bold red]Error:[/] {escape(str(error))}"
        Console(stderr=True).print(line, highlight=False, soft_wrap=True)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
