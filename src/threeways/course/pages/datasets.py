"""The page of data sets: what each is, whom to credit, its licence, and which chapters load it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from threeways.data.registry import Dataset

# What a chapter's code names where it loads a data set; `fetch("NAME")` needs no entry.
LOADERS = {
    "load_analogies": ("questions-words",),
    "load_breast_cancer": ("breast-cancer",),
    "load_capitals": ("googlenews-capitals-257",),
    "load_car_sales": ("monthly-car-sales",),
    "load_cifar10_small": ("cifar10-small",),
    "load_cifar_resnet": ("resnet-cifar10",),
    "load_co2": ("co2",),
    "load_diabetes": ("diabetes",),
    "load_digits": ("digits",),
    "load_dinosaurs": ("dinos",),
    "load_faces_or_not": ("lfw-subset",),
    "load_fashion_mnist": ("fashion-mnist",),
    "load_flowers": ("flower-photos-small",),
    "load_glove": ("glove-twitter-25d-12k",),
    "load_imdb": ("imdb",),
    "load_irish_tunes": ("irish-abc",),
    "load_membranes": ("isbi-membrane",),
    "load_messages": ("sphinx-messages",),
    "load_mnist": ("mnist",),
    "load_mobilenet_v2": ("mobilenetv2-imagenet-npz", "mobilenetv2-imagenet"),
    "load_monthly_sunspots": ("monthly-sunspots",),
    "load_names": ("names",),
    "load_persian_poems": ("persian-poems",),
    "load_ptb": ("ptb",),
    "load_python_source": (),  # the standard library of the Python that runs
    "load_sarcasm": ("sarcasm-headlines",),
    "load_sonnets": ("shakespeare-sonnets",),
    "load_squeezenet": ("squeezenet11-imagenet",),
    "load_sunspots": ("sunspots",),
    "load_surnames": ("surnames-18-languages",),
    "load_textures": ("textures",),
    "load_tiny_shakespeare": ("tiny-shakespeare",),
    "load_wikipedia": ("wikipedia-sample",),
    "load_word_pairs": ("wordsim353", "simlex999"),
    "from skimage import data": ("textures",),
}


def dataset_tables(datasets: Mapping[str, Dataset], chapters: Mapping[str, tuple[str, str]]) -> str:
    """Two tables in Markdown: the data sets that chapters load, and the others of the registry.

    Args:
        datasets: The registry, by name.
        chapters: Title and code of each chapter, by its name, such as ``vision/convolution``.
    """
    users: dict[str, list[str]] = {name: [] for name in datasets}
    for chapter, (title, code) in chapters.items():
        for name in sorted(loaded(code) & datasets.keys()):
            users[name].append(f"[{title}](../{chapter}.ipynb)")
    used = [_row(datasets[name], links) for name, links in users.items() if links]
    others = [_row(datasets[name], ["none yet"]) for name, links in users.items() if not links]
    return (
        f"Registered: {len(datasets)}. Loaded by a chapter, in one of its profiles: {len(used)}.\n"
        f"\n## What the chapters load\n\n{_table(used)}\n\n## Other sets\n\n{_table(others)}"
    )


def loaded(code: str) -> set[str]:
    """Names of the data sets that a chapter's code loads, in any profile."""
    by_loader = {
        name
        for loader, names in LOADERS.items()
        if re.search(rf"\b{re.escape(loader)}\b", code)
        for name in names
    }
    return by_loader | set(re.findall(r'\bfetch\(\s*"([^"]+)"', code))


def _row(dataset: Dataset, links: list[str]) -> str:
    cells = (
        f"`{dataset.name}`<br>{_where(dataset)}",
        f"{_plain(dataset.title)}. From: {_plain(dataset.origin)}",
        f"{_plain(dataset.licence)}. Credit: {_plain(dataset.citation)}",
        "<br>".join(links),
    )
    return f"| {' | '.join(cells)} |"


def _where(dataset: Dataset) -> str:
    """How large the files are, or what brings them."""
    if dataset.package:
        return f"in {dataset.package} {dataset.version}"
    return f"{dataset.size:,} bytes" if dataset.size else "you bring it"


def _plain(text: str) -> str:
    """Text as it stands, nothing of it Markdown."""
    return re.sub(r"([\\`*_{}\[\]<>|$~#&])", r"\\\1", text)


def _table(rows: list[str]) -> str:
    head = ["| name | what it is, and where it is from | licence | chapters |", "|---|---|---|---|"]
    return "\n".join([":::{table}", ":class: lectures", *head, *rows, ":::"])
