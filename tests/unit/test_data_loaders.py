"""Every loader that fetches, on the real mirror where there is one, else on a miniature of it.

The real mirror is the folder that THREEWAYS_MIRROR names, or ``shared/datasets`` beside the
checkout. The miniature has the real file formats and a registry of its own.
"""

import gzip
import hashlib
import io
import json
import os
import struct
import tarfile
import zipfile
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from threeways.data import images, registry, series, text
from threeways.data.registry import DataError, load_registry

BESIDE = registry.registry_path().parents[2] / "shared" / "datasets"
REAL = Path(os.environ.get("THREEWAYS_MIRROR") or BESIDE)

# Loader, its data set, and the lengths or shapes that it gives: real and miniature.
LOADERS = {
    text.load_names: ("names", 32_033, 3),
    text.load_dinosaurs: ("dinos", 1_545, 2),
    text.load_tiny_shakespeare: ("tiny-shakespeare", 1, 1),
    text.load_sonnets: ("shakespeare-sonnets", 154, 2),
    text.load_irish_tunes: ("irish-abc", 804, 2),
    text.load_persian_poems: ("persian-poems", 4, 4),
    text.load_imdb: ("imdb", (25_000, 25_000), (2, 2)),
    text.load_sarcasm: ("sarcasm-headlines", 26_709, 2),
    text.load_surnames: ("surnames-18-languages", 20_050, 3),
    text.load_glove: ("glove-twitter-25d-12k", (11_925, 25), (2, 3)),
    text.load_capitals: ("googlenews-capitals-257", (257, 300), (2, 3)),
    images.load_mnist: ("mnist", ((60_000, 28, 28), (10_000, 28, 28)), ((3, 2, 2), (1, 2, 2))),
    images.load_fashion_mnist: (
        "fashion-mnist",
        ((60_000, 28, 28), (10_000, 28, 28)),
        ((3, 2, 2), (1, 2, 2)),
    ),
    images.load_flowers: ("flower-photos-small", (600, 180, 180, 3), (2, 180, 180, 3)),
    images.load_cifar10_small: (
        "cifar10-small",
        ((2_000, 32, 32, 3), (1_000, 32, 32, 3)),
        ((2, 32, 32, 3), (1, 32, 32, 3)),
    ),
    images.load_membranes: ("isbi-membrane", (30, 512, 512), (3, 2, 2)),
    series.load_car_sales: ("monthly-car-sales", 108, 2),
    series.load_monthly_sunspots: ("monthly-sunspots", 2_820, 2),
}


def size(record):
    """Length or shape of what a loader returned; a pair for training and test data."""
    if hasattr(record, "train"):
        return size(record.train), size(record.test)
    for name in ("images", "vectors"):
        if hasattr(record, name):
            return getattr(record, name).shape
    return len(getattr(record, next(f.name for f in fields(record) if f.name in MANY)))


MANY = ("words", "articles", "texts", "values")


# ---------------------------------------------------------------- the miniature


def zipped(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def tarred(members):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:xz") as archive:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def npz(**arrays):
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def idx(array):
    header = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    return gzip.compress(header + array.astype(np.uint8).tobytes())


def picture(kind, width, height, colour):
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(buffer, kind)
    return buffer.getvalue()


def grey(rows):
    buffer = io.BytesIO()
    Image.fromarray(np.array(rows, np.uint8)).save(buffer, "PNG")
    return buffer.getvalue()


def membrane_files():
    slices = {0: 10, 2: 20, 10: 30}
    label = grey([[0, 255], [255, 255]])
    return {
        **{f"membrane/train/image/{n}.png": grey([[v] * 2] * 2) for n, v in slices.items()},
        **{f"membrane/train/label/{n}.png": label for n in slices},
    }


def digits_files(folder):
    pixels = np.arange(12).reshape(3, 2, 2)
    return {
        f"{folder}/train-images-idx3-ubyte.gz": idx(pixels),
        f"{folder}/train-labels-idx1-ubyte.gz": idx(np.array([5, 0, 9])),
        f"{folder}/t10k-images-idx3-ubyte.gz": idx(pixels[:1]),
        f"{folder}/t10k-labels-idx1-ubyte.gz": idx(np.array([7])),
    }


def miniature():
    """Contents by path of a mirror with a few rows of each data set."""
    headlines = [{"headline": "man bites dog", "is_sarcastic": 1}]
    headlines += [{"headline": "rain expected", "is_sarcastic": 0}]
    return {
        "names/names.txt": b"emma\nolivia\nava\n",
        "dinos/dinos.txt": b"Aachenosaurus\nZuul\n",
        "tiny-shakespeare/input.txt": b"First Citizen:\nSpeak.\n",
        "shakespeare-sonnets/sonnets.txt": b"Sonnet I\n\nFROM fairest\n  That so\n\nSonnet II\n\n"
        b"When forty\n\n\nSonnet II\nWhen forty\n",
        "irish-abc/irish.abc": b"X:1\nT: Alexander's \nK:D\nABc|!\n\nX:2\nK:G\nGF|\n\nD|\n\n\n",
        **{
            f"persian-poems/{name}.txt": f"{name}.txt\nnumber:\t9\nدل ما \n\n{name}\n".encode()
            for name in ("ferdousi_stp_rmv", "hafez", "saadi", "moulavi", "khayyam")
        },
        "imdb/aclImdb_v1_labelled.tar.xz": tarred(
            {
                "aclImdb/README": b"Read me",
                "aclImdb/train/pos/0_9.txt": b"Good.",
                "aclImdb/train/neg/0_3.txt": b"Bad.",
                "aclImdb/test/neg/10_2.txt": b"Dull.",
                "aclImdb/test/neg/9_1.txt": "Schäbig.".encode(),
            }
        ),
        "sarcasm-headlines/Sarcasm_Headlines_Dataset.json.zip": zipped(
            {"Sarcasm_Headlines_Dataset.json": "\n".join(map(json.dumps, headlines))}
        ),
        "surnames-18-languages/names.zip": zipped(
            {"data/names/Polish.txt": "Gołąb\nNowak\n", "data/names/Czech.txt": "Novák\n"}
        ),
        "glove-twitter-25d-12k/glove.twitter.27B.25d.top12k.txt.gz": gzip.compress(
            b"the 1 2 3\nof 4 5 -6.5\n"
        ),
        "googlenews-capitals-257/googlenews_300d_257words.npz": npz(
            words=np.array(["Oslo", "king"]), vectors=np.arange(6, dtype=np.float32).reshape(2, 3)
        ),
        **digits_files("mnist"),
        **digits_files("fashion-mnist"),
        "flower-photos-small/flower_photos_small.zip": zipped(
            {
                "flower_photos/tulips/b.jpg": picture("JPEG", 30, 20, (255, 0, 0)),
                "flower_photos/daisy/a.jpg": picture("JPEG", 20, 40, (255, 255, 255)),
            }
        ),
        "cifar10-small/cifar10_small.zip": zipped(
            {
                "cifar10/train/cat/1.png": picture("PNG", 32, 32, (1, 2, 3)),
                "cifar10/train/ship/1.png": picture("PNG", 32, 32, (4, 5, 6)),
                "cifar10/test/ship/2.png": picture("PNG", 32, 32, (7, 8, 9)),
            }
        ),
        "isbi-membrane/membrane_train.zip": zipped(membrane_files()),
        "monthly-car-sales/monthly-car-sales.csv": b'"Month","Sales"\n"1960-01",6550\n'
        b'"1960-02",8728\n',
        "monthly-sunspots/monthly-sunspots.csv": b'"Month","Sunspots"\n"1749-01",58.0\n'
        b'"1749-02",62.6\n',
    }


def registered(contents):
    """The course's registry with sizes and SHA-256 of other contents."""
    entries = []
    for name in {path.split("/")[0] for path in contents}:
        entries.append(
            f'[{name}]\nkind = "variant"\ntier = "core"\ntitle = "{name}"\n'
            'licence = "MIT"\ncitation = "us"\nused_by = []\norigin = "a test"\n'
        )
        for path, content in contents.items():
            if path.startswith(f"{name}/"):
                digest = hashlib.sha256(content).hexdigest()
                entries.append(f'[[{name}.files]]\npath = "{path}"\nsize = {len(content)}\n')
                entries.append(f'sha256 = "{digest}"\n')
    return "\n".join(entries)


@pytest.fixture(scope="module")
def mini_mirror(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mirror")
    for path, content in miniature().items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(content)
    (folder / "registry.toml").write_text(registered(miniature()))
    return folder


@pytest.fixture
def mini(mini_mirror, tmp_path, monkeypatch):
    """Loaders read the miniature."""
    monkeypatch.setenv("THREEWAYS_MIRROR", str(mini_mirror))
    monkeypatch.setenv("THREEWAYS_CACHE", str(tmp_path))
    monkeypatch.setattr(registry, "registry_path", lambda: mini_mirror / "registry.toml")


# ---------------------------------------------------------------- what the loaders give


@pytest.mark.parametrize("loader", LOADERS, ids=lambda loader: loader.__name__)
def test_loaders_give_the_documented_sizes(loader, request, tmp_path, monkeypatch):
    name, real, small = LOADERS[loader]
    files = load_registry()[name].files
    if all((REAL / file.path).is_file() for file in files):
        monkeypatch.setenv("THREEWAYS_MIRROR", str(REAL))
        monkeypatch.setenv("THREEWAYS_CACHE", str(tmp_path))
        assert size(loader()) == real
    else:
        request.getfixturevalue("mini")
        assert size(loader()) == small


def test_sonnets_are_verses_without_headings_and_each_once(mini):
    corpus = text.load_sonnets()
    assert [(sonnet.title, sonnet.text) for sonnet in corpus.articles] == [
        ("Sonnet I", "FROM fairest\nThat so"),
        ("Sonnet II", "When forty"),
    ]
    assert (corpus.name, corpus.licence) == ("shakespeare-sonnets", "MIT")


def test_tunes_are_named_by_their_titles_and_hold_no_empty_line(mini):
    assert [(tune.title, tune.text) for tune in text.load_irish_tunes().articles] == [
        ("Alexander's", "X:1\nT: Alexander's\nK:D\nABc|!"),
        ("untitled", "X:2\nK:G\nGF|\nD|"),
    ]


def test_persian_verses_lack_the_head_of_the_file_and_the_poet_without_stop_words(mini):
    poems = {poet.title: poet.text for poet in text.load_persian_poems().articles}
    assert poems == {
        "Hafez": "دل ما\nhafez",
        "Saadi": "دل ما\nsaadi",
        "Rumi": "دل ما\nmoulavi",
        "Khayyam": "دل ما\nkhayyam",
    }


def test_reviews_come_in_the_order_of_class_and_number(mini):
    reviews = text.load_imdb()
    assert reviews.train.texts == ("Bad.", "Good.")
    assert reviews.train.labels.tolist() == [0, 1]
    assert reviews.test.texts == ("Schäbig.", "Dull.")
    assert reviews.test.classes == ("negative", "positive")


def test_labels_of_headlines_and_surnames_index_their_classes(mini):
    headlines = text.load_sarcasm()
    assert headlines.classes[headlines.labels[0]] == "sarcastic"
    surnames = text.load_surnames()
    assert dict(zip(surnames.texts, np.array(surnames.classes)[surnames.labels])) == {
        **{"Novák": "Czech", "Gołąb": "Polish", "Nowak": "Polish"}
    }


def test_word_vectors_are_rows_in_the_order_of_the_words(mini):
    glove = text.load_glove()
    assert glove.words == ("the", "of") and glove.vectors.dtype == np.float32
    assert glove.vectors[1].tolist() == [4, 5, -6.5]
    capitals = text.load_capitals()
    assert capitals.words == ("Oslo", "king") and capitals.vectors.dtype == np.float32
    assert capitals.vectors[1].tolist() == [3, 4, 5]


def test_idx_files_are_read_in_row_major_order(mini):
    mnist = images.load_mnist()
    assert mnist.train.images.tolist() == np.arange(12).reshape(3, 2, 2).tolist()
    assert mnist.train.labels.tolist() == [5, 0, 9]
    assert images.load_fashion_mnist().train.classes[9] == "ankle boot"


def test_a_file_that_is_no_idx_file_is_named(tmp_path):
    path = tmp_path / "labels.gz"
    path.write_bytes(gzip.compress(b"P5 28 28"))
    with pytest.raises(DataError, match=r"labels.gz is no IDX file of bytes: it begins with 5035"):
        images._read_idx(path)


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4))
def test_idx_files_of_any_shape_are_read_back(tmp_path_factory, shape):
    array = np.random.default_rng(0).integers(0, 256, shape)
    path = tmp_path_factory.mktemp("idx") / "array.gz"
    path.write_bytes(idx(array))
    assert np.array_equal(images._read_idx(path), array)


def test_flowers_are_stretched_to_the_size_asked_for_and_labelled_by_folder(mini):
    flowers = images.load_flowers(size=16)
    assert flowers.images.shape == (2, 16, 16, 3) and flowers.images.dtype == np.uint8
    assert flowers.classes == ("daisy", "tulips") and flowers.labels.tolist() == [0, 1]
    assert (flowers.images[0] > 250).all()  # the white one
    assert flowers.images[1, 8, 8, 0] > 250 and flowers.images[1, 8, 8, 1] < 5  # the red one


def test_training_and_test_pictures_of_cifar_are_told_apart(mini):
    cifar = images.load_cifar10_small()
    assert cifar.train.images[:, 0, 0].tolist() == [[1, 2, 3], [4, 5, 6]]
    assert cifar.test.images[0, 0, 0].tolist() == [7, 8, 9]


def test_slices_come_in_the_order_of_their_numbers_with_their_masks(mini):
    membranes = images.load_membranes()
    assert membranes.images[:, 0, 0].tolist() == [10, 20, 30]
    assert membranes.classes[membranes.masks[0, 0, 0]] == "membrane"
    assert membranes.masks.sum() == 9 and membranes.images.dtype == np.uint8


def test_months_and_values_of_a_series_belong_together(mini):
    sales = series.load_car_sales()
    assert sales.times.astype(str).tolist() == ["1960-01", "1960-02"]
    assert sales.values.tolist() == [6550, 8728] and sales.unit == "cars"


# ---------------------------------------------------------------- a folder of pictures


@pytest.fixture
def folder(tmp_path):
    """Seven pictures of two classes, and files that are none."""
    for i in range(7):
        path = tmp_path / ("red" if i % 2 else "blue") / f"{i}.png"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(picture("PNG", 4, 6, (255, 0, 0) if i % 2 else (0, 0, 51 * i // 2)))
    (tmp_path / "red" / "LICENSE.txt").write_text("CC0")
    (tmp_path / "above.png").write_bytes(b"in no class")
    return tmp_path


def test_the_classes_of_a_folder_are_its_sub_folders(folder):
    found = images.find_images(folder)
    assert found.classes == ("blue", "red") and len(found) == 7
    assert [path.name for path in found.paths] == [f"{i}.png" for i in (0, 2, 4, 6, 1, 3, 5)]
    assert found.labels.tolist() == [0, 0, 0, 0, 1, 1, 1]


def test_a_picture_is_read_square_and_rescaled(folder):
    pixels = images.read_image(folder / "red" / "1.png", 5)
    assert pixels.shape == (5, 5, 3) and pixels.dtype == np.float32
    assert np.unique(pixels.reshape(-1, 3), axis=0).tolist() == [[1, 0, 0]]


def test_a_split_loses_no_picture_and_its_seed_repeats_it(folder):
    found = images.find_images(folder)
    train, held_out = found.split(0.3, seed=1)
    assert (len(train), len(held_out)) == (5, 2)
    assert sorted(train.paths + held_out.paths) == sorted(found.paths)
    for path, label in zip(train.paths, train.labels):
        assert path.parent.name == found.classes[label]
    assert found.split(0.3, seed=1)[1].paths == held_out.paths
    splits = {found.split(0.3, seed=seed)[1].paths for seed in range(9)}
    assert len(splits) > 1


@pytest.mark.parametrize("share", [0.1, 1.0, -0.5])
def test_a_split_with_an_empty_side_is_refused(folder, share):
    with pytest.raises(ValueError, match=f"share={share} of 7 pictures"):
        images.find_images(folder).split(share, seed=0)


def test_a_folder_without_classes_and_a_file_that_is_no_picture_are_named(folder):
    with pytest.raises(DataError, match=r"red holds no pictures .* in sub-folders"):
        images.find_images(folder / "red")
    with pytest.raises(DataError, match="nowhere is no folder"):
        images.find_images(folder / "nowhere")
    with pytest.raises(DataError, match=r"above\.png cannot be read as a picture"):
        images.read_image(folder / "above.png", 4)


def test_prefetching_keeps_the_order_and_reads_no_further_than_asked():
    read = []

    def reading():
        for i in range(9):
            read.append(i)
            yield i

    ahead = images.prefetch(reading(), ahead=2)
    assert [next(ahead), next(ahead)] == [0, 1]
    ahead.close()
    assert read == [0, 1, 2, 3]
    assert list(images.prefetch(range(9))) == list(range(9))


def test_an_error_comes_where_its_item_would_have():
    ahead = images.prefetch(10 // i for i in (5, 2, 0, 1))
    assert [next(ahead), next(ahead)] == [2, 5]
    with pytest.raises(ZeroDivisionError):
        next(ahead)


# ---------------------------------------------------------------- data that need no fetching


def test_digits_are_ink_from_0_to_16_with_their_class():
    digits = images.load_digits()
    assert digits.images.shape == (1797, 8, 8) and digits.images.max() == digits.maximum == 16
    assert np.bincount(digits.labels).min() >= 174 and len(digits.classes) == 10


def test_faces_come_first_and_resemble_each_other_more_than_backgrounds_do():
    faces = images.load_faces_or_not()
    assert (
        faces.images.shape == (200, 25, 25) and 0 <= faces.images.min() <= faces.images.max() <= 1
    )
    assert [faces.classes[label] for label in faces.labels[[0, 99, 100, 199]]] == [
        *("face", "face", "no face", "no face")
    ]
    spread = [faces.images[faces.labels == label].std(axis=0).mean() for label in (0, 1)]
    assert spread[1] < spread[0]


def test_textures_are_told_apart_by_more_than_their_grey():
    textures = images.load_textures()
    assert textures.images.shape == (3, 512, 512) and textures.classes == images.TEXTURES
    grey = textures.images.mean(axis=(1, 2))
    assert np.ptp(grey) < 20 < textures.images.std(axis=(1, 2)).min()
    rough = np.abs(np.diff(textures.images.astype(float), axis=2)).mean(axis=(1, 2))
    assert rough[0] < rough[1] / 1.5 and rough[0] < rough[2] / 1.5  # brick is the smooth one


def test_sunspots_peak_in_1957_and_carbon_dioxide_rises():
    sunspots = series.load_sunspots()
    assert len(sunspots.values) == 309
    assert str(sunspots.times[sunspots.values.argmax()]) == "1957"
    co2 = series.load_co2()
    assert np.isnan(co2.values).sum() == 59 and np.diff(co2.times).min() > np.timedelta64(0)
    assert np.nanmean(co2.values[-52:]) - np.nanmean(co2.values[:52]) > 50


def test_a_missing_package_is_named_with_the_command_that_brings_it(monkeypatch):
    for package in ("statsmodels.datasets", "skimage.data"):
        monkeypatch.setitem(__import__("sys").modules, package, None)
    with pytest.raises(DataError, match="pip install statsmodels"):
        series.load_co2()
    with pytest.raises(DataError, match="pip install scikit-image"):
        images.load_faces_or_not()
    with pytest.raises(DataError, match=r"textures ship with scikit-image.*pip install"):
        images.load_textures()


@given(st.integers(24, 400), st.integers(0, 5))
def test_the_generated_series_is_its_parts_and_noise_of_the_stated_size(months, seed):
    given_noise = series.seasonal_series(months, noise=2.0, seed=seed)
    clean = series.seasonal_series(months, noise=0.0)
    t = np.arange(months)
    expected = 50 + 0.5 * t + 10 * np.sin(np.pi * t / 6)
    assert np.allclose(clean.values, expected)
    residual = given_noise.values - clean.values
    assert 0.5 * 2.0 < residual.std() < 1.7 * 2.0
    assert np.array_equal(given_noise.values, series.seasonal_series(months, seed=seed).values)


def test_a_series_without_months_is_refused():
    with pytest.raises(ValueError, match="at least one month, got 0"):
        series.seasonal_series(0)
