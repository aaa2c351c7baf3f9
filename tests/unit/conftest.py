"""A real PostgreSQL server, for tests of the gradebook."""

import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

SERVER = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


@pytest.fixture(scope="session")
def new_database() -> Iterator[Callable[[], str]]:
    """A real server of Debian's package on a Unix socket: makes databases, gives their URLs."""
    if not SERVER:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    psycopg = pytest.importorskip(
        "psycopg", reason="psycopg is not installed (pip install 'psycopg[binary]')"
    )
    home = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a socket's path is at most 107 bytes
    commands = SERVER[-1].parent
    run(home, commands / "initdb", "-D", home / "data", "-U", "course", "-A", "trust", "--no-sync")
    options = f"-k {home} -c listen_addresses='' -c fsync=off"
    control = (commands / "pg_ctl", "-D", home / "data", "-w", "-l", home / "log")
    names = (f"gradebook{number}" for number in itertools.count())

    def make() -> str:
        name = next(names)
        with psycopg.connect(f"host={home} user=course dbname=postgres", autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")
        return f"postgresql+psycopg://course@/{name}?host={home}"

    try:
        run(home, *control, "-o", options, "start")
        yield make
    finally:
        run(home, *control, "-m", "immediate", "stop")
        shutil.rmtree(home)


@pytest.fixture
def postgres(new_database) -> str:
    """The URL of an empty database."""
    return new_database()


def run(home, *command):
    """Run a server's command, as somebody else than root: PostgreSQL refuses root."""
    user = {"user": "postgres", "group": "postgres", "extra_groups": []}
    if os.getuid() != 0:
        user = {}
    else:
        shutil.chown(home, "postgres", "postgres")
    done = subprocess.run(
        [str(part) for part in command],
        **user,
        cwd=home,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
