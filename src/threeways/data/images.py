"""Images: digits, faces and textures that ship with packages; others, some with masks, to fetch."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TypeVar

import numpy as np

from threeways.data.fetch import fetch
from threeways.data.registry import DataError


@dataclass(frozen=True)
class LabelledImages:
    """Images of several classes.

    Attributes:
        images: (n, height, width) for grey, (n, height, width, 3) for red, green, blue; from 0
            to ``maximum``, so that ``images / maximum`` lies in [0, 1].
        labels: Index into ``classes`` of each image, (n,) int64.
        classes: What the labels mean.
        maximum: The largest value that a pixel can have.
    """

    images: np.ndarray
    labels: np.ndarray
    classes: tuple[str, ...]
    maximum: float = 255.0


@dataclass(frozen=True)
class ImageSplits:
    """Images to train on and to test on, split by those who published them."""

    train: LabelledImages
    test: LabelledImages


@dataclass(frozen=True)
class ImageFiles:
    """Pictures on disk; none is read before it is asked for.

    Attributes:
        paths: A file for each picture.
        labels: Index into ``classes`` of each picture, (n,) int64.
        classes: Names of the folders.
    """

    paths: tuple[Path, ...]
    labels: np.ndarray
    classes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.paths)

    def take(self, indices: np.ndarray) -> ImageFiles:
        """The pictures at these indices, in their order."""
        return ImageFiles(tuple(self.paths[i] for i in indices), self.labels[indices], self.classes)

    def split(self, share: float, seed: int) -> tuple[ImageFiles, ImageFiles]:
        """Pictures to train on and to hold out, at random: ⌊share · n⌋ are held out, as in Keras.

        Raises:
            ValueError: One of the two would be empty.
        """
        held_out = int(share * len(self))
        if not 0 < held_out < len(self):
            raise ValueError(f"share={share} of {len(self)} pictures holds out {held_out}")
        order = np.random.default_rng(seed).permutation(len(self))
        return self.take(order[:-held_out]), self.take(order[-held_out:])


@dataclass(frozen=True)
class SegmentedImages:
    """Grey images with the class of every pixel.

    Attributes:
        images: (n, height, width) uint8.
        masks: Index into ``classes`` of each pixel, (n, height, width) int64.
        classes: What the classes mean.
        maximum: The largest value that a pixel can have.
    """

    images: np.ndarray
    masks: np.ndarray
    classes: tuple[str, ...]
    maximum: float = 255.0


TEXTURES = ("brick", "grass", "gravel")
DIGITS = tuple("0123456789")
CLOTHES = (
    *("T-shirt/top", "trouser", "pullover", "dress", "coat"),
    *("sandal", "shirt", "sneaker", "bag", "ankle boot"),
)


def load_digits() -> LabelledImages:
    """1,797 handwritten digits, (1797, 8, 8) uint8, ink from 0 to 16: works offline.

    Alpaydin & Kaynak (1998), from scikit-learn. The writers are not named: a random split has
    the same hands on both sides.
    """
    from sklearn.datasets import load_digits as load

    bunch = load()
    return LabelledImages(
        bunch.images.astype(np.uint8), bunch.target.astype(np.int64), DIGITS, maximum=16.0
    )


def load_faces_or_not() -> LabelledImages:
    """100 faces (1) and 100 backgrounds (0), (200, 25, 25) float32, from 0 to 1: works offline.

    From scikit-image, out of Labeled Faces in the Wild (Huang et al., 2007). Faces come first.

    Raises:
        DataError: scikit-image is not installed.
    """
    try:
        import skimage.data as skimage_data
    except ImportError:
        raise DataError(
            "faces or not ship with scikit-image, which is not installed: "
            "`pip install scikit-image`"
        ) from None
    labels = np.repeat(np.array([1, 0], dtype=np.int64), 100)
    pictures = np.asarray(skimage_data.lfw_subset(), dtype=np.float32)  # type: ignore[no-untyped-call]
    return LabelledImages(pictures, labels, ("no face", "face"), 1.0)


PICTURES = (".jpg", ".jpeg", ".png", ".bmp", ".gif")


def find_images(folder: Path | str) -> ImageFiles:
    """List the pictures of a folder with one sub-folder a class, in alphabetical order.

    Other files are passed over.

    Raises:
        DataError: There is no such folder, or no picture in its sub-folders.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise DataError(f"{folder} is no folder: give the one that holds a sub-folder a class")
    paths = sorted(path for path in folder.glob("*/*") if path.suffix.lower() in PICTURES)
    if not paths:
        raise DataError(
            f"{folder} holds no pictures ({', '.join(PICTURES)}) in sub-folders: one a class"
        )
    classes = tuple(sorted({path.parent.name for path in paths}))
    labels = np.array([classes.index(path.parent.name) for path in paths], dtype=np.int64)
    return ImageFiles(tuple(paths), labels, classes)


def read_image(path: Path, size: int) -> np.ndarray:
    """One picture, stretched to a square and rescaled: (size, size, 3) float32 from 0 to 1.

    Raises:
        DataError: The file is no picture that can be read.
    """
    try:
        return _pixels(path.read_bytes(), size).astype(np.float32) / np.float32(255)
    except OSError as error:  # Pillow's errors are OSErrors, too
        raise DataError(f"{path} cannot be read as a picture: {error}") from None


Item = TypeVar("Item")
_DONE = object()


def prefetch(items: Iterable[Item], ahead: int = 2) -> Iterator[Item]:
    """Go through ``items`` in a thread that stays up to ``ahead`` of them ahead of its reader.

    The order stays; an error is raised where the item would have come.
    """
    iterator = iter(items)
    with ThreadPoolExecutor(1) as thread:
        coming = deque(thread.submit(next, iterator, _DONE) for _ in range(ahead))
        while (item := coming.popleft().result()) is not _DONE:
            coming.append(thread.submit(next, iterator, _DONE))
            yield item  # type: ignore[misc]


def load_textures() -> LabelledImages:
    """One photo each of brick, grass and gravel, (3, 512, 512) uint8: works offline.

    From scikit-image, out of CC0Textures.

    Raises:
        DataError: scikit-image is not installed.
    """
    try:
        import skimage.data as skimage_data
    except ImportError:
        raise DataError(
            "the textures ship with scikit-image, which is not installed: "
            "`pip install scikit-image`"
        ) from None
    photos = np.stack([getattr(skimage_data, name)() for name in TEXTURES])
    return LabelledImages(photos, np.arange(3, dtype=np.int64), TEXTURES)


def load_membranes() -> SegmentedImages:
    """30 neighbouring slices through the nerve cord of a fruit fly larva, (30, 512, 512).

    The training part of the ISBI challenge of 2012 (Arganda-Carreras et al., 2015), in the order
    of the slices.
    """
    from PIL import Image

    members = _members("isbi-membrane", "membrane_train.zip")

    def slices(folder: str) -> np.ndarray:
        paths = [path for path in members if path.parent.name == folder]
        ordered = sorted(paths, key=lambda path: int(path.stem))
        pictures = [Image.open(io.BytesIO(members[path])) for path in ordered]
        return np.stack([np.asarray(picture.convert("L")) for picture in pictures])

    masks = (slices("label") > 127).astype(np.int64)
    return SegmentedImages(slices("image"), masks, ("membrane", "cell"))


def load_mnist() -> ImageSplits:
    """60,000 and 10,000 handwritten digits, (n, 28, 28) uint8 (LeCun et al., 1998).

    Raises:
        DataError: The files cannot be had; as for every loader below, the message says what to do.
    """
    return _idx_splits("mnist", DIGITS)


def load_fashion_mnist() -> ImageSplits:
    """60,000 and 10,000 pictures of clothes, (n, 28, 28) uint8 (Xiao et al., 2017)."""
    return _idx_splits("fashion-mnist", CLOTHES)


def _idx_splits(name: str, classes: tuple[str, ...]) -> ImageSplits:
    files = fetch(name)

    def split(prefix: str) -> LabelledImages:
        images = _read_idx(files[f"{prefix}-images-idx3-ubyte.gz"])
        labels = _read_idx(files[f"{prefix}-labels-idx1-ubyte.gz"])
        return LabelledImages(images, labels.astype(np.int64), classes)

    return ImageSplits(split("train"), split("t10k"))


def _read_idx(path: Path) -> np.ndarray:
    """The array in a gzipped IDX file of bytes: 0 0 8, dimensions, their sizes, the values."""
    content = gzip.decompress(path.read_bytes())
    if content[:3] != b"\x00\x00\x08":
        raise DataError(f"{path} is no IDX file of bytes: it begins with {content[:4].hex()}")
    dimensions = content[3]
    shape = np.frombuffer(content, ">u4", dimensions, offset=4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * dimensions).reshape(shape)


def load_flowers(size: int = 180) -> LabelledImages:
    """600 photos of five kinds of flower, 120 each, (600, size, size, 3) uint8.

    Photos of other proportions are stretched to a square, bilinearly. They are in the order of
    class and file name.
    """
    members = _members("flower-photos-small", "flower_photos_small.zip")
    photos = {path: content for path, content in members.items() if path.suffix == ".jpg"}
    return _pictures(photos, size)


def load_cifar10_small() -> ImageSplits:
    """200 training and 100 test pictures of each class of CIFAR-10, (n, 32, 32, 3) uint8."""
    members = _members("cifar10-small", "cifar10_small.zip")

    def split(name: str) -> LabelledImages:
        chosen = {path: content for path, content in members.items() if path.parts[1] == name}
        return _pictures(chosen, 32)

    return ImageSplits(split("train"), split("test"))


def _members(name: str, file: str) -> dict[PurePosixPath, bytes]:
    """Contents of a zip file by path, in alphabetical order."""
    with zipfile.ZipFile(fetch(name)[file]) as archive:
        names = sorted(name for name in archive.namelist() if not name.endswith("/"))
        return {PurePosixPath(name): archive.read(name) for name in names}


def _pictures(members: dict[PurePosixPath, bytes], size: int) -> LabelledImages:
    """Pictures whose class is the name of their folder."""
    classes = tuple(sorted({path.parent.name for path in members}))
    labels = np.array([classes.index(path.parent.name) for path in members], dtype=np.int64)
    return LabelledImages(np.stack([_pixels(c, size) for c in members.values()]), labels, classes)


def _pixels(content: bytes, size: int) -> np.ndarray:
    """A picture as (size, size, 3) uint8."""
    from PIL import Image

    with Image.open(io.BytesIO(content)) as picture:
        colour = picture.convert("RGB")
        if colour.size != (size, size):
            colour = colour.resize((size, size), Image.Resampling.BILINEAR)
        return np.asarray(colour)
