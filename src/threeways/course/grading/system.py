"""What a kernel finds around it: files, variables and limits, and the commands that arrange it."""

from __future__ import annotations

import importlib.util
import io
import math
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from threeways.course.kernels import Backend, kernel_environment
from threeways.data.registry import registry_path

ZYGOTE = Path(__file__).with_name("zygote.py")
INSIDE_ZYGOTE = "/zygote.py"
INSIDE_DATA = "/data"
CONTROL = "/control"  # the fork parent's socket in a container
NOTEBOOK = "/notebook"  # where a kernel starts
NOBODY = 65534
SYSTEM = ("/usr/bin", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/share/zoneinfo")
SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime")
LINKS = ("bin", "lib", "lib32", "lib64")  # of a merged /usr
IMAGE = "threeways-empty:2"  # what a container starts from: folders to bind into, and no file
IMPORTING = 60.0  # seconds in which an engine takes that image


class SandboxError(RuntimeError):
    """A sandbox could not be made; the message says what to do."""


@dataclass(frozen=True)
class Limits:
    """What a submission may use; sizes in bytes, times in seconds."""

    cell: float = 30.0
    submission: float = 120.0
    output_bytes: int = 2_000_000  # of one cell
    memory: int = 3 << 30  # beyond what the imports take: address space of a process, and all RAM
    processes: int = 64  # threads count
    file_size: int = 64 << 20
    open_files: int = 256
    tmpfs: int = 128 << 20  # of each of /tmp, /dev/shm and the working folder

    def rlimits(self) -> dict[str, int]:
        """As ``setrlimit`` takes them."""
        return {
            "CPU": math.ceil(self.submission) + 5,  # a second net: the deadlines come first
            "AS": self.memory,
            "FSIZE": self.file_size,
            "NPROC": self.processes,
            "NOFILE": self.open_files,
            "CORE": 0,
        }


@dataclass(frozen=True)
class Bind:
    """A file or folder that is shown read-only inside."""

    source: Path
    target: str


def environment_binds(data: Path | None = None) -> list[Bind]:
    """The interpreter, its libraries, the course's package without ``course``, the data files."""
    folders = [*map(Path, SYSTEM), Path(sys.prefix), Path(sys.base_prefix), *_package()]
    shown = [folder for folder in folders if folder.exists() and not folder.is_symlink()]
    outermost = [
        folder
        for folder in dict.fromkeys(shown)
        if not any(other in folder.parents for other in shown)
    ]
    binds = [Bind(folder, str(folder)) for folder in outermost]
    binds += [Bind(Path(file), file) for file in SYSTEM_FILES if Path(file).exists()]
    binds.append(Bind(ZYGOTE, INSIDE_ZYGOTE))
    return binds + [
        Bind(file, f"{INSIDE_DATA}/{file.relative_to(data)}") for file in data_files(data) if data
    ]


def _package() -> list[Path]:
    """What a notebook may import of this package, where it is not installed in the prefix."""
    found = importlib.util.find_spec("threeways")
    assert found and found.submodule_search_locations
    folder = Path(found.submodule_search_locations[0])
    shown = [entry for entry in folder.iterdir() if entry.name not in ("course", "__pycache__")]
    registry = registry_path()
    if folder not in registry.parents:  # a checkout, which is known by its two files
        shown += [registry, registry.parents[1] / "pyproject.toml"]
    return shown


def data_files(data: Path | None) -> list[Path]:
    """The assignment's data files: everything in its folder but notebooks and links."""
    if data is None:
        return []
    if not data.is_dir():
        raise SandboxError(f"{data}: no folder with the assignment's data files")
    return [
        file
        for file in sorted(data.rglob("*"))
        if file.is_file()
        and not file.is_symlink()
        and file.suffix != ".ipynb"
        and not any(part.startswith(".") for part in file.relative_to(data).parts)
    ]


def temporary(binds: Sequence[Bind]) -> str:
    """Where a kernel's temporary files go: /tmp, unless the environment itself lies there."""
    below = any(bind.target.startswith("/tmp/") for bind in binds)
    return "/scratch" if below else "/tmp"


def inner_environment(backend: Backend, temp: str) -> dict[str, str]:
    """All the variables that a kernel sees."""
    return {
        **kernel_environment(backend),
        "PATH": f"{sys.prefix}/bin:/usr/bin:/bin",
        "HOME": temp,
        "TMPDIR": temp,
        "USER": "student",
        "LOGNAME": "student",
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        "MALLOC_ARENA_MAX": "2",  # address space is limited; an arena a thread would use it up
        "NBGRADER_EXECUTION": "autograde",
    }


def bubblewrap_command(binds: Sequence[Bind], environment: dict[str, str]) -> list[str]:
    """How the fork parent is started under bwrap.

    Raises:
        SandboxError: if a program that it takes is missing.
    """
    bwrap = _program("bwrap", "bubblewrap")
    temp, root = environment["TMPDIR"], os.geteuid() == 0
    inner = [
        *(bwrap, "--unshare-all", "--unshare-user", "--die-with-parent", "--new-session"),
        *("--uid", str(NOBODY), "--gid", str(NOBODY), "--cap-drop", "ALL"),
        *("--hostname", "grading", "--clearenv"),
        *_each("--setenv", environment.items()),
        *("--perms", "0700", "--size", str(64 << 20), "--tmpfs", temp),
        *("--perms", "0700", "--dir", NOTEBOOK, "--perms", "0755", "--dir", INSIDE_DATA),
        *_bind_arguments([Bind(Path(b.target), b.target) for b in binds] if root else binds),
        *("--dev", "/dev", "--proc", "/proc", "--remount-ro", "/dev", "--remount-ro", "/"),
        *("--perms", "1777", "--size", str(64 << 20), "--tmpfs", "/dev/shm"),
        *("--chdir", "/", "--", sys.executable, "-I", INSIDE_ZYGOTE),
    ]
    if not root:
        return inner
    outer = [bwrap, *_bind_arguments(binds), *("--dev-bind", "/dev", "/dev")]
    outer += ["--bind", "/proc", "/proc"]  # whole: else nobody inside may mount one of its own
    outer += ["--perms", "0755", "--dir", "/tmp"]  # where the second bwrap builds its system
    drop = [_program("setpriv", "util-linux"), f"--reuid={NOBODY}", f"--regid={NOBODY}"]
    # A pid namespace here too: no death of a parent that is root's is told to a child of nobody's.
    return [
        *outer,
        "--unshare-pid",
        "--die-with-parent",
        "--",
        *drop,
        "--clear-groups",
        "--",
        *inner,
    ]


def _program(name: str, package: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise SandboxError(f"{name} is missing: sudo apt-get install {package}")
    return found


def _each(option: str, pairs: Iterable[Iterable[str]]) -> Iterator[str]:
    for pair in pairs:
        yield option
        yield from pair


def _bind_arguments(binds: Sequence[Bind]) -> list[str]:
    """Folders above first, readable for all: bwrap as root would make them for root only."""
    above = {str(p) for bind in binds for p in Path(bind.target).parents if str(p) != "/"}
    arguments = []
    for folder in sorted(above):
        arguments += ["--perms", "0755", "--dir", folder]
    for bind in binds:
        arguments += ["--ro-bind", str(bind.source), bind.target]
    for link in LINKS:
        if Path("/", link).is_symlink():
            arguments += ["--symlink", f"usr/{link}", f"/{link}"]
    return arguments


def make_image(engine: str) -> None:
    """Give docker or podman the image, unless it has it; nothing is fetched for that.

    Raises:
        SandboxError: if the engine does not take it.
    """
    inspect = [engine, "image", "inspect", IMAGE]
    take = [engine, "import", "-", IMAGE]
    try:
        if subprocess.run(inspect, capture_output=True, timeout=IMPORTING, check=False).returncode:
            subprocess.run(
                take, input=_empty_system(), capture_output=True, timeout=IMPORTING, check=True
            )
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip()
        raise SandboxError(f"{engine} does not take an image: {said}") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SandboxError(f"{engine} does not take an image: {error}") from error


def _empty_system() -> bytes:
    """A tar of folders, and of the links of a merged /usr."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as tar:
        for name in ("dev", "etc", "proc", "sys", "usr", "usr/bin", "usr/lib"):
            tar.addfile(_member(name, tarfile.DIRTYPE))
        for name in LINKS:
            if Path("/", name).is_symlink():
                tar.addfile(_member(name, tarfile.SYMTYPE, f"usr/{name}"))
    return file.getvalue()


def _member(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname, member.mode = kind, target, 0o755
    return member


def container_command(
    engine: str, name: str, binds: Sequence[Bind], environment: dict[str, str], limits: Limits
) -> list[str]:
    """How the fork parent is started in a container."""
    size = f"size={limits.tmpfs},mode=1777"
    mounts = (f"type=bind,source={bind.source},target={bind.target},readonly" for bind in binds)
    return [
        *(engine, "run", "--rm", "--pull", "never", "--name", name, "--network", "none"),
        *("--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"),
        *("--security-opt", "label=disable"),  # else SELinux hides what is bound
        *_only_of_podman(engine, limits),
        *("--user", f"{NOBODY}:{NOBODY}", "--hostname", "grading", "--ipc", "private"),
        *("--pids-limit", str(limits.processes + 4), "--memory", str(limits.memory + (1 << 30))),
        # Else engines raise these, which not every root may do; the kernel's own are lower.
        *("--ulimit", "nofile=1024:1024", "--ulimit", "nproc=4096:4096"),
        *("--tmpfs", f"{environment['TMPDIR']}:{size}", "--tmpfs", f"{NOTEBOOK}:{size}"),
        *("--shm-size", str(limits.tmpfs), "--workdir", "/"),
        *_each("--env", ((f"{key}={value}",) for key, value in environment.items())),
        *_each("--mount", ((mount,) for mount in mounts)),
        *("--entrypoint", sys.executable, IMAGE, "-I", INSIDE_ZYGOTE, CONTROL),
    ]


def _only_of_podman(engine: str, limits: Limits) -> tuple[str, ...]:
    """Without these podman adds a writable /run, and names and addresses of the machine.

    The timeout ends a container whose grading process was killed before it could.
    """
    if Path(engine).name != "podman":
        return ()
    timeout = math.ceil(2 * limits.submission + IMPORTING)
    return ("--read-only-tmpfs=false", "--no-hosts", "--passwd=false", f"--timeout={timeout}")
