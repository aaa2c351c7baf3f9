"""Weights of networks that others have trained, as plain arrays: SqueezeNet, MobileNetV2, ResNets.

The arrays are in the book's layout: a convolution's kernel is ``W (kh, kw, C, F)``, a depthwise
one's ``W (kh, kw, C, 1)``, and its bias ``b (F,)``. No framework is imported, except by
:func:`load_cifar_resnet`, whose file is PyTorch's.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from threeways.data.fetch import fetch
from threeways.data.registry import DataError

Kernel = dict[str, np.ndarray]

CIFAR_RESNETS = {20: "resnet20-12fca82f.th", 56: "resnet56-4bfd9763.th"}


@dataclass(frozen=True)
class MobileNetV2:
    """MobileNetV2 of width 1.0 (Sandler et al., 2018), batch normalisation folded in.

    Attributes:
        layers: Its convolutions from the image to the logits, 53 times ``{"W", "b"}`` float32.
            Every one but the last of a block and the last of all is followed by ReLU6.
        classes: What the 1,001 logits mean: background, then the classes of ImageNet.
    """

    layers: tuple[Kernel, ...]
    classes: tuple[str, ...]


def load_mobilenet_v2() -> MobileNetV2:
    """MobileNetV2, trained on ImageNet and stored in eight bits, as a float network.

    An image goes in as 224×224 pixels, red, green, blue, from -1 to 1: ``pixel / 128 - 1``. A
    stored weight ``q`` stands for ``scale * (q - zero)`` (Jacob et al., 2018), so that no more
    than 256 different values occur in a layer.

    Raises:
        DataError: The files cannot be had, or are not what the registry promises.
    """
    path = fetch("mobilenetv2-imagenet-npz")["mobilenet_v2_1.0_224_quant.npz"]
    labels = fetch("mobilenetv2-imagenet")["imagenet_labels.txt"]
    classes = tuple(labels.read_text(encoding="utf-8").splitlines())
    return MobileNetV2(_dequantised(path), classes)


def load_squeezenet() -> dict[str, Kernel]:
    """SqueezeNet 1.1 (Iandola et al., 2016) without its classifier, trained on ImageNet.

    An image goes in as 227×227 pixels, blue, green, red, minus (103.939, 116.779, 123.68).

    Returns:
        ``{"W", "b"}`` by layer: ``conv1``, then ``fire2/squeeze1x1``, ``fire2/expand1x1``,
        ``fire2/expand3x3`` and so on to ``fire9/expand3x3``.

    Raises:
        DataError: The file cannot be had, or holds something else.
    """
    (path,) = fetch("squeezenet11-imagenet").values()
    found: dict[str, Kernel] = {}
    for name, array in _hdf5_arrays(path).items():
        layer = "/".join(part for part in name.split("/")[:2] if not part.startswith("conv1_"))
        layer = "conv1" if name.startswith("conv1/") else layer
        found.setdefault(layer, {})["W" if array.ndim == 4 else "b"] = array
    _refuse_incomplete(path, found)
    return found


def load_cifar_resnet(depth: int = 20) -> dict[str, np.ndarray]:
    """ResNet-20 or ResNet-56, trained on CIFAR-10 (He et al., 2016; Idelbayev, 2018).

    Args:
        depth: 20 or 56.

    Returns:
        PyTorch's arrays by name, ``conv1.weight (16, 3, 3, 3)`` first, in PyTorch's layout.

    Raises:
        ValueError: There is no network of that depth.
        DataError: The file cannot be had, or is no file of weights.
    """
    if depth not in CIFAR_RESNETS:
        raise ValueError(f"there is a ResNet of depth 20 and one of 56, none of depth {depth}")
    import torch

    path = fetch("resnet-cifar10")[CIFAR_RESNETS[depth]]
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)["state_dict"]
    except Exception as error:
        raise DataError(f"{path} is no file of PyTorch weights: {error}") from error
    return {name.removeprefix("module."): tensor.numpy() for name, tensor in state.items()}


def _dequantised(path: Path) -> tuple[Kernel, ...]:
    """The layers of a file with ``NN_w``, ``NN_wq``, ``NN_b``, ``NN_bs``, ``NN_kind`` for each."""
    try:
        with np.load(path, allow_pickle=False) as arrays:
            numbers = sorted({name.split("_")[0] for name in arrays.files})
            return tuple(_float_layer(arrays, number) for number in numbers)
    except (KeyError, ValueError, OSError, zipfile.BadZipFile) as error:
        raise DataError(f"{path} holds no quantised layers: {error}") from error


def _float_layer(arrays: Any, number: str) -> Kernel:
    scale, zero = arrays[f"{number}_wq"]
    W = scale * (arrays[f"{number}_w"].astype(float) - zero)  # (F, kh, kw, C), depthwise (1, …, C)
    depthwise = str(arrays[f"{number}_kind"]).startswith("DEPTHWISE")
    W = W.transpose(1, 2, 3, 0)  # depthwise (kh, kw, C, 1)
    if depthwise and W.shape[3] != 1:
        raise ValueError(f"layer {number} is depthwise, but has {W.shape[3]} kernels a channel")
    b = arrays[f"{number}_b"] * float(arrays[f"{number}_bs"])
    return {"W": W.astype(np.float32), "b": b.astype(np.float32)}


def _hdf5_arrays(path: Path) -> dict[str, np.ndarray]:
    """Arrays by name of an HDF5 file; h5py comes with Keras."""
    import h5py

    found: dict[str, np.ndarray] = {}

    def collect(name: str, item: Any) -> None:
        if isinstance(item, h5py.Dataset):
            found[name] = np.asarray(item, dtype=np.float32)

    try:
        with h5py.File(path) as file:
            file.visititems(collect)
    except OSError as error:
        raise DataError(f"{path} is no HDF5 file: {error}") from error
    return found


def _refuse_incomplete(path: Path, layers: dict[str, Kernel]) -> None:
    broken = [name for name, arrays in layers.items() if arrays.keys() != {"W", "b"}]
    if broken or "conv1" not in layers:
        raise DataError(
            f"{path} does not hold SqueezeNet: "
            + (f"{broken[0]} lacks kernel or bias" if broken else "it has no layer conv1")
        )
