"""nbgrader's formgrader, in Chromium, opens a gradebook that grading here has written."""

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from tests.site.conftest import CHROMIUM
from tests.unit.grading_course import NAME, SQUARE, SQUARED, make_course, prepared, result
from threeways.course.grading.collect import Person
from threeways.course.grading.record import Recorder

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
ATTACK = "<img src=x onerror='window.pwned = 1'>"


@pytest.fixture(scope="module")
def formgrader(tmp_path_factory):
    """A Jupyter server at the root of a course with two graded students; its address."""
    root = make_course(tmp_path_factory.mktemp("formgrader") / "course")
    for student in ("ada", "ben"):  # formgrader counts what lies in submitted/
        (root / "submitted" / student / NAME).mkdir(parents=True)
    with Recorder(root, NAME) as recorder:
        recorder.enrol([Person("ada", "Ada", "Lovelace"), Person("ben", "Ben", ATTACK)])
        recorder.record(prepared(), result())
        hostile = {"double": SQUARE, "halve": f"# {ATTACK}\ndef halve(x): pass"}
        wrote = [
            {"output_type": "display_data", "data": {"text/html": ATTACK, "text/plain": ATTACK}}
        ]
        failed = {"test_double": "failed", "test_halve_example": "unknown"}
        recorder.record(
            prepared("ben", solutions=hostile),
            result("ben", failed=failed, comparisons={"double": SQUARED}, outputs={"halve": wrote}),
        )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address, token = f"http://127.0.0.1:{port}", secrets.token_hex()
    server = serve(root, port, token)
    try:
        await_answer(f"{address}/api", server, root / "server.log")
        yield f"{address}/formgrader/{{}}?token={token}".format
    finally:
        server.terminate()
        server.wait(timeout=60)


def serve(root, port, token):
    """Start the server that formgrader lives in, with nobody's configuration but the course's."""
    command = [sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root"]
    command += [f"--port={port}", "--ip=127.0.0.1", "--ServerApp.port_retries=0"]
    command += [f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={root}"]
    extensions = "{'nbgrader.server_extensions.formgrader': True}"
    command += [f"--ServerApp.jpserver_extensions={extensions}"]
    settings = {name: str(root / ".jupyter") for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR")}
    environment = {**os.environ, **settings, "JUPYTER_NO_CONFIG": "1"}
    with (root / "server.log").open("wb") as log:
        return subprocess.Popen(command, cwd=root, env=environment, stdout=log, stderr=log)


def await_answer(address, server, log, seconds=120):
    """Wait until the server answers; say what it wrote if it ends instead."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the server does not answer:\n{log.read_text()[-2000:]}")


@pytest.fixture(scope="module")
def page(browser, formgrader):
    """A page of somebody who has logged in: with the cookie that the token gives."""
    page = browser.new_page()
    page.set_default_timeout(60_000)
    page.goto(formgrader("gradebook"))
    table(page)
    return page


def table(page):
    """The rows of formgrader's table once they are loaded."""
    page.wait_for_selector("table tbody tr td a", state="attached")
    rows = page.locator("table tbody tr").all()
    return [[cell.strip() for cell in row.locator("td").all_inner_texts()] for row in rows]


def test_formgrader_lists_the_assignment_with_its_average(page, formgrader):
    page.goto(formgrader("gradebook"))
    assert table(page) == [[NAME, "None", "2", "3.5 / 6"]]


def test_formgrader_lists_the_students_with_their_marks(page, formgrader):
    page.goto(formgrader("manage_students"))
    marks = {row[1]: row[3] for row in table(page)}
    assert marks == {"ada": "6 / 6", "ben": "1 / 6"}


def test_formgrader_says_which_submission_waits_for_a_person(page, formgrader):
    page.goto(formgrader(f"gradebook/{NAME}/{NAME}"))
    table(page)
    waits = {}
    for row in page.locator("table tbody tr").all():
        waits[row.locator("td").nth(2).inner_text()] = row.locator(".glyphicon-ok").count() > 0
    assert waits == {"1 / 6": True, "6 / 6": False}


def test_formgrader_shows_a_students_notebook_and_runs_nothing_of_it(page, formgrader):
    page.goto(formgrader(f"manage_students/ben/{NAME}"))
    table(page)
    page.locator("table tbody tr td a").first.click()
    page.wait_for_selector("input.score")
    page.wait_for_function("document.querySelector('input.score').placeholder !== ''")
    shown = page.inner_text("body")
    for words in (SQUARE, ATTACK, "failed: a hidden test", "unknown: "):
        assert words in shown
    assert page.evaluate("window.pwned") is None
    scores = page.locator("input.score").all()
    assert [box.get_attribute("placeholder") for box in scores] == ["1", "0", None]
    assert "needs_manual_grade" in scores[2].get_attribute("class")
    comments = [box.get_attribute("placeholder") for box in page.locator("textarea.comment").all()]
    assert SQUARED.hint in comments
