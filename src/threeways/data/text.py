"""Text: an encyclopaedia, messages, source code, names, poems, tunes, reviews, word vectors."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import json
import lzma
import os
import re
import sys
import sysconfig
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from threeways.data.fetch import fetch
from threeways.data.registry import DataError, find

# ---------------------------------------------------------------- the Wikipedia sample

WIKIPEDIA_DUMP = "enwiki-latest-pages-articles1.xml-p000000010p000030302-shortened.bz2"
# Sections of an article that hold references and links, not prose.
APPARATUS = frozenset(
    [
        *("bibliography", "citations", "external links", "footnotes", "further reading", "notes"),
        *("notes and references", "publications", "references", "references and notes"),
        *("see also", "sources", "works cited"),
    ]
)


@dataclass(frozen=True)
class Article:
    """One article: its title and its prose, one paragraph a line, no empty lines."""

    title: str
    text: str


@dataclass(frozen=True)
class Corpus:
    """Articles in the order of their source, with its licence."""

    name: str
    articles: tuple[Article, ...]
    licence: str
    source: str

    @property
    def text(self) -> str:
        """The whole corpus, articles separated by an empty line."""
        return "\n\n".join(article.text for article in self.articles)


@lru_cache(maxsize=1)
def load_wikipedia() -> Corpus:
    """English Wikipedia articles, the sample in gensim's test data: works offline.

    Of the sample's 206 pages, from the alphabetical beginning of a dump of 2016, 99 are redirects
    and one was emptied. That leaves 106 articles, "Anarchism" to "Algorithm": 2.8 million
    characters, which :func:`sentences` splits into 22,237 sentences and 446 thousand words, 37
    thousand different ones. Markup is removed by ``gensim.corpora.wikicorpus.filter_wiki``; then
    headings, list marks, tables, lines of fewer than four words and the sections named in
    :data:`APPARATUS` are dropped. Punctuation and capitals are kept. What a template printed is
    gone, which leaves a gap in some sentences ("At, Alabama has ..."). Takes about three seconds,
    once a process.

    Returns:
        The articles in the order of the dump.

    Raises:
        DataError: This installation of gensim came without its test data.
    """
    from gensim.corpora.wikicorpus import extract_pages, filter_wiki
    from gensim.test.utils import datapath

    path = Path(datapath(WIKIPEDIA_DUMP))
    if not path.is_file():
        raise DataError(
            f"the Wikipedia sample {path} is missing: this copy of gensim came without its test "
            "data; `pip install --force-reinstall gensim` brings it"
        )
    with bz2.open(path) as dump:
        pages = [(title, raw) for title, raw, _ in extract_pages(dump, filter_namespaces=("0",))]
    articles = (
        Article(title, _prose(filter_wiki(raw)))
        for title, raw in pages
        if not raw.lower().startswith("#redirect")
    )
    return _corpus("wikipedia-sample", (article for article in articles if article.text))


_SECTION = re.compile(r"^==\s*([^=].*?)\s*==\s*$", re.MULTILINE)
_RESIDUE = (
    (re.compile(r"^=.*|^.*[|{}].*", re.MULTILINE), ""),  # headings, what is left of tables
    (re.compile(r"'{2,}|__[A-Z]+__"), ""),  # bold, italic, magic words
    (re.compile(r"^[*#:;=\s]+", re.MULTILINE), ""),  # list marks
    (re.compile(r"\( *(?:[,;:] *)*\)"), ""),  # what templates leave behind: (, )
    (re.compile(r"\( *[,;:][ ,;:]*"), "("),
    (re.compile(r"[^\S\n]+"), " "),
    (re.compile(r" (?=[,.;:!?)](?!\w))| $", re.MULTILINE), ""),
)


def _prose(text: str) -> str:
    """Paragraphs of an article after ``filter_wiki``, one a line."""
    head, *rest = _SECTION.split(text)  # text before the first heading, then heading, text, ...
    titled = zip(rest[::2], rest[1::2])
    text = "\n".join([head, *(body for title, body in titled if title.lower() not in APPARATUS)])
    for pattern, replacement in _RESIDUE:
        text = pattern.sub(replacement, text)
    return "\n".join(line for line in text.splitlines() if line.count(" ") >= 3)


# ---------------------------------------------------------------- sentences and words

# A sentence ends at . ! or ? (with closing quotes or brackets) before white space and a capital, a
# digit or an opening quote; not after an initial ("J. S. Mill") or one of these abbreviations; and
# at the end of a line, because a line is a paragraph.
_NOT_AFTER = (
    "Mr",
    "Mrs",
    "Ms",
    "Dr",
    "St",
    "Jr",
    "Sr",
    "Prof",
    "Gen",
    "Col",
    "Lt",
    "vs",
    "cf",
    "ca",
    "approx",
)
_END = re.compile(
    r"(?<!\b[A-Z])"
    + "".join(rf"(?<!\b{word})" for word in _NOT_AFTER)
    + r"""[.!?]+["'”’)\]]*\s+(?=["“‘'(\[]*[^\W_a-z])"""
)
# A word is letters and digits, with apostrophes or hyphens inside ("don't", "left-wing", "1960s");
# a number keeps its inner points and commas ("3.14", "929,589").
WORD = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+(?:['’-][^\W_]+)*")


def sentences(text: str) -> list[list[str]]:
    """Split text into sentences of lower-case words, without the network and without a model.

    Args:
        text: Prose with its punctuation and capitals; a line break ends a sentence.

    Returns:
        One list of words for each sentence that has any, matched by :data:`WORD`; the typographic
        apostrophe becomes a plain one. Punctuation is no word.

    Example:
        >>> sentences("Ludolph's number is approx. 3.14. Isn't it?")
        [["ludolph's", 'number', 'is', 'approx', '3.14'], ["isn't", 'it']]
    """
    pieces = (piece for line in text.splitlines() for piece in _END.split(line))
    words = (WORD.findall(piece.lower().replace("’", "'")) for piece in pieces)
    return [sentence for sentence in words if sentence]


# ---------------------------------------------------------------- translated messages

# English, and the eleven languages in Latin script with the most messages translated in Sphinx 7.4:
# from Portuguese with 792 of 808 down to Polish with 343; the next would be Dutch with 206. A
# script of its own would give a language away at the first letter.
LANGUAGES: Mapping[str, str] = {
    "en": "English",
    "pt_BR": "Portuguese (Brazil)",
    "ca": "Catalan",
    "sq": "Albanian",
    "fr": "French",
    "gl": "Galician",
    "es": "Spanish",
    "sk": "Slovak",
    "id": "Indonesian",
    "tr": "Turkish",
    "et": "Estonian",
    "pl": "Polish",
}
MIN_LETTERS = 8  # shorter messages ("Index", "Module") are often the same word in many languages


@dataclass(frozen=True)
class Messages:
    """Messages of a user interface in several languages.

    Attributes:
        names: English name of each language by its code, in the order of :data:`LANGUAGES`.
        messages: For each code, the message by its id. An id is the cleaned English message,
            so that equal ids in two languages are translations of each other.
    """

    names: Mapping[str, str]
    messages: Mapping[str, Mapping[str, str]]

    def texts(self, code: str) -> tuple[str, ...]:
        """The messages of one language, in the order of the English originals."""
        return tuple(self.messages[code].values())

    def split(self, held_out: float = 0.2) -> tuple[Messages, Messages]:
        """Divide by message id into training and held-out messages, the same way on each run.

        All translations of one message fall on one side. The side is drawn from a hash of the
        id alone, so that another version of Sphinx moves no message to the other side.

        Args:
            held_out: Share of the ids to hold out, between 0 and 1; met on average.
        """
        if not 0 < held_out < 1:
            raise ValueError(f"held_out is a share between 0 and 1, got {held_out}")
        return (
            self._where(lambda key: _uniform(key) >= held_out),
            self._where(lambda key: _uniform(key) < held_out),
        )

    def _where(self, keep: Callable[[str], bool]) -> Messages:
        kept = {
            code: {key: text for key, text in messages.items() if keep(key)}
            for code, messages in self.messages.items()
        }
        return Messages(self.names, kept)


def _uniform(key: str) -> float:
    """A number in [0, 1) that depends on the key alone."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:6], "big") / 2**48


def load_messages(languages: Iterable[str] | None = None) -> Messages:
    """User-interface messages of Sphinx in twelve languages: works offline.

    A message is in lower case, letters with inner apostrophes and hyphens, words separated by
    one space. Placeholders, markup, file names, options and identifiers are removed, because
    they are the same in every language. Left out are messages with fewer than :data:`MIN_LETTERS`
    letters after that, untranslated ones, and within a language a text that occurred before.

    Args:
        languages: Codes out of :data:`LANGUAGES`; all by default.

    Raises:
        DataError: Sphinx is installed without its translations.
        ValueError: A code is not one of the twelve.
    """
    codes = tuple(LANGUAGES) if languages is None else tuple(languages)
    unknown = [code for code in codes if code not in LANGUAGES]
    if unknown:
        raise ValueError(f"no messages in {', '.join(unknown)}; there are {', '.join(LANGUAGES)}")
    return Messages(
        names={code: LANGUAGES[code] for code in codes},
        messages={code: _clean_messages(_catalogue(code)) for code in codes},
    )


@lru_cache(maxsize=16)
def _catalogue(code: str) -> tuple[tuple[str, str], ...]:
    """English message and translation, sorted; for English the message twice."""
    if code == "en":
        others = (_catalogue(other) for other in LANGUAGES if other != "en")
        return tuple(sorted({(source, source) for pairs in others for source, _ in pairs}))
    import sphinx
    from babel.messages.mofile import read_mo

    path = Path(sphinx.__file__).parent / "locale" / code / "LC_MESSAGES" / "sphinx.mo"
    if not path.is_file():
        raise DataError(
            f"the messages {path} are missing: this copy of Sphinx came without its translations; "
            "`pip install --force-reinstall sphinx` brings them"
        )
    with path.open("rb") as file:
        messages = [(message.id, message.string) for message in read_mo(file)]
    pairs = [(s, t) for s, t in messages if isinstance(s, str) and isinstance(t, str)]
    return tuple(sorted((s, t) for s, t in pairs if s and s != t))


def _clean_messages(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Cleaned messages by cleaned English message, without the short and the repeated."""
    kept: dict[str, str] = {}
    seen = set()
    for source, translation in pairs:
        key, text = _words_only(source), _words_only(translation)
        untranslated = source != translation and key == text
        if sum(map(str.isalpha, text)) < MIN_LETTERS or untranslated or key in kept or text in seen:
            continue
        seen.add(text)
        kept[key] = text
    return kept


_NOT_LANGUAGE = re.compile(
    r"""
      %\(\w+\)[a-z] | %[a-z%] | \{[^{}]*\}      # placeholders
    | :[a-z:]+:`[^`]*` | ``[^`]*`` | `[^`]*['`]   # reStructuredText
    | \.\.\s[\w:]+                             # directives
    | <[^<>]*> | &\#?\w+; | \w+://\S+           # HTML, addresses
    | (?<!\w)--?\w[\w-]*(?:=\w+)?               # options
    | \b\w*(?:[_.=\\/]\w+)+(?:\(\))?            # identifiers, file names
    """,
    re.VERBOSE,
)
_LETTERS = re.compile(r"[^\W\d_]+(?:['’·-][^\W\d_]+)*")


def _words_only(message: str) -> str:
    """The words of a message, lower case, without what is no language."""
    return " ".join(_LETTERS.findall(_NOT_LANGUAGE.sub(" ", message).lower()))


# ---------------------------------------------------------------- the Penn Treebank

PTB_TOKENS = {"train": 929_589, "valid": 73_760, "test": 82_430}  # <eos> counted
PTB_SHA256 = "fcea919f"  # what the SHA-256 of ptb.train.txt begins with

Sentences = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class LanguageSplits:
    """Tokenised sentences to train on, to tune on and to test on, without end marks.

    A count of tokens that includes the end mark is the words plus the sentences.
    """

    train: Sentences
    valid: Sentences
    test: Sentences


def load_ptb(folder: str | os.PathLike[str] | None = None) -> LanguageSplits:
    """The Penn Treebank in the preprocessing of Mikolov et al. (2011): files that you bring.

    Lower case, 10,000 word types, numbers as ``N``, rare words as ``<unk>``, no punctuation.

    Args:
        folder: Where ``ptb.train.txt``, ``ptb.valid.txt`` and ``ptb.test.txt`` are; by default the
            folder that ``THREEWAYS_PTB`` names, or ``ptb`` in the one of ``THREEWAYS_MIRROR``.

    Raises:
        DataError: The files are missing, or are another version of the treebank.
    """
    place = _ptb_folder(folder)
    paths = {split: place / f"ptb.{split}.txt" for split in PTB_TOKENS}
    if not all(path.is_file() for path in paths.values()):
        raise DataError(
            "the Penn Treebank may not be redistributed: put ptb.train.txt, ptb.valid.txt and "
            f"ptb.test.txt into {place}, or name their folder in THREEWAYS_PTB"
        )
    digest = hashlib.sha256(paths["train"].read_bytes()).hexdigest()
    if not digest.startswith(PTB_SHA256):
        raise DataError(
            f"{paths['train']} is another version of the treebank: its SHA-256 begins "
            f"{digest[:8]}, that of Mikolov's preprocessing begins {PTB_SHA256}"
        )
    return LanguageSplits(**{split: _ptb_sentences(path, split) for split, path in paths.items()})


def _ptb_folder(folder: str | os.PathLike[str] | None) -> Path:
    if folder is not None:
        return Path(folder)
    if named := os.environ.get("THREEWAYS_PTB"):
        return Path(named)
    mirror = os.environ.get("THREEWAYS_MIRROR", "")
    return Path("ptb") if not mirror or "://" in mirror else Path(mirror, "ptb")


def _ptb_sentences(path: Path, split: str) -> Sentences:
    lines = path.read_text(encoding="utf-8").splitlines()
    result = tuple(tuple(line.split()) for line in lines)
    tokens = sum(map(len, result)) + len(result)
    if tokens != PTB_TOKENS[split]:
        raise DataError(
            f"{path} has {tokens:,} tokens with <eos>, the published split {PTB_TOKENS[split]:,}"
        )
    return result


# ---------------------------------------------------------------- names, poems, plays


@dataclass(frozen=True)
class Words:
    """A list of words or names, in the order of their source and with its repetitions."""

    name: str
    words: tuple[str, ...]
    licence: str
    source: str


def load_names() -> Words:
    """32,033 first names, lower case, a to z, 15 letters at most (Karpathy's makemore).

    Raises:
        DataError: The file cannot be had; as for every loader below, the message says what to do.
    """
    return _word_list("names", "names.txt")


def load_dinosaurs() -> Words:
    """1,545 names of dinosaurs, with a capital, 23 letters at most."""
    return _word_list("dinos", "dinos.txt")


def _word_list(name: str, file: str) -> Words:
    dataset = find(name)
    words = fetch(name)[file].read_text(encoding="utf-8").split()
    return Words(name, tuple(words), dataset.licence, dataset.origin)


def load_tiny_shakespeare() -> Corpus:
    """Plays of Shakespeare as one article of 1,115,394 characters, 65 different ones."""
    text = fetch("tiny-shakespeare")["input.txt"].read_text(encoding="utf-8")
    return _corpus("tiny-shakespeare", [Article("Tiny Shakespeare", text)])


def load_sonnets() -> Corpus:
    """Shakespeare's 154 sonnets, one article each, titled "Sonnet I" to "Sonnet CLIV".

    One verse a line, no empty lines; the file's second copy of sonnet CVI is left out.
    """
    text = fetch("shakespeare-sonnets")["sonnets.txt"].read_text(encoding="utf-8")
    _, *parts = re.split(r"^(Sonnet [IVXLC]+)$", text, flags=re.MULTILINE)
    sonnets = {
        title: "\n".join(line.strip() for line in body.splitlines() if line.strip())
        for title, body in zip(parts[::2], parts[1::2])
    }
    return _corpus("shakespeare-sonnets", [Article(*sonnet) for sonnet in sonnets.items()])


def load_irish_tunes() -> Corpus:
    """804 Irish dance tunes in ABC notation, one article each, named by its title.

    The header (``T:`` title, ``M:`` metre, ``L:`` unit of length, ``K:`` key) is part of the text;
    empty lines are left out. Variants of one tune follow one another.
    """
    text = fetch("irish-abc")["irish.abc"].read_text(encoding="utf-8")
    tunes = [f"X:{body}" for body in re.split(r"^X:", text, flags=re.MULTILINE)[1:]]
    return _corpus("irish-abc", (Article(_abc_title(tune), _filled(tune)) for tune in tunes))


def _abc_title(tune: str) -> str:
    found = re.search(r"^T:\s*(.*\S)", tune, flags=re.MULTILINE)
    return found[1] if found else "untitled"


# Ferdowsi's file is left out: it lacks its stop words.
PERSIAN_POETS = {"hafez": "Hafez", "saadi": "Saadi", "moulavi": "Rumi", "khayyam": "Khayyam"}


def load_persian_poems() -> Corpus:
    """Verses of Hafez, Saadi, Rumi and Khayyam, one article a poet, half a couplet a line.

    Persian is written from right to left; the characters come in the order of reading. The two
    lines at the head of each file, its name and a count, are left out.
    """
    files = fetch("persian-poems")
    verses = {
        poet: files[f"{name}.txt"].read_text(encoding="utf-8").split("\n", 2)[2]
        for name, poet in PERSIAN_POETS.items()
    }
    poets = (Article(poet, _filled(text)) for poet, text in verses.items())
    return _corpus("persian-poems", poets)


def _filled(text: str) -> str:
    """The lines that are not empty, without space at their ends."""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def load_python_source(folder: str | os.PathLike[str] | None = None) -> Corpus:
    """The modules of Python's standard library that are one file, one article each: works offline.

    What they hold depends on the version of Python; in 3.11 it is 4.2 million characters of 151
    modules. Packages, and modules whose name begins with an underscore, are left out.

    Args:
        folder: Where the modules are; by default where this Python keeps its own.

    Raises:
        DataError: The folder holds no modules, as where Python came as one compressed file.
    """
    place = Path(folder or sysconfig.get_path("stdlib"))
    paths = [path for path in sorted(place.glob("*.py")) if not path.name.startswith("_")]
    if not paths:
        raise DataError(
            f"{place} holds no modules: this Python came without the source of its library; "
            "name another's folder: load_python_source(folder)"
        )
    modules = (Article(path.stem, path.read_text(encoding="utf-8").strip()) for path in paths)
    version = ".".join(map(str, sys.version_info[:3]))
    return Corpus("python-source", tuple(modules), "PSF-2.0", f"the library of Python {version}")


def _corpus(name: str, articles: Iterable[Article]) -> Corpus:
    dataset = find(name)
    return Corpus(name, tuple(articles), dataset.licence, dataset.origin)


# ---------------------------------------------------------------- texts with labels


@dataclass(frozen=True)
class LabelledTexts:
    """Texts of several classes.

    Attributes:
        texts: n texts.
        labels: Index into ``classes`` of each text, (n,) int64.
        classes: What the labels mean.
    """

    texts: tuple[str, ...]
    labels: np.ndarray
    classes: tuple[str, ...]


@dataclass(frozen=True)
class TextSplits:
    """Texts to train on and to test on, split by those who published them."""

    train: LabelledTexts
    test: LabelledTexts


def load_imdb() -> TextSplits:
    """50,000 film reviews, negative (0) or positive (1); half to train on, each half balanced.

    Reviews are as published, with ``<br />``, in the order of class and number: shuffle before
    batches are made. Maas et al. (2011). Takes about four seconds.
    """
    reviews: dict[str, dict[tuple[int, int], str]] = {"train": {}, "test": {}}
    content = lzma.decompress(fetch("imdb")["aclImdb_v1_labelled.tar.xz"].read_bytes())
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        for member in archive:
            found = re.fullmatch(r"aclImdb/(train|test)/(neg|pos)/(\d+)_\d+\.txt", member.name)
            if found:
                review = content[member.offset_data : member.offset_data + member.size]
                place = (int(found[2] == "pos"), int(found[3]))
                reviews[found[1]][place] = review.decode("utf-8")
    return TextSplits(**{split: _in_order(found) for split, found in reviews.items()})


def _in_order(reviews: Mapping[tuple[int, int], str]) -> LabelledTexts:
    places = sorted(reviews)
    labels = np.array([label for label, _ in places], dtype=np.int64)
    return LabelledTexts(
        tuple(reviews[place] for place in places), labels, ("negative", "positive")
    )


def load_sarcasm() -> LabelledTexts:
    """26,709 headlines in lower case: not sarcastic (0, HuffPost) or sarcastic (1, The Onion)."""
    path = fetch("sarcasm-headlines")["Sarcasm_Headlines_Dataset.json.zip"]
    with zipfile.ZipFile(path) as archive:
        lines = archive.read("Sarcasm_Headlines_Dataset.json").decode("utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    labels = np.array([record["is_sarcastic"] for record in records], dtype=np.int64)
    texts = tuple(record["headline"] for record in records)
    return LabelledTexts(texts, labels, ("not sarcastic", "sarcastic"))


def load_surnames() -> LabelledTexts:
    """20,050 surnames from lists of 18 languages, "Arabic" to "Vietnamese", with repetitions."""
    texts: list[str] = []
    labels: list[int] = []
    with zipfile.ZipFile(fetch("surnames-18-languages")["names.zip"]) as archive:
        members = sorted(name for name in archive.namelist() if name.endswith(".txt"))
        for label, member in enumerate(members):
            names = [line.strip() for line in archive.read(member).decode("utf-8").splitlines()]
            texts += filter(None, names)
            labels += [label] * (len(texts) - len(labels))
    classes = tuple(Path(member).stem for member in members)
    return LabelledTexts(tuple(texts), np.array(labels, dtype=np.int64), classes)


# ---------------------------------------------------------------- word vectors


@dataclass(frozen=True)
class WordVectors:
    """Vectors of words.

    Attributes:
        words: n words, the most frequent first.
        vectors: Row i belongs to word i, (n, d) float32.
    """

    words: tuple[str, ...]
    vectors: np.ndarray


def load_glove() -> WordVectors:
    """GloVe vectors of 11,925 frequent English words, trained on tweets, (11925, 25)."""
    path = fetch("glove-twitter-25d-12k")["glove.twitter.27B.25d.top12k.txt.gz"]
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [line.split() for line in file]
    vectors = np.array([row[1:] for row in rows], dtype=np.float32)
    return WordVectors(tuple(row[0] for row in rows), vectors)


def load_capitals() -> WordVectors:
    """word2vec vectors of 257 words, capitals, countries and a few more, (257, 300).

    Trained on Google News (Mikolov et al., 2013); capitals keep their capital letter.
    """
    with np.load(fetch("googlenews-capitals-257")["googlenews_300d_257words.npz"]) as archive:
        return WordVectors(tuple(archive["words"].tolist()), archive["vectors"])


@dataclass(frozen=True)
class WordPairs:
    """Pairs of words with people's judgements.

    Attributes:
        pairs: n pairs, as written in the source.
        scores: Mean judgement of each, 0 (nothing in common) to 10 (the same), (n,).
    """

    name: str
    pairs: tuple[tuple[str, str], ...]
    scores: np.ndarray
    licence: str
    source: str


WORD_PAIRS = {"wordsim353": "wordsim353.tsv", "simlex999": "simlex999.txt"}


def load_word_pairs(name: str) -> WordPairs:
    """353 pairs judged by how related they are, or 999 by how similar: works offline.

    Args:
        name: ``wordsim353`` or ``simlex999``.

    Raises:
        DataError: This installation of gensim came without its test data.
        ValueError: There is no such list.
    """
    if name not in WORD_PAIRS:
        raise ValueError(f"no word pairs are called {name!r}; there are {', '.join(WORD_PAIRS)}")
    rows = [line.split("\t") for line in _gensim_lines(WORD_PAIRS[name])]
    dataset = find(name)
    return WordPairs(
        name,
        tuple((a, b) for a, b, _ in rows),
        np.array([float(score) for _, _, score in rows]),
        dataset.licence,
        dataset.origin,
    )


Analogy = tuple[str, str, str, str]


def load_analogies() -> dict[str, tuple[Analogy, ...]]:
    """19,544 analogies in 14 groups, "family" and others: works offline.

    A row is four words, "man woman king queen": the first is to the second as the third to the
    fourth. Mikolov, Chen, Corrado and Dean (2013).

    Raises:
        DataError: This installation of gensim came without its test data.
    """
    groups: dict[str, list[Analogy]] = {}
    for line in _gensim_lines("questions-words.txt"):
        if line.startswith(":"):
            rows = groups.setdefault(line[1:].strip(), [])
        else:
            a, b, c, d = line.split()
            rows.append((a, b, c, d))
    return {name: tuple(rows) for name, rows in groups.items()}


def _gensim_lines(name: str) -> list[str]:
    """Lines of a file of gensim's test data, without comments and empty ones."""
    from gensim.test.utils import datapath

    path = Path(datapath(name))
    if not path.is_file():
        raise DataError(
            f"{path} is missing: this copy of gensim came without its test data; "
            "`pip install --force-reinstall gensim` brings it"
        )
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]
