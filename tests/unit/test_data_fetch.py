"""Fetching over a real server that corrupts, truncates and stalls: nothing half-written stays."""

import hashlib
import http.server
import io
import re
import signal
import subprocess
import sys
import tarfile
import threading
import time
import zipfile

import pytest

from threeways.data import fetch as fetching
from threeways.data import registry
from threeways.data.fetch import fetch, rows, unpack, verify
from threeways.data.registry import DataError

CONTENT = bytes(range(256)) * 4096  # 1 MiB
PATH = "poems/poems.bin"


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves CONTENT with ranges; ``server.faults`` says what goes wrong with the next requests."""

    def do_GET(self):
        server = self.server
        server.ranges.append(self.headers.get("Range"))
        fault = server.faults.pop(0) if server.faults else ""
        content = server.contents.get(self.path, b"")
        if fault == "503" or not content:
            return self.send_error(503 if content else 404)
        start = int(re.findall(r"\d+", self.headers["Range"])[0]) if self.headers["Range"] else 0
        if fault == "ignores ranges":
            start = 0
        if start >= len(content):
            return self.send_error(416)
        body = content[start:]
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if fault == "corrupts":
            body = body[:100] + bytes([body[100] ^ 1]) + body[101:]
        if fault == "breaks off":
            body = body[: len(body) // 2]
        if fault == "stalls":
            self.wfile.write(body[:300_000])
            self.wfile.flush()
            server.stalled.set()
            server.go_on.wait(30)
            return None
        self.wfile.write(body)
        return None

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.faults, server.ranges = [], []
        server.contents = {"/canonical/poems.bin": CONTENT}
        server.stalled, server.go_on = threading.Event(), threading.Event()
        server.address = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.go_on.set()
        server.shutdown()


def entry(name, path, content, address=""):
    kind = "canonical" if address else "variant"
    return f"""
[{name}]
kind = "{kind}"
tier = "core"
title = "{name}"
licence = "public domain"
citation = "A. Poet (1900)"
used_by = []
origin = "a library"

[[{name}.files]]
path = "{path}"
size = {len(content)}
sha256 = "{hashlib.sha256(content).hexdigest()}"
{f'address = "{address}"' if address else ""}
"""


@pytest.fixture
def home(tmp_path, monkeypatch, server):
    """An empty cache, and a registry with one data set at the server's address."""
    path = tmp_path / "registry.toml"
    path.write_text(entry("poems", PATH, CONTENT, f"{server.address}/canonical/poems.bin"))
    monkeypatch.setattr(registry, "registry_path", lambda: path)
    monkeypatch.setenv("THREEWAYS_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("THREEWAYS_MIRROR", raising=False)
    return tmp_path


def in_cache(home):
    """Names of the files below the cache, without the locks."""
    files = (home / "cache").rglob("*")
    return sorted(str(f.relative_to(home / "cache")) for f in files if f.is_file())


def cached_files(home):
    return [name for name in in_cache(home) if not name.endswith(".lock")]


# ---------------------------------------------------------------- where a file comes from


def test_a_file_is_fetched_once_and_then_read_from_the_cache(home, server):
    for _ in range(2):
        assert fetch("poems")["poems.bin"].read_bytes() == CONTENT
    assert len(server.ranges) == 1
    assert cached_files(home) == [PATH]


def test_a_mirror_folder_is_used_in_place_and_not_copied(home, server, monkeypatch):
    mirror = home / "mirror"
    (mirror / "poems").mkdir(parents=True)
    (mirror / PATH).write_bytes(CONTENT)
    monkeypatch.setenv("THREEWAYS_MIRROR", str(mirror))
    assert fetch("poems")["poems.bin"] == mirror / PATH
    assert not server.ranges and not (home / "cache").exists()


def test_a_damaged_file_in_a_mirror_folder_is_not_used(home, server, monkeypatch):
    mirror = home / "mirror"
    (mirror / "poems").mkdir(parents=True)
    (mirror / PATH).write_bytes(CONTENT[:-1] + b"?")
    monkeypatch.setenv("THREEWAYS_MIRROR", str(mirror))
    assert fetch("poems")["poems.bin"] == home / "cache" / PATH
    server.contents.clear()
    (home / "cache" / PATH).unlink()
    with pytest.raises(DataError, match=rf"the copy in {mirror} is damaged; .* answers 404"):
        fetch("poems")


def test_a_mirror_address_comes_before_the_canonical_one(home, server, monkeypatch):
    server.contents = {f"/mirror/{PATH}": CONTENT}
    monkeypatch.setenv("THREEWAYS_MIRROR", f"{server.address}/mirror/")
    assert fetch("poems")["poems.bin"] == home / "cache" / PATH


def test_the_canonical_address_serves_what_a_mirror_address_lacks(home, server, monkeypatch):
    monkeypatch.setenv("THREEWAYS_MIRROR", f"{server.address}/mirror")
    assert fetch("poems")["poems.bin"].read_bytes() == CONTENT
    assert len(server.ranges) == 2


def test_a_damaged_file_in_the_cache_is_replaced(home, server):
    fetch("poems")["poems.bin"].write_bytes(CONTENT[:-1] + b"?")
    assert fetch("poems")["poems.bin"].read_bytes() == CONTENT


# ---------------------------------------------------------------- what is said


def one_sentence(message):
    return message.count(". ") == 0 and "\n" not in message


def test_without_network_one_sentence_names_the_file_and_the_two_ways_out(home, server):
    server.shutdown()
    server.server_close()
    with pytest.raises(DataError) as caught:
        fetch("poems")
    message = str(caught.value)
    assert one_sentence(message)
    for part in ("poems/poems.bin of the data set poems", "no connection", "THREEWAYS_MIRROR"):
        assert part in message
    assert "the default profile, which needs no download" in message
    assert cached_files(home) == []


def test_a_repacked_variant_without_a_mirror_is_said_to_have_no_address(home):
    registry.registry_path().write_text(entry("prose", "prose/a.txt", b"prose"))
    registry._load.cache_clear()
    with pytest.raises(DataError, match=r"data set prose \(it has no public address\): set THREE"):
        fetch("prose")
    assert not (home / "cache").exists()


def test_a_data_set_that_users_bring_and_a_bundled_one_are_not_fetched(monkeypatch):
    with pytest.raises(DataError, match=r"ptb has to be brought by you: files ptb.train.txt"):
        fetch("ptb")
    assert fetch("digits") == {}


def test_the_server_s_refusal_is_passed_on(home, server):
    server.contents.clear()
    with pytest.raises(DataError, match=r"the server answers 404"):
        fetch("poems")


@pytest.mark.parametrize("terminal", [False, True])
def test_the_progress_bar_is_silent_unless_on_a_terminal(home, monkeypatch, terminal):
    error = io.StringIO()
    error.isatty = lambda: terminal
    monkeypatch.setattr(sys, "stderr", error)
    fetch("poems")
    assert ("poems.bin" in error.getvalue()) == terminal


# ---------------------------------------------------------------- what goes wrong on the way


@pytest.mark.parametrize("fault", ["corrupts", "breaks off"])
def test_a_fault_of_one_transfer_is_put_right_by_the_next(home, server, fault):
    server.faults = [fault]
    assert fetch("poems")["poems.bin"].read_bytes() == CONTENT
    assert cached_files(home) == [PATH]


def test_a_broken_transfer_is_continued_where_it_ended(home, server):
    server.faults = ["breaks off"]
    fetch("poems")
    assert server.ranges == [None, f"bytes={len(CONTENT) // 2}-"]


def test_a_server_without_ranges_starts_again(home, server):
    server.faults = ["breaks off", "ignores ranges"]
    assert fetch("poems")["poems.bin"].read_bytes() == CONTENT


def test_bytes_that_are_always_wrong_never_get_the_file_s_name(home, server):
    server.faults = ["corrupts"] * 10
    with pytest.raises(DataError, match=r"its SHA-256 is wrong") as caught:
        fetch("poems")
    assert one_sentence(str(caught.value))
    assert cached_files(home) == [] and len(server.ranges) == 2
    server.faults = []
    assert fetch("poems")["poems.bin"].read_bytes() == CONTENT


@pytest.mark.parametrize("content", [CONTENT[:1000], CONTENT + b"more", b"<html>Log in</html>"])
def test_another_file_in_its_place_is_refused(home, server, content):
    server.contents["/canonical/poems.bin"] = content
    with pytest.raises(DataError):
        fetch("poems")
    assert PATH not in cached_files(home)
    server.contents["/canonical/poems.bin"] = CONTENT
    assert fetch("poems")["poems.bin"].read_bytes() == CONTENT
    assert cached_files(home) == [PATH]


def test_a_transfer_that_always_breaks_off_keeps_what_came_for_the_next_call(home, server):
    server.faults = ["breaks off"] * fetching.ATTEMPTS
    with pytest.raises(DataError, match=r"broke off after [\d,]+ of 1,048,576 bytes"):
        fetch("poems")
    assert cached_files(home) == [f"{PATH}.part"]
    arrived = (home / "cache" / f"{PATH}.part").stat().st_size
    server.faults = []
    assert fetch("poems")["poems.bin"].read_bytes() == CONTENT
    assert server.ranges[-1] == f"bytes={arrived}-"


def child(home, code):
    """A process of its own that fetches with this test's registry and cache."""
    program = (
        "import pathlib\nfrom threeways.data import fetch, registry\n"
        f"registry.registry_path = lambda: pathlib.Path({str(home / 'registry.toml')!r})\n{code}"
    )
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen([sys.executable, "-c", program], **pipes)


def test_after_kill_9_in_the_middle_the_next_call_goes_on(home, server):
    server.faults = ["stalls"]
    process = child(home, "fetch.fetch('poems')")
    assert server.stalled.wait(30)
    part = home / "cache" / f"{PATH}.part"
    deadline = time.monotonic() + 30
    while not (part.exists() and part.stat().st_size) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert not (home / "cache" / PATH).exists()
    arrived = part.stat().st_size
    assert fetch("poems")["poems.bin"].read_bytes() == CONTENT
    assert server.ranges == [None, f"bytes={arrived}-"]
    assert cached_files(home) == [PATH]


def test_two_processes_that_want_one_file_transfer_it_once(home, server):
    server.faults = ["stalls"]
    first = child(home, "fetch.fetch('poems')")
    assert server.stalled.wait(30)
    size = "fetch.fetch('poems')['poems.bin'].stat().st_size"
    second = child(home, f"print('ready', flush=True)\nprint({size})")
    assert second.stdout.readline() == "ready\n"
    time.sleep(0.5)
    assert len(server.ranges) == 1  # the second waits
    server.go_on.set()  # the first connection ends early, and the first process continues it
    assert first.wait(30) == 0
    assert second.communicate(timeout=30)[0].strip() == str(len(CONTENT))
    assert len(server.ranges) == 2
    assert cached_files(home) == [PATH]


LIMIT = "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (1 << 19, 1 << 19))\n"


@pytest.fixture(params=["tmpfs", "limit"])
def small_disk(home, request):
    """A cache with room for 512 KiB: a tmpfs where one can be mounted, or a limit on file sizes.

    Yields:
        Code that a child process runs first, and a function that frees space.
    """
    cache = home / "cache"
    cache.mkdir()

    def mount(options):
        line = ["mount", "-o", options, "-t", "tmpfs", "tmpfs", str(cache)]
        try:
            return subprocess.run(line, capture_output=True).returncode == 0
        except FileNotFoundError:
            return False

    if request.param == "tmpfs" and mount("size=512k"):
        yield "", lambda: mount("remount,size=8m")
        subprocess.run(["umount", str(cache)], check=True)
    else:
        yield LIMIT, lambda: True


def test_a_full_disk_is_named_and_the_next_call_succeeds(home, server, small_disk):
    before, free = small_disk
    full = child(home, f"{before}fetch.fetch('poems')")
    error = full.communicate(timeout=60)[1]
    assert "the disk is full: free some space, or name another disk in THREEWAYS_CACHE" in error
    assert full.returncode == 1
    assert PATH not in cached_files(home)
    assert free()
    assert fetch("poems")["poems.bin"].read_bytes() == CONTENT
    assert cached_files(home) == [PATH]


def test_a_cache_that_cannot_be_written_is_named(home, monkeypatch):
    (home / "cache").write_text("a file where a folder should be")
    with pytest.raises(DataError, match="name a folder you can write in THREEWAYS_CACHE"):
        fetch("poems")


# ---------------------------------------------------------------- records for the command line


def test_rows_tell_the_state_of_each_set_and_verify_finds_damage(home, monkeypatch):
    (row,) = rows()
    assert (row.name, row.size, row.state) == ("poems", len(CONTENT), "to fetch")
    assert [v.verdict for v in verify("poems")] == ["missing"]
    path = fetch("poems")["poems.bin"]
    assert rows()[0].state == "cached"
    assert [(v.verdict, v.where) for v in verify()] == [("ok", str(path))]
    path.write_bytes(CONTENT[:-1] + b"?")
    assert [v.verdict for v in verify()] == ["damaged"]
    path.unlink()
    (home / "mirror" / "poems").mkdir(parents=True)
    (home / "mirror" / PATH).write_bytes(CONTENT)
    monkeypatch.setenv("THREEWAYS_MIRROR", str(home / "mirror"))
    assert rows()[0].state == "in mirror"


def test_rows_of_the_course_show_all_kinds_of_states(tmp_path, monkeypatch):
    monkeypatch.setenv("THREEWAYS_CACHE", str(tmp_path))
    monkeypatch.delenv("THREEWAYS_MIRROR", raising=False)
    states = {row.name: row.state for row in rows()}
    assert states["mnist"] == "to fetch" and states["imdb"] == "mirror only"
    assert states["digits"] == "bundled" and states["ptb"] == "bring your own"


# ---------------------------------------------------------------- archives


def zipped(*members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def tarred(*members):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:xz") as archive:
        for name, content in members:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


@pytest.fixture
def serve_archive(home, monkeypatch):
    def serve(content):
        path = home / "mirror" / "verses" / "verses.archive"
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
        registry.registry_path().write_text(entry("verses", "verses/verses.archive", content))
        registry._load.cache_clear()
        monkeypatch.setenv("THREEWAYS_MIRROR", str(home / "mirror"))

    return serve


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_an_archive_is_unpacked_once_into_a_folder_of_its_own(serve_archive, pack):
    serve_archive(pack(("a/one.txt", b"1"), ("a/two.txt", b"2")))
    folder = unpack("verses")
    assert sorted(p.read_bytes() for p in folder.rglob("*.txt")) == [b"1", b"2"]
    (folder / "a" / "one.txt").write_text("mine")
    assert (unpack("verses") / "a" / "one.txt").read_text() == "mine"


@pytest.mark.parametrize("pack", [zipped, tarred])
@pytest.mark.parametrize("name", ["../outside.txt", "a/../../outside.txt"])
def test_a_member_that_would_leave_the_folder_is_refused(home, serve_archive, pack, name):
    serve_archive(pack(("good.txt", b"1"), (name, b"2")))
    with pytest.raises(DataError, match=r"cannot unpack .*verses.archive: .*outside"):
        unpack("verses")
    assert not list(home.rglob("*outside.txt")) and not list(home.rglob("good.txt"))


def test_a_link_out_of_the_folder_is_refused(home, serve_archive):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        member = tarfile.TarInfo("link")
        member.type, member.linkname = tarfile.SYMTYPE, "/etc"
        archive.addfile(member)
    serve_archive(buffer.getvalue())
    with pytest.raises(DataError, match="cannot unpack"):
        unpack("verses")


def test_what_an_unpacking_that_was_killed_left_is_cleared_away(home, serve_archive):
    serve_archive(zipped(("one.txt", b"1")))
    folder = unpack("verses")
    left_over = folder.with_name(folder.name + ".part")
    folder.rename(left_over)
    (left_over / "half.txt").write_text("ha")
    assert [p.name for p in unpack("verses").iterdir()] == ["one.txt"]
    assert not left_over.exists()
