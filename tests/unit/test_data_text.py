"""The offline texts: what they hold, how they are cleaned, what is said when files are missing."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threeways.data import text
from threeways.data.registry import DataError


@pytest.fixture(scope="module")
def wikipedia():
    return text.load_wikipedia()


@pytest.fixture(scope="module")
def messages():
    return text.load_messages()


def test_the_wikipedia_sample_is_106_articles_in_the_order_of_the_dump(wikipedia):
    titles = [article.title for article in wikipedia.articles]
    assert len(titles) == len(set(titles)) == 106
    assert (titles[0], titles[-1]) == ("Anarchism", "Algorithm")


def test_the_wikipedia_sample_has_the_size_that_its_documentation_states(wikipedia):
    split = [words for article in wikipedia.articles for words in text.sentences(article.text)]
    assert 2_800_000 < len(wikipedia.text) < 2_830_000
    assert len(split) == 22_237
    assert 445_000 < sum(map(len, split)) < 447_000


def test_no_markup_is_left_in_the_wikipedia_sample(wikipedia):
    assert re.findall(r"'''|\[\[|\]\]|\{\{|\}\}|<ref|^=|^\*|\|", wikipedia.text, re.M) == []


def test_articles_hold_prose_and_neither_references_nor_empty_lines(wikipedia):
    for article in wikipedia.articles:
        lines = article.text.splitlines()
        assert all(line.count(" ") >= 3 for line in lines), article.title
    anarchism = wikipedia.articles[0].text
    assert "ISBN 978-0745333427" not in anarchism
    assert "Anarchism is a political philosophy that advocates self-governed" in anarchism


def test_the_hard_sentence_of_the_lecture_is_one_sentence():
    hard = "This is a non-trivial English sentence: Ludolph's number is approx. 3.14."
    expected = "this is a non-trivial english sentence ludolph's number is approx 3.14"
    assert text.sentences(hard) == [expected.split()]


@pytest.mark.parametrize(
    ("prose", "expected"),
    [
        ("It ended. Then it began.", [["it", "ended"], ["then", "it", "began"]]),
        ('"Stop!" He did.', [["stop"], ["he", "did"]]),
        ("J. S. Mill met Dr. Bain.", [["j", "s", "mill", "met", "dr", "bain"]]),
        ("See e.g. the map", [["see", "e", "g", "the", "map"]]),
        ("one line\nanother", [["one", "line"], ["another"]]),
        ("It’s 929,589 long", [["it's", "929,589", "long"]]),
        (" . … !", []),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(prose, expected):
    assert text.sentences(prose) == expected


@given(st.text(max_size=200))
def test_sentences_of_any_text_are_not_empty_and_hold_its_words_in_order(anything):
    split = text.sentences(anything)
    assert all(split) and all(word for sentence in split for word in sentence)
    compact = "".join(anything.lower().replace("’", "'").split())
    position = 0
    for word in (word for sentence in split for word in sentence):
        position = compact.index(word, position) + len(word)


def test_messages_come_in_twelve_languages_with_hundreds_of_messages_each(messages):
    assert tuple(messages.names) == tuple(text.LANGUAGES) and len(messages.names) == 12
    assert min(len(messages.texts(code)) for code in messages.names) > 200


def _is_latin(letters):
    names = [unicodedata.name(letter) for letter in letters if letter.isalpha()]
    return sum("LATIN" in name for name in names) > 0.7 * len(names) > 0


def test_the_twelve_languages_are_english_and_the_most_translated_in_latin_script():
    import sphinx

    folder = text.Path(sphinx.__file__).parent / "locale"
    codes = [path.parts[-3] for path in folder.glob("*/LC_MESSAGES/sphinx.mo")]
    catalogues = {code: text._catalogue(code) for code in codes if not code.startswith("en")}
    latin = [code for code, pairs in catalogues.items() if _is_latin("".join(t for _, t in pairs))]
    by_count = sorted(latin, key=lambda code: -len(catalogues[code]))
    assert set(text.LANGUAGES) == {"en", *by_count[:11]}


def test_messages_hold_words_only(messages):
    for code in messages.names:
        for message in messages.texts(code):
            assert re.search(r"[%{}<>`_\d]|\s\s|^\s|\s$", message) is None, (code, message)
            assert message == message.lower()


def test_placeholders_markup_and_identifiers_are_no_language():
    message = "%(name)s: {title!r} in ``conf.py``, see :ref:`x`, --help or html_theme <b>Now</b>"
    assert text._words_only(message) == "in see or now"


def test_a_message_that_was_left_in_english_is_left_out(messages):
    english = messages.messages["en"]
    for code in set(messages.names) - {"en"}:
        assert not [k for k, v in messages.messages[code].items() if v == english.get(k)], code


def test_no_source_message_is_in_both_halves_and_none_is_lost(messages):
    train, held_out = messages.split(0.2)
    ids = [{key for by_id in half.messages.values() for key in by_id} for half in (train, held_out)]
    assert not ids[0] & ids[1]
    for code in messages.names:
        assert not set(train.texts(code)) & set(held_out.texts(code))
        assert len(train.texts(code)) + len(held_out.texts(code)) == len(messages.texts(code))
        assert 0.1 < len(held_out.texts(code)) / len(messages.texts(code)) < 0.3


def test_the_split_is_the_same_for_some_languages_as_for_all(messages):
    some = text.load_messages(["pl", "en"]).split()[1]
    assert some.messages == {code: messages.split()[1].messages[code] for code in ("pl", "en")}


def test_a_share_outside_0_and_1_and_an_unknown_language_are_refused(messages):
    with pytest.raises(ValueError, match="between 0 and 1, got 20"):
        messages.split(20)
    with pytest.raises(ValueError, match="no messages in tlh; there are en, pt_BR"):
        text.load_messages(["en", "tlh"])


def test_the_standard_library_is_python_source_that_compiles():
    corpus = text.load_python_source()
    modules = {module.title: module.text for module in corpus.articles}
    assert {"argparse", "random", "textwrap"} <= modules.keys()
    assert not [name for name in modules if name.startswith("_")]
    compile(modules["random"], "random.py", "exec")
    assert corpus.licence == "PSF-2.0" and len(corpus.text) > 1_000_000


def test_a_python_without_source_files_is_told_apart(tmp_path):
    (tmp_path / "_hidden.py").write_text("x = 1")
    with pytest.raises(DataError, match=f"{tmp_path} holds no modules"):
        text.load_python_source(tmp_path)


def test_missing_treebank_files_are_named_with_where_to_put_them(tmp_path, monkeypatch):
    for name in ("THREEWAYS_PTB", "THREEWAYS_MIRROR"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(DataError) as caught:
        text.load_ptb(tmp_path)
    for part in ("ptb.train.txt", "ptb.valid.txt", "ptb.test.txt", str(tmp_path), "THREEWAYS_PTB"):
        assert part in str(caught.value)


@pytest.fixture
def treebank(tmp_path, monkeypatch):
    """A treebank of three sentences in place of the licensed one."""
    files = {"train": " the cat sat \n N <unk> \n", "valid": " a cat \n", "test": " the \n"}
    for split, content in files.items():
        (tmp_path / f"ptb.{split}.txt").write_text(content)
    monkeypatch.setattr(text, "PTB_TOKENS", {"train": 7, "valid": 3, "test": 2})
    digest = text.hashlib.sha256(files["train"].encode()).hexdigest()
    monkeypatch.setattr(text, "PTB_SHA256", digest[:8])
    return tmp_path


@pytest.mark.parametrize("way", ["argument", "THREEWAYS_PTB", "THREEWAYS_MIRROR"])
def test_the_treebank_is_found_by_argument_or_environment(treebank, monkeypatch, way):
    folder = treebank
    if way == "THREEWAYS_MIRROR":
        folder = treebank / "mirror"
        folder.mkdir()
        (folder / "ptb").symlink_to(treebank)
    if way != "argument":
        monkeypatch.setenv(way, str(folder))
    splits = text.load_ptb(treebank if way == "argument" else None)
    assert splits.train == (("the", "cat", "sat"), ("N", "<unk>"))
    assert (splits.valid, splits.test) == ((("a", "cat"),), (("the",),))


def test_another_version_of_the_treebank_is_refused_by_what_differs(treebank, monkeypatch):
    (treebank / "ptb.valid.txt").write_text(" a cat sat \n")
    with pytest.raises(DataError, match=r"ptb.valid.txt has 4 tokens with <eos>, .* 3"):
        text.load_ptb(treebank)
    (treebank / "ptb.train.txt").write_text(" the cat sat \n N <unk> unk \n")
    with pytest.raises(DataError, match=r"ptb.train.txt is another version .* SHA-256 begins"):
        text.load_ptb(treebank)


# ---------------------------------------------------------------- judgements and analogies


@pytest.mark.parametrize(
    ("name", "count", "pair", "score"),
    [("wordsim353", 353, ("tiger", "cat"), 7.35), ("simlex999", 999, ("old", "new"), 1.58)],
)
def test_word_pairs_come_with_what_people_said_of_them(name, count, pair, score):
    judged = text.load_word_pairs(name)
    assert len(judged.pairs) == len(judged.scores) == count
    assert judged.scores[judged.pairs.index(pair)] == score
    assert judged.scores.min() >= 0 and judged.scores.max() <= 10
    assert judged.licence and judged.source


def test_analogies_come_in_the_fourteen_groups_of_their_source():
    groups = text.load_analogies()
    assert len(groups) == 14 and sum(map(len, groups.values())) == 19_544
    assert ("boy", "girl", "brother", "sister") in groups["family"]
    assert len(set(groups["capital-world"])) == len(groups["capital-world"])


def test_word_pairs_of_another_name_and_missing_files_are_answered_with_the_way_out(monkeypatch):
    with pytest.raises(ValueError, match="'wordsim'; there are wordsim353, simlex999"):
        text.load_word_pairs("wordsim")
    monkeypatch.setattr("gensim.test.utils.datapath", lambda name: f"/nowhere/{name}")
    with pytest.raises(DataError, match=r"questions-words\.txt is missing.*reinstall gensim"):
        text.load_analogies()
