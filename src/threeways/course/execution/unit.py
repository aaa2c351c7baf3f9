"""One chapter in one process, which ``supervise`` starts as a module.

Reads a job as a line of JSON from standard input, writes progress and the result as lines of JSON
to standard output. Standard input stays open as long as whoever waits for the result lives: at its
end the unit ends, and its kernel with it.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import signal
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any, TextIO

from threeways.checks import MIME
from threeways.course.execution import processes, storage
from threeways.course.startup import skip_address_grammar

HOME = "THREEWAYS_UNIT_HOME"  # the unit's temporary folder
Tell = Callable[[dict[str, Any]], None]


def main() -> None:
    """Execute the job and report; whatever goes wrong is part of the report."""
    requests, answers = _private_streams()
    signal.signal(signal.SIGHUP, lambda *_: _give_up())
    processes.die_with_parent(signal.SIGHUP)()
    job = json.loads(requests.readline())
    threading.Thread(target=_watch, args=(requests,), daemon=True).start()

    def tell(message: dict[str, Any]) -> None:
        answers.write(json.dumps(message) + "\n")
        answers.flush()

    tell({"kind": "result", **execute(job, tell)})


def _private_streams() -> tuple[TextIO, TextIO]:
    """Standard input and output for ourselves; a kernel that we start inherits neither."""
    requests, answers = os.fdopen(os.dup(0), "r"), os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    return requests, answers


def _watch(requests: TextIO) -> None:
    """Wait for the end of standard input: nobody wants the result any more."""
    requests.read()
    _give_up()


def _give_up() -> None:
    processes.end_all(os.environ[processes.MARK])
    shutil.rmtree(os.environ[HOME], ignore_errors=True)
    os._exit(1)


def execute(job: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """The executed notebook's JSON as ``notebook``, or what went wrong as ``failure``."""
    failure = unlike(job)
    if failure:
        return {"failure": {"message": failure}}
    skip_address_grammar()
    from papermill.exceptions import PapermillExecutionError

    try:
        notebook = _papermill(job, tell)
    except PapermillExecutionError as error:
        return {"failure": {"message": f"{error.ename}: {error.evalue}", **_where(error)}}
    except OSError as error:
        return {"failure": {"message": storage.explain(error)}}
    except Exception as error:
        return {"failure": {"message": f"{type(error).__name__}: {error}"}}
    return {"notebook": notebook}


def _where(error: Any) -> dict[str, Any]:
    return {"source": error.source, "traceback": "\n".join(error.traceback)}


def unlike(job: Mapping[str, Any]) -> str:
    """In what this environment is not the one that a job describes; empty if in nothing.

    Args:
        job: With ``files``, digests of the package's files, and ``versions`` of distributions.
    """
    from threeways.course.execution.fingerprint import changed

    other = changed(job["files"])
    if other:
        return (
            f"{_some(other)}: not as where the run began, on {platform.node()}; run again, "
            "with the same sources everywhere"
        )
    wrong = [
        f"{name} {_version(name)} instead of {version}"
        for name, version in job["versions"].items()
        if _public(_version(name)) != _public(version)
    ]
    return f"{platform.node()} has other versions: {', '.join(wrong)}" if wrong else ""


def _some(names: list[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more


def _version(name: str) -> str:
    """The installed version; a GPU machine has ``tensorflow`` for ``tensorflow-cpu``."""
    for provider in (name, name.removesuffix("-cpu")):
        with suppress(metadata.PackageNotFoundError):
            return metadata.version(provider)
    return "(not installed)"


def _public(version: str) -> str:
    """A version without the build that follows: 2.13.0+cpu is 2.13.0+cu128 elsewhere."""
    return version.partition("+")[0]


def _papermill(job: dict[str, Any], tell: Tell) -> str:
    """Execute by papermill, in the chapter's own folder where that exists."""
    import nbformat
    from papermill.engines import papermill_engines
    from papermill.execute import execute_notebook

    papermill_engines.register("threeways", _engine(tell))
    cwd = job["cwd"] if Path(job["cwd"]).is_dir() else os.environ[HOME]
    started, clock = datetime.now(UTC), time.perf_counter()
    executed = execute_notebook(
        nbformat.from_dict(job["notebook"]),
        None,
        parameters=job["parameters"],
        engine_name="threeways",
        kernel_name="python3",
        progress_bar=False,
        cwd=cwd,
    )
    seconds = time.perf_counter() - clock
    _describe(executed, job, started, seconds)
    return str(nbformat.writes(executed))


def _engine(tell: Tell) -> Any:
    """papermill's engine with this environment's own kernel; progress is told cell by cell."""
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager
    from papermill.clientwrap import PapermillNotebookClient
    from papermill.engines import Engine

    class SupervisedEngine(Engine):  # type: ignore[misc]
        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **_: Any) -> None:
            # No folders to search: whatever else a user has named python3 is not our kernel.
            specs = KernelSpecManager(kernel_dirs=[])
            manager = AsyncKernelManager(kernel_name=kernel_name, kernel_spec_manager=specs)
            manager.transport = _transport()
            manager.connection_file = str(Path(os.environ[HOME], "kernel.json"))
            client = PapermillNotebookClient(
                nb_man,
                km=manager,
                kernel_name=kernel_name,
                timeout=None,  # the supervisor holds the deadline
                startup_timeout=600,
                shutdown_kernel="immediate",
                on_cell_execute=_teller(nb_man.nb, tell),
            )
            client.execute(preexec_fn=processes.die_with_parent(signal.SIGKILL))

    return SupervisedEngine


def _transport() -> str:
    """Sockets in our folder, where their path is short enough: two kernels never share a port."""
    return "ipc" if os.name == "posix" and len(os.environ[HOME]) < 85 else "tcp"


def _teller(notebook: Any, tell: Tell) -> Callable[..., None]:
    """Tells which cell is executed: the nth of the code cells that have something in them."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]

    def starts(cell: Any, cell_index: int) -> None:
        position = next((i for i, known in enumerate(cells, 1) if known.id == cell.id), 0)
        tell({"kind": "cell", "cell": cell.id, "index": position, "of": len(cells)})

    return starts


def _describe(executed: Any, job: dict[str, Any], started: datetime, seconds: float) -> None:
    """Record the run in the notebook's metadata; give papermill's cell an id that stays."""
    executed.metadata.pop("papermill", None)
    for cell in executed.cells:
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.id = "injected-parameters"
    code = [cell for cell in executed.cells if cell.cell_type == "code"]
    executed.metadata["threeways"] = {
        **job["metadata"],
        "seconds": round(seconds, 2),
        "started": started.isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "cpu": _cpu(),
        "versions": {name: _version(name) for name in job["versions"]},
        "checks": sum(MIME in output.get("data", {}) for cell in code for output in cell.outputs),
        "stderr": _stderr(code),
    }


def _stderr(code: list[Any]) -> dict[str, str]:
    """What cells wrote to standard error, by cell id; the site's build judges it."""
    texts: dict[str, str] = {}
    for cell in code:
        for output in cell.outputs:
            if output.output_type == "stream" and output.name == "stderr":
                texts[cell.id] = texts.get(cell.id, "") + output.text
    return texts


def _cpu() -> str:
    """The processor's name."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, "") or platform.processor() or platform.machine()


if __name__ == "__main__":
    main()
