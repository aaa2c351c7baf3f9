"""The command line ``threeways``: one thin function a command, everything heavy imported in it."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from threeways.course.chapters import CourseError, find_root, parse_overrides
from threeways.course.kernels import Backend

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode="markdown")


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

    Examples: `threeways run`, `threeways run ngram_models --set order=3`,
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


def main() -> None:
    """Run the command line; a CourseError becomes one sentence and its exit code."""
    try:
        app()
    except CourseError as error:
        from rich.console import Console

        Console(stderr=True).print(f"[bold red]Error:[/] {error}", highlight=False, soft_wrap=True)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
