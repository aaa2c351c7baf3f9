"""The registry: complete, checked on load, and clear about what is wrong with an entry."""

import re
import shutil
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threeways.data import registry
from threeways.data.registry import DataError, load_registry

ENTRY = """
[poems]
kind = "canonical"
tier = "core"
title = "Poems"
licence = "public domain"
citation = "A. Poet (1900)"
used_by = ["language/poems"]
origin = "a library"

[[poems.files]]
path = "poems/poems.txt"
size = 12
sha256 = "%s"
address = "https://example.org/poems.txt"
""" % ("0" * 64)


@pytest.fixture
def write(tmp_path):
    def write(text):
        path = tmp_path / f"registry-{len(list(tmp_path.iterdir()))}.toml"
        path.write_text(text)
        return path

    return write


def test_an_entry_reads_as_it_is_written(write):
    (poems,) = load_registry(write(ENTRY)).values()
    assert (poems.name, poems.kind, poems.size) == ("poems", "canonical", 12)
    assert poems.used_by == ("language/poems",)
    assert poems.files[0].name == "poems.txt"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('licence = "public domain"\n', "", r"\[poems\] licence: missing"),
        ("licence =", "license =", r"\[poems\] license: no such field; did you mean licence\?"),
        ('"public domain"', '" "', r"\[poems\] licence: empty"),
        ('"public domain"', "3", r"\[poems\] licence: expected a string, got 3"),
        ('"canonical"', '"cannonical"', r"\[poems\] kind: expected one of canonical, variant"),
        ('["language/poems"]', '"language/poems"', r"used_by: expected a list of strings"),
        ("size = 12", "size = 0", r"files\[0\] size: expected a number of bytes, got 0"),
        ("size = 12", "size = 12.0", r"files\[0\] size: expected a whole number, got 12.0"),
        ("size = 12", "size = true", r"files\[0\] size: expected a whole number, got True"),
        ("0" * 64, "abc", r"files\[0\] sha256: expected 64 hexadecimal digits, got 'abc'"),
        ("poems/poems.txt", "../poems.txt", r"files\[0\] path: expected folder/file"),
        ("poems/poems.txt", "/etc/passwd", r"files\[0\] path: expected folder/file"),
        ("https://example", "ftp://example", r"files\[0\] address: expected http\(s\)://"),
        ('address = "https://example.org/poems.txt"', "", r"files\[0\] address: belongs to kind"),
        ('"canonical"', '"user"', r"\[poems\] files: none expected for kind 'user'"),
        ('"canonical"', '"variant"', r"files\[0\] address: belongs to kind 'canonical'"),
        ('origin = "a', 'package = "poetry"\norigin = "a', r"package, version: belong to kind"),
        ("[poems]", "[poems", r"is no valid TOML"),
    ],
)
def test_a_wrong_field_is_named_with_its_file_and_entry(write, old, new, says):
    assert old in ENTRY
    path = write(ENTRY.replace(old, new))
    with pytest.raises(DataError, match=says) as caught:
        load_registry(path)
    assert str(path) in str(caught.value)


def test_two_entries_cannot_own_one_file(write):
    with pytest.raises(DataError, match=r"\[verses\] files: poems/poems.txt belongs to \[poems\]"):
        load_registry(write(ENTRY + ENTRY.replace("[poems", "[verses").replace("[[poems", "[[ver")))


def test_a_missing_registry_is_named(tmp_path):
    with pytest.raises(DataError, match=r"absent.toml is missing: reinstall"):
        load_registry(tmp_path / "absent.toml")


@given(st.binary(max_size=80))
def test_a_file_of_arbitrary_bytes_is_empty_or_refused_with_its_name(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("any") / "registry.toml"
    path.write_bytes(content)
    try:
        assert load_registry(path) == {}
    except DataError as error:
        assert str(path) in str(error)


def test_the_course_registry_is_valid_and_says_for_each_set_whom_to_credit():
    datasets = load_registry()
    assert len(datasets) > 40
    for dataset in datasets.values():
        assert dataset.licence and dataset.citation and dataset.used_by, dataset.name
    assert {dataset.kind for dataset in datasets.values()} == {
        *("canonical", "variant", "bundled", "user")
    }


def test_both_finished_chapters_find_their_offline_data_in_the_registry():
    def offline(chapter):
        datasets = load_registry().values()
        return {d.name for d in datasets if chapter in d.used_by and d.kind == "bundled"}

    assert {"diabetes", "breast-cancer", "digits"} <= offline("foundations/regularisation")
    assert {"wikipedia-sample", "sphinx-messages"} <= offline("language/ngram_models")


def test_bundled_sets_come_from_packages_that_are_pinned_at_the_tested_version():
    root = registry.registry_path().parents[1]
    pins = dict(re.findall(r"^([\w.-]+)==(\S+)", (root / "constraints.txt").read_text(), re.M))
    pins = {name.lower(): version for name, version in pins.items()}
    for dataset in load_registry().values():
        if dataset.kind == "bundled":
            assert pins[dataset.package] == dataset.version, dataset.name


def test_every_core_set_has_a_card_with_its_licence_and_flaws_and_no_card_is_orphaned():
    folder = registry.registry_path().parent
    cards = {card.stem: card.read_text() for card in folder.glob("*.md")}
    assert cards.keys() <= load_registry().keys()
    assert {d.name for d in load_registry().values() if d.tier == "core"} <= cards.keys()
    for name, card in cards.items():
        words, entry = " ".join(card.split()), load_registry()[name]
        assert f"# {entry.title}" in words and "**Provenance.**" in words, name
        assert f"**Licence.** {entry.licence}" in words, name
        assert f"**Citation.** {entry.citation}" in words, name
        assert "**Known flaws.** - " in words, name


def test_an_installed_package_reads_the_copy_beside_the_module(tmp_path, monkeypatch):
    source = registry.registry_path()
    installed = tmp_path / "lib" / "python" / "site-packages" / "threeways" / "data"
    installed.mkdir(parents=True)
    shutil.copy(source, installed / "registry.toml")
    monkeypatch.setattr(registry, "__file__", str(installed / "registry.py"))
    assert registry.registry_path() == installed / "registry.toml"
    assert load_registry().keys() == tomllib.loads(source.read_text()).keys()


def test_a_wrong_name_is_answered_with_the_near_ones():
    with pytest.raises(DataError, match=r"no data set is called 'mnits'; did you mean mnist"):
        registry.find("mnits")
