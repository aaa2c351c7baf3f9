"""Submissions are found in every form they come in; nothing is guessed or unpacked elsewhere."""

import io
import os
import pwd
import stat
import struct
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from threeways.course.grading import archive
from threeways.course.grading.collect import CollectError, Person, collect, read_roster

NAME = "doubling"
NOON = (2026, 1, 1, 12, 0, 0)
EARLY, LATE = (2026, 1, 1, 8, 0, 0), (2026, 1, 2, 8, 0, 0)
ROSTER = """\
id,first_name,last_name,email,lms_user_id
ada,Ada,Lovelace,ada.l@example.org,12345
ben,Ben,"O'Neil, Jr.",ben@example.org,23456
zoë,Zoë,Müller,zm@example.org,
"""


@pytest.fixture
def roster(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_text(ROSTER, encoding="utf-8")
    return path


def zipped(path, *members, **options):
    """A zip of (name, content, date) or (ZipInfo, content)."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, **options) as archive_:
        for name, content, *date in members:
            info = name
            if isinstance(name, str):
                info = zipfile.ZipInfo(name, *(date or [NOON]))
                info.compress_type = zipfile.ZIP_DEFLATED
            archive_.writestr(info, content)
    return path


def files(root, **contents):
    """Files by path, given with / written as __."""
    for name, content in contents.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return root


def texts(collected):
    """What each student handed in, by content."""
    return {s.student: s.path and s.path.read_text("utf-8") for s in collected.submissions}


def kinds(collected):
    return sorted((note.kind, note.name) for note in collected.notes)


# The forms


def test_nbgraders_own_folder_is_taken_as_it_stands(tmp_path):
    root = files(
        tmp_path / "submitted",
        **{
            f"ada/{NAME}/{NAME}.ipynb": "ada's",
            f"ada/{NAME}/timestamp.txt": "2026-01-02 10:00:00.5 CET",
            "ada/other/other.ipynb": "another assignment",
            f"Ben+1/{NAME}/{NAME}.ipynb": "ben's",
            f"cleo/{NAME}/mine.ipynb": "cleo's",
            f"dan/{NAME}/a.ipynb": "one",
            f"dan/{NAME}/b.ipynb": "other",
            f"eva/{NAME}/essay.pdf": "no notebook",
        },
    )
    found = collect(root, NAME)
    assert texts(found) == {
        "Ben+1": "ben's",
        "ada": "ada's",
        "cleo": "cleo's",
        "dan": None,
        "eva": None,
    }
    assert {s.student: s.submitted for s in found.submissions}["ada"].startswith(
        "2026-01-02T09:00:00.5"
    )
    assert kinds(found) == [("no-notebook", "eva"), ("renamed", "cleo"), ("renamed", "dan")]


def test_an_exchange_gives_the_latest_of_those_that_their_owner_put_there(tmp_path):
    me = pwd.getpwuid(os.getuid()).pw_name
    inbound = files(
        tmp_path / "inbound",
        **{
            f"{me}+{NAME}+2026-01-01 10:00:00 UTC+x1/{NAME}.ipynb": "first",
            f"{me}+{NAME}+2026-01-03 10:00:00 UTC+x2/{NAME}.ipynb": "last",
            f"{me}+{NAME}+2026-01-02 10:00:00 UTC/{NAME}.ipynb": "second",
            f"{me}+other+2026-01-04 10:00:00 UTC/other.ipynb": "other",
            f"somebody+{NAME}+2026-01-02 10:00:00 UTC/{NAME}.ipynb": "forged",
        },
    )
    found = collect(inbound, NAME)
    assert texts(found) == {me: "last"}
    assert (found.submissions[0].attempts, found.submissions[0].submitted) == (
        3,
        "2026-01-03T10:00:00+00:00",
    )
    assert [note.kind for note in found.notes] == ["owner"]
    assert set(texts(collect(inbound, NAME, check_owner=False))) == {me, "somebody"}


def test_canvas_files_are_matched_by_number_and_name(tmp_path, roster):
    source = zipped(
        tmp_path / "canvas.zip",
        ("lovelaceada_12345_500_doubling.ipynb", "first", EARLY),
        ("lovelaceada_LATE_12345_501_doubling-1.ipynb", "second", LATE),
        ("mullerzoe_99999_502_my_own_name-12.ipynb", "zoë's"),
        ("oneilben_23456_503_essay.pdf", "no notebook"),
        ("strangereva_34567_504_doubling.ipynb", "?"),
    )
    found = collect(source, NAME, roster, tmp_path / "submitted")
    assert texts(found) == {"ada": "second", "ben": None, "zoë": "zoë's"}
    assert [s.attempts for s in found.submissions] == [2, 0, 1]
    assert [s.submitted for s in found.submissions] == [
        "",
        "",
        "",
    ]  # a download's date says nothing
    assert kinds(found) == [
        ("late-marker", "lovelaceada_LATE_12345_501_doubling-1.ipynb"),
        ("no-notebook", "oneilben_23456_503_essay.pdf"),
        ("unmatched", "strangereva_34567_504_doubling.ipynb"),
    ]


def test_of_canvas_files_of_one_time_the_highest_number_counts(tmp_path):
    names = ["a_1_9_x-2.ipynb", "a_1_10_x.ipynb", "a_1_10_x-10.ipynb", "a_1_10_x-9.ipynb"]
    source = zipped(tmp_path / "canvas.zip", *((name, name) for name in names))
    assert texts(collect(source, NAME, into=tmp_path / "out")) == {"a": "a_1_10_x-10.ipynb"}


@pytest.mark.parametrize("joint", ["_/", "_"])
def test_moodle_files_are_matched_by_full_name(tmp_path, roster, joint):
    source = zipped(
        tmp_path / "moodle.zip",
        (f"Ada Lovelace_777_assignsubmission_file{joint}homework.ipynb", "ada's"),
        (f"Müller Zoe_778_assignsubmission_file{joint}doubling.ipynb", "zoë's"),
        (f"Eva Stranger_779_assignsubmission_file{joint}doubling.ipynb", "?"),
        ("Ben O'Neil Jr._780_assignsubmission_onlinetext_/onlinetext.html", "words"),
    )
    found = collect(source, NAME, roster, tmp_path / "submitted")
    assert texts(found) == {"ada": "ada's", "ben": None, "zoë": "zoë's"}
    local = datetime(*NOON).astimezone(UTC).isoformat()
    assert [s.submitted for s in found.submissions] == [local, "", local]
    assert [kind for kind, _ in kinds(found)] == ["no-notebook", "unmatched"]


def test_a_students_own_file_name_does_not_make_it_somebody_elses(tmp_path, roster):
    source = zipped(
        tmp_path / "moodle.zip",
        (
            "Ada Lovelace_777_assignsubmission_file_"
            "Ben O'Neil Jr._780_assignsubmission_file_x.ipynb",
            "a",
        ),
        ("mullerzoe_1_502_23456_503_oneilben_23456_503_x.ipynb", "z"),
        ("ada/ben.ipynb", "b"),
    )
    found = collect(source, NAME, roster, tmp_path / "submitted")
    assert set(texts(found)) == {"ada", "zoë"}


@pytest.mark.parametrize("wrapper", ["", "submissions/", "outer/inner/"])
@pytest.mark.parametrize(
    "names",
    [
        ["ada.ipynb", "ben.ipynb"],
        [f"ada_{NAME}.ipynb", f"ben_{NAME}.ipynb"],
        [f"ada/{NAME}.ipynb", f"ben/{NAME}.ipynb"],
        ["ada/homework.ipynb", "ben/deep/er/homework.ipynb"],
        ["ada (1).ipynb", "Ben.IPYNB"],
        ["Ada/x.ipynb", "__MACOSX/._x.ipynb", ".ipynb_checkpoints/z.ipynb", "ben/x.ipynb"],
        [f"ada/{NAME}/{NAME}.ipynb", f"ben/{NAME}/{NAME}.ipynb"],
    ],
    ids=lambda names: names[0],
)
def test_one_file_or_folder_a_student(tmp_path, wrapper, names):
    source = zipped(tmp_path / "plain.zip", *((wrapper + name, name) for name in names))
    found = collect(source, NAME, into=tmp_path / "submitted")
    assert set(texts(found)) == {"ada", "ben"}
    assert found.notes == []
    for name in names:
        path = tmp_path / "folder" / wrapper / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    assert texts(collect(tmp_path / "folder", NAME)) == texts(found)


def test_a_single_students_folder_is_no_wrapper(tmp_path):
    source = zipped(tmp_path / "one.zip", (f"ada/{NAME}.ipynb", "x"), ("ada/data.csv", "x"))
    assert set(texts(collect(source, NAME, into=tmp_path / "submitted"))) == {"ada"}


# The rule of names


def test_with_a_roster_only_one_of_its_people_will_do(tmp_path, roster):
    roster.write_text(ROSTER + "ada2,Ada,Lovelace,,\n", encoding="utf-8")
    names = ["ada", "adalovelace", "ben", "BEN@example.org", "zm", "zoe", "nobody", "ada-3", "benn"]
    source = zipped(tmp_path / "x.zip", *((f"{name}.ipynb", name) for name in names))
    found = collect(source, NAME, roster, tmp_path / "submitted")
    assert texts(found) == {"ada": "ada", "ben": "ben", "zoë": "zoe"}
    reasons = {note.name: note.reason for note in found.notes}
    assert "more than one of the roster" in reasons["adalovelace.ipynb"]
    assert set(reasons) == {"adalovelace.ipynb", "nobody.ipynb", "ada-3.ipynb", "benn.ipynb"}
    assert found.people[0] == Person("ada", "Ada", "Lovelace", "ada.l@example.org", "12345")
    ids = {person.id for person in found.people}
    assert ids == {"ada", "ada2", "ben", "zoë"}, "all of the roster"


def test_two_people_of_one_name_are_told_apart_by_a_roster_only(tmp_path, roster):
    source = zipped(
        tmp_path / "x.zip",
        ("smithjo_1_500_x.ipynb", "one"),
        ("smithjo_2_501_x.ipynb", "other"),
        ("lovelaceada_12345_502_x.ipynb", "ada's"),
    )
    found = collect(source, NAME, into=tmp_path / "a")
    assert texts(found) == {"lovelaceada": "ada's"}
    assert found.people == [Person("lovelaceada", lms_user_id="12345")]
    assert [note.kind for note in found.notes] == ["unmatched"] * 2
    roster.write_text('id,name,lms_user_id\njo,Jo Smith,1\njoe,"Smith, Jo",2\n')
    assert texts(collect(source, NAME, roster, tmp_path / "b")) == {"jo": "one", "joe": "other"}


@pytest.mark.parametrize(
    "label, student",
    [
        ("=HYPERLINK(x)", "hyperlink-x"),
        ("Lovelace, Ada", "lovelace-ada"),
        ('"quoted"', "quoted"),
        ("שלום", "שלום"),
        ("a" * 100, "a" * 100),
        ("a" * 101, None),
        ("...", None),
        ("\u202eada", None),
        ("line\nbreak", None),
        ("é" * 125, None),
    ],
)
def test_a_name_becomes_a_harmless_id_or_is_listed(tmp_path, label, student):
    source = zipped(tmp_path / "x.zip", (f"{label}.ipynb", "x"), ("other.ipynb", "y"))
    found = collect(source, NAME, into=tmp_path / "submitted")
    assert set(texts(found)) == {"other", student} - {None}
    assert len(found.notes) == (student is None and label != "...")
    assert all(note.name.isprintable() and note.reason.isprintable() for note in found.notes)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60),
        max_size=5,
        unique=True,
    )
)
@example(["../" * 5 + "etc/passwd", "/etc/passwd.ipynb", "C:\\x.ipynb"])
def test_no_name_in_a_zip_writes_outside_its_place(tmp_path_factory, names):
    home = tmp_path_factory.mktemp("home")
    source = zipped(home / "x.zip", *((f"{name}.ipynb", "x") for name in names))
    found = collect(source, NAME, into=home / "a" / "submitted")
    written = {path for path in home.rglob("*") if path.is_file()} - {source}
    assert written == {s.path for s in found.submissions} | {
        s.path.parent / "timestamp.txt" for s in found.submissions
    }
    for each in found.submissions:
        assert each.path == home / "a" / "submitted" / each.student / NAME / f"{NAME}.ipynb"


def test_the_latest_counts_wherever_it_lies_and_the_others_are_counted(tmp_path):
    source = zipped(
        tmp_path / "x.zip",
        ("ada.ipynb", "1", LATE),
        ("ada (1).ipynb", "2", EARLY),
        ("ada (2).ipynb", "3"),
    )
    found = collect(source, NAME, into=tmp_path / "submitted")
    assert texts(found) == {"ada": "1"}
    assert found.submissions[0].attempts == 3


def test_a_roster_that_cannot_be_used_says_why(tmp_path):
    for text, reason in [
        ("id,name\nada,x\nada,y\n", "twice"),
        ("name\nada\n", "cannot be a student's id"),
        ("id\n../x\n", "cannot be a student's id"),
    ]:
        (tmp_path / "r.csv").write_text(text)
        with pytest.raises(CollectError, match=reason):
            read_roster(tmp_path / "r.csv")
    (tmp_path / "r.csv").write_bytes(b"id\n\xff\xfe\n")
    with pytest.raises(CollectError, match="UTF-8"):
        read_roster(tmp_path / "r.csv")


def test_a_roster_from_excel_is_read(tmp_path):
    (tmp_path / "r.csv").write_bytes('\ufeffID,Name\r\nada,"Lovelace, Ada"\r\n'.encode())
    assert read_roster(tmp_path / "r.csv") == [Person("ada", "Ada", "Lovelace")]


# Into the course


def test_a_later_one_replaces_what_lies_there_and_an_earlier_one_does_not(tmp_path):
    into = tmp_path / "submitted"
    for content, date, stays in [
        ("1", NOON, "1"),
        ("2", LATE, "2"),
        ("3", EARLY, "2"),
        ("4", LATE, "4"),
    ]:
        source = zipped(tmp_path / "x.zip", ("ada.ipynb", content, date))
        found = collect(source, NAME, into=into)
        assert texts(found) == {"ada": stays}
        assert bool(found.notes) == (content == "3")
    assert sorted(p.name for p in into.rglob("*")) == [
        "ada",
        NAME,
        f"{NAME}.ipynb",
        "timestamp.txt",
    ]
    assert texts(collect(into, NAME)) == texts(collect(into, NAME, into=into)) == {"ada": "4"}


def test_a_folder_is_left_as_it_is(tmp_path):
    root = files(tmp_path / "in", **{"ada.ipynb": "x", "ben.ipynb": "y"})
    found = collect(root, NAME)
    assert [s.path for s in found.submissions] == [root / "ada.ipynb", root / "ben.ipynb"]
    assert sorted(path.name for path in root.iterdir()) == ["ada.ipynb", "ben.ipynb"]


def test_a_zip_needs_a_place_and_a_source_must_be_there(tmp_path):
    source = zipped(tmp_path / "x.zip", ("ada.ipynb", "x"))
    with pytest.raises(CollectError, match="name the folder"):
        collect(source, NAME)
    for bad in (tmp_path / "missing.zip", tmp_path / "text.zip"):
        (tmp_path / "text.zip").write_text("no zip")
        with pytest.raises(CollectError, match="cannot be read"):
            collect(bad, NAME, into=tmp_path / "submitted")


# Hostile sources: each file is refused for itself, the others are taken


def linked(name, target):
    info = zipfile.ZipInfo(name, NOON)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info, target


def special(name):
    info = zipfile.ZipInfo(name, NOON)
    info.external_attr = (stat.S_IFIFO | 0o777) << 16
    return info, ""


def by_method(name, method):
    info = zipfile.ZipInfo(name, NOON)
    info.compress_type = method
    return info, "x"


def plain(*names):
    return [(name, "x") for name in names]


HOSTILE = {
    "zip-path": plain("../up.ipynb", "a/../../up.ipynb", "/abs.ipynb", "c:/x.ipynb", "..\\x.ipynb"),
    "link": [linked("link.ipynb", "/etc/passwd")],
    "special": [special("pipe.ipynb")],
    "zip-method": [by_method("a.ipynb", zipfile.ZIP_LZMA), by_method("b.ipynb", zipfile.ZIP_BZIP2)],
    "zip-bomb": [("bomb.ipynb", b"\0" * (20 << 20))],
    "too-large": [("large.ipynb", b"\0" * (archive.LARGEST + 1))],
    "name": plain(
        "bell\x07.ipynb", "\u202egnp.ipynb", "long" * 70 + ".ipynb", "d/" * 600 + "x.ipynb"
    ),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_member_is_refused_and_the_rest_is_taken(tmp_path, kind):
    source = zipped(tmp_path / "x.zip", *HOSTILE[kind], ("ada.ipynb", "ada's"), ("ben.ipynb", "b"))
    found = collect(source, NAME, into=tmp_path / "submitted")
    assert texts(found) == {"ada": "ada's", "ben": "b"}
    assert [note.kind for note in found.notes] == [kind] * len(HOSTILE[kind])
    assert {p.name for p in tmp_path.iterdir()} == {"x.zip", "submitted"}


def patched(source, offset, value, marker=b"PK\x01\x02"):
    """Set 16 bits of each of the central directory's first entry."""
    data = bytearray(source.read_bytes())
    at = data.index(marker) + offset
    struct.pack_into("<H", data, at, value)
    source.write_bytes(data)
    return source


def test_an_encrypted_member_is_refused(tmp_path):
    source = zipped(tmp_path / "x.zip", ("eva.ipynb", "x"), ("ada.ipynb", "ada's"))
    found = collect(patched(source, 8, 1), NAME, into=tmp_path / "submitted")
    assert (texts(found), kinds(found)) == ({"ada": "ada's"}, [("zip-encrypted", "eva.ipynb")])


def test_a_damaged_member_costs_itself_only(tmp_path):
    source = zipped(tmp_path / "x.zip", ("eva.ipynb", "words " * 50), ("ada.ipynb", "ada's"))
    data = bytearray(source.read_bytes())
    data[45] ^= 0xFF
    source.write_bytes(data)
    found = collect(source, NAME, into=tmp_path / "submitted")
    assert texts(found) == {"ada": "ada's", "eva": None}
    assert kinds(found) == [("unreadable", "eva.ipynb")]


@pytest.mark.parametrize("flag", [0, archive.UTF8])
def test_a_name_that_is_not_utf8_costs_itself_only(tmp_path, flag):
    source = zipped(
        tmp_path / "x.zip", ("eva_.ipynb", "x"), ("ada.ipynb", "ada's"), ("zoë.ipynb", "z")
    )
    data = source.read_bytes().replace(b"eva_.ipynb", b"eva\xff.ipynb")
    source.write_bytes(data)
    found = collect(patched(source, 8, flag), NAME, into=tmp_path / "submitted")
    assert texts(found) == {"ada": "ada's", "zoë": "z"}
    assert [note.kind for note in found.notes] == ["name"]


def test_a_utf8_name_without_its_flag_is_read(tmp_path):
    source = zipped(tmp_path / "x.zip", ("zoë.ipynb", "z"), ("ada.ipynb", "a"))
    assert set(texts(collect(patched(source, 8, 0), NAME, into=tmp_path / "s"))) == {"ada", "zoë"}


def test_members_that_promise_too_much_together_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "LARGEST_SUM", 25)
    source = zipped(tmp_path / "x.zip", *((f"s{i}.ipynb", "0123456789") for i in range(4)))
    found = collect(source, NAME, into=tmp_path / "submitted")
    assert (len(found.submissions), [n.kind for n in found.notes]) == (2, ["zip-bomb"] * 2)


def test_a_member_there_twice_is_one_students_two_attempts(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        source = zipped(tmp_path / "x.zip", ("ada.ipynb", "new", LATE), ("ada.ipynb", "old", EARLY))
    found = collect(source, NAME, into=tmp_path / "submitted")
    assert (texts(found), found.submissions[0].attempts) == ({"ada": "new"}, 2)


def test_a_zip_in_the_zip_is_not_opened(tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as file:
        file.writestr("ben.ipynb", "x")
    source = zipped(tmp_path / "x.zip", ("ada.zip", inner.getvalue()), ("cleo.ipynb", "c"))
    found = collect(source, NAME, into=tmp_path / "submitted")
    assert (texts(found), kinds(found)) == ({"cleo": "c"}, [("no-notebook", "ada.zip")])


def test_links_and_pipes_in_a_folder_are_refused(tmp_path):
    secret = files(tmp_path / "secret", **{"s.ipynb": "the solution"})
    root = files(tmp_path / "in", **{"ada.ipynb": "ada's", "ben.ipynb": "b"})
    (root / "link.ipynb").symlink_to(secret / "s.ipynb")
    (root / "folder").symlink_to(secret)
    os.mkfifo(root / "pipe.ipynb")
    found = collect(root, NAME, into=tmp_path / "submitted")
    assert texts(found) == {"ada": "ada's", "ben": "b"}
    assert kinds(found) == [("link", "folder"), ("link", "link.ipynb"), ("special", "pipe.ipynb")]


def test_a_file_that_becomes_a_link_after_it_was_listed_is_not_followed(tmp_path):
    root = files(tmp_path / "in", **{"ada.ipynb": "x"})
    files(tmp_path, **{"secret": "the solution"})
    with archive.opened(root, []) as (entry,):
        (root / "ada.ipynb").unlink()
        (root / "ada.ipynb").symlink_to(tmp_path / "secret")
        with pytest.raises(archive.Refused, match="cannot be read"):
            entry.read()


def test_names_of_255_bytes_fit(tmp_path):
    root = tmp_path / "in"
    root.mkdir()
    (root / ("x" * 249 + ".ipynb")).write_text("x")
    (root / "ada.ipynb").write_text("a")
    found = collect(root, NAME, into=tmp_path / "submitted")
    assert (set(texts(found)), [n.kind for n in found.notes]) == ({"ada"}, ["unmatched"])


def test_a_file_name_that_is_not_utf8_is_listed(tmp_path):
    root = files(tmp_path / "in", **{"ada.ipynb": "a", "ben.ipynb": "b"})
    Path(os.fsdecode(os.fsencode(root) + b"/\xff.ipynb")).write_text("x")
    found = collect(root, NAME)
    assert [(n.kind, n.name) for n in found.notes] == [("name", "\ufffd.ipynb")]
