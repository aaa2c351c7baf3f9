"""Pretrained weights: on the real mirror where there is one, and on a miniature of it."""

import io
from itertools import pairwise

import h5py
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import NO_MIRROR
from tests.unit.test_data_loaders import REAL, registered
from threeways.data import pretrained, registry
from threeways.data.registry import DataError, load_registry

NPZ = "mobilenetv2-imagenet/mobilenet_v2_1.0_224_quant.npz"
SQUEEZE = "squeezenet11-imagenet/squeezenet_weights_tf_dim_ordering_tf_kernels_notop.h5"


def quantised(w, scale, zero, kind="CONV_2D"):
    """Entries of one layer by their names without the number."""
    arrays = {"w": np.asarray(w, np.uint8), "wq": np.array([scale, zero]), "kind": np.array(kind)}
    return {**arrays, "b": np.array([4, -2], np.int32), "bs": np.array(0.5)}


def npz(*layers):
    buffer = io.BytesIO()
    named = {f"{i:02d}_{key}": a for i, layer in enumerate(layers) for key, a in layer.items()}
    np.savez(buffer, **named)
    return buffer.getvalue()


def hdf5(arrays):
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        for name, array in arrays.items():
            file[name] = array
    return buffer.getvalue()


def weights(state):
    buffer = io.BytesIO()
    torch.save({"state_dict": state}, buffer)
    return buffer.getvalue()


def miniature():
    dense = quantised(np.arange(6).reshape(2, 1, 1, 3), 0.5, 1)  # (F, kh, kw, C)
    depthwise = quantised(np.arange(8).reshape(1, 2, 2, 2), 2.0, 0, "DEPTHWISE_CONV_2D")
    resnet = weights({"module.conv1.weight": torch.ones(2, 3, 1, 1)})
    kernel, bias = np.ones((3, 3, 3, 4)), np.zeros(4)
    return {
        NPZ: npz(dense, depthwise),
        "mobilenetv2-imagenet/imagenet_labels.txt": b"background\ntench\n",
        SQUEEZE: hdf5(
            {
                "conv1/uniform1": kernel,
                "conv1/conv1_b": bias,
                "fire2/squeeze1x1/uniform2": kernel,
                "fire2/squeeze1x1/fire2/squeeze1x1_b": bias,
            }
        ),
        **{f"resnet-cifar10/{name}": resnet for name in pretrained.CIFAR_RESNETS.values()},
    }


@pytest.fixture
def mirror(tmp_path, monkeypatch):
    """A function that lets the loaders read a miniature, with changes by path."""

    def write(changes=()):
        contents = {**miniature(), **dict(changes)}
        text = registered(contents)
        # Two data sets share a folder in the mirror.
        head, tail = text.split(f'[[mobilenetv2-imagenet.files]]\npath = "{NPZ}"')
        entry = (
            '[mobilenetv2-imagenet-npz]\nkind = "variant"\ntier = "core"\ntitle = "npz"\n'
            'licence = "MIT"\ncitation = "us"\nused_by = []\norigin = "a test"\n'
            f'[[mobilenetv2-imagenet-npz.files]]\npath = "{NPZ}"'
        )
        size_and_hash, rest = tail.split("\n[", 1)
        text = head + "[" + rest + "\n" + entry + size_and_hash + "\n"
        for path, content in contents.items():
            (tmp_path / path).parent.mkdir(exist_ok=True)
            (tmp_path / path).write_bytes(content)
        (tmp_path / "registry.toml").write_text(text)
        monkeypatch.setenv("THREEWAYS_MIRROR", str(tmp_path))
        monkeypatch.setenv("THREEWAYS_CACHE", str(tmp_path / "cache"))
        monkeypatch.setattr(registry, "registry_path", lambda: tmp_path / "registry.toml")

    return write


@pytest.fixture
def real(tmp_path, monkeypatch):
    """Loaders read the real mirror; skips where there is none."""
    names = ("mobilenetv2-imagenet", "mobilenetv2-imagenet-npz", "squeezenet11-imagenet")
    files = [f for name in (*names, "resnet-cifar10") for f in load_registry()[name].files]
    if not all((REAL / file.path).is_file() for file in files):
        pytest.skip(NO_MIRROR)
    monkeypatch.setenv("THREEWAYS_MIRROR", str(REAL))
    monkeypatch.setenv("THREEWAYS_CACHE", str(tmp_path))


def test_a_quantised_weight_is_scale_times_its_distance_from_zero(mirror):
    mirror()
    net = pretrained.load_mobilenet_v2()
    assert net.classes == ("background", "tench")
    first, depthwise = net.layers
    assert first["W"].shape == (1, 1, 3, 2) and first["W"].dtype == np.float32
    assert first["W"][0, 0].T.tolist() == [[-0.5, 0, 0.5], [1, 1.5, 2]]
    assert first["b"].tolist() == [2, -1]
    assert depthwise["W"].shape == (2, 2, 2, 1)
    assert depthwise["W"][1, 0, :, 0].tolist() == [8, 10]


@given(st.floats(1e-3, 1), st.integers(0, 255), st.integers(1, 5), st.integers(1, 5))
def test_dequantised_weights_lie_on_a_grid_of_256_steps(tmp_path_factory, scale, zero, fan, out):
    q = np.random.default_rng(fan).integers(0, 256, (out, 1, 1, fan))
    path = tmp_path_factory.mktemp("npz") / "layers.npz"
    path.write_bytes(npz(quantised(q, scale, zero)))
    (layer,) = pretrained._dequantised(path)
    steps = layer["W"][0, 0].T / scale + zero
    assert np.allclose(steps, q[:, 0, 0], atol=1e-3)


def test_layers_of_squeezenet_have_kernel_and_bias_under_one_name(mirror):
    mirror()
    layers = pretrained.load_squeezenet()
    assert list(layers) == ["conv1", "fire2/squeeze1x1"]
    for layer in layers.values():
        assert layer["W"].shape == (3, 3, 3, 4) and layer["b"].shape == (4,)


@pytest.mark.parametrize(
    "load, path, content, message",
    [
        (pretrained.load_mobilenet_v2, NPZ, b"no zip", "quant.npz holds no quantised layers"),
        (pretrained.load_mobilenet_v2, NPZ, npz({"w": np.zeros(1)}), "00_wq"),
        (pretrained.load_squeezenet, SQUEEZE, b"no hdf5", "notop.h5 is no HDF5 file"),
        (pretrained.load_squeezenet, SQUEEZE, hdf5({"a/b": [1]}), "a/b lacks kernel or bias"),
        (pretrained.load_squeezenet, SQUEEZE, hdf5({}), "it has no layer conv1"),
        (
            pretrained.load_cifar_resnet,
            "resnet-cifar10/resnet20-12fca82f.th",
            b"no weights",
            "resnet20-12fca82f.th is no file of PyTorch weights",
        ),
    ],
)
def test_a_file_with_other_content_is_named(mirror, load, path, content, message):
    mirror({path: content})
    with pytest.raises(DataError, match=message):
        load()


def test_a_resnet_is_named_without_its_wrapper_and_only_two_depths_exist(mirror):
    mirror()
    assert list(pretrained.load_cifar_resnet(56)) == ["conv1.weight"]
    with pytest.raises(ValueError, match="none of depth 18"):
        pretrained.load_cifar_resnet(18)


def test_the_real_mobilenet_has_the_layers_of_the_paper(real):
    net = pretrained.load_mobilenet_v2()
    assert len(net.layers) == 53 and len(net.classes) == 1001
    dense = [layer["W"].shape for layer in net.layers if layer["W"].shape[3] != 1]
    assert len(dense) == 36 and dense[0] == (3, 3, 3, 32) and dense[-1] == (1, 1, 1280, 1001)
    # A kernel takes as many channels as the layer before it gives; a depthwise one has a bias each.
    for before, layer in pairwise(net.layers):
        assert layer["W"].shape[2] == len(before["b"])


def test_the_real_squeezenet_is_25_layers_without_a_classifier(real):
    layers = pretrained.load_squeezenet()
    assert len(layers) == 25
    assert sum(a.size for layer in layers.values() for a in layer.values()) == 722_496


def test_the_real_resnets_have_the_parameters_of_the_paper(real):
    for depth, millions in ((20, 0.27), (56, 0.85)):
        state = pretrained.load_cifar_resnet(depth)
        learnt = [a.size for name, a in state.items() if "running" not in name and a.ndim]
        assert round(sum(learnt) / 1e6, 2) == millions
