"""The same weights in NumPy, Keras and PyTorch.

    ours = bridge.weights_of(keras_layer)          # {"W": (d_in, d_out), "b": (d_out,)}
    bridge.copy(keras_layer, torch_layer)          # or the other way round
    y = dense(x, **ours)                           # threeways.scratch.dense
    agree("outputs", numpy=y, keras=keras_layer(x), torch=torch_layer(torch.tensor(x)))
    agree("gradients", numpy=dense_backward(dy, x, **ours),
          keras=bridge.gradients_of(keras_layer, x, dy),
          torch=bridge.gradients_of(torch_layer, x, dy))

In between stands a neutral form, a mapping of NumPy arrays in the book's notation. Its names are
the arguments of the layers in ``threeways.scratch``; where a layer has no bias, ``b`` is missing.

==================  ==================  ==========================================================
Keras               torch.nn            neutral form
==================  ==================  ==========================================================
Dense               Linear              W (d_in, d_out), b (d_out,)
Conv1D              Conv1d              W (k, C, F), b (F,)
Conv2D              Conv2d              W (kh, kw, C, F), b (F,)
Conv2DTranspose     ConvTranspose2d     W (kh, kw, C, F), b (F,); C channels come in, F go out
Embedding           Embedding           E (V, d)
SimpleRNN           RNN                 W (d, u), U (u, u), b (u,)
LSTM                LSTM                W (d, 4u), U (u, 4u), b (4u,); gates i, f, g, o
GRU                 GRU                 W (d, 3u), U (u, 3u), b and b_recurrent (3u,); gates z, r, n
Bidirectional(…)    bidirectional=True  forward and backward, each as above
BatchNormalization  BatchNorm1d, …3d    gamma, beta, moving_mean, moving_variance (d,); eps,
                                        momentum (the share that is kept)
LayerNormalization  LayerNorm           gamma, beta (d,); eps
==================  ==================  ==========================================================

Where the frameworks differ, the bridge does this:

- PyTorch stores W transposed and takes channels first: move the data with :func:`channels_first`.
  Move feature maps back (:func:`channels_last`) before they are flattened into a dense layer.
- PyTorch's RNN and LSTM have a second bias that does nothing of its own. Out of PyTorch the two
  are added; into PyTorch the first takes ``b``, the second zero. A GRU needs both.
- A GRU of PyTorch has its gates in the order r, z, n: they are reordered. ``reset_after=False`` is
  another function (that of Cho et al., 2014) and refused.
- "same" with a stride pads by the size of the input, the larger half after. ``torch.nn`` has no
  such padding; :func:`pad_like_keras` adds it, and :func:`to_torch` calls that.
- A transposed convolution stamps its kernel and crops the edge: "same" by kernel - stride pixels,
  the larger half after, PyTorch's ``padding`` alike on both sides. For an odd difference leave
  Keras at "valid" and crop in a step of its own.
- eps and momentum of normalisation layers travel with the weights: Keras starts from 1e-3 and
  0.99, PyTorch from 1e-5 and 0.9, which it calls 0.1. What no copy can change: in training PyTorch
  moves ``running_var`` towards the unbiased variance of the batch, Keras towards the biased one.

A layer with a setting that the others lack is refused by name: groups, more than one recurrent
layer, projections, a normalisation without scale or shift. No framework is imported before a layer
of it is given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from threeways.checks import _array
from threeways.scratch.convolution import same_padding

Weights = dict[str, Any]

KERAS_LAYERS = {
    "Dense": "dense",
    "Conv1D": "conv",
    "Conv2D": "conv",
    "Conv2DTranspose": "conv_transpose",
    "Embedding": "embedding",
    "SimpleRNN": "rnn",
    "LSTM": "lstm",
    "GRU": "gru",
    "Bidirectional": "bidirectional",
    "BatchNormalization": "batch_norm",
    "LayerNormalization": "layer_norm",
}
TORCH_LAYERS = {
    "Linear": "dense",
    "Conv1d": "conv",
    "Conv2d": "conv",
    "ConvTranspose2d": "conv_transpose",
    "Embedding": "embedding",
    "RNN": "rnn",
    "LSTM": "lstm",
    "GRU": "gru",
    "BatchNorm1d": "batch_norm",
    "BatchNorm2d": "batch_norm",
    "BatchNorm3d": "batch_norm",
    "LayerNorm": "layer_norm",
}
RECURRENT = ("rnn", "lstm", "gru")

KERAS_NAMES = {
    "kernel": "W",
    "recurrent_kernel": "U",
    "bias": "b",
    "embeddings": "E",
    "gamma": "gamma",
    "beta": "beta",
    "moving_mean": "moving_mean",
    "moving_variance": "moving_variance",
}
_AFFINE = {"weight": "W", "bias": "b"}
_SCALED = {"weight": "gamma", "bias": "beta"}
_GATED = {
    "weight_ih_l0": "W",
    "weight_hh_l0": "U",
    "bias_ih_l0": "b",
    "bias_hh_l0": "b_recurrent",
}
TORCH_NAMES = {
    "dense": _AFFINE,
    "conv": _AFFINE,
    "conv_transpose": _AFFINE,
    "embedding": {"weight": "E"},
    "rnn": _GATED,
    "lstm": _GATED,
    "gru": _GATED,
    "batch_norm": {**_SCALED, "running_mean": "moving_mean", "running_var": "moving_variance"},
    "layer_norm": _SCALED,
}

# What a layer must be like for its weights to have a neutral form: attribute, value, way out.
_STACKED: list[tuple[str, Any, str]] = [
    ("num_layers", 1, "build one module a layer"),
    ("proj_size", 0, "project with a torch.nn.Linear after it"),
]
_REQUIRED: dict[tuple[str, str], list[tuple[str, Any, str]]] = {
    ("keras", "conv"): [("groups", 1, "build one layer a group")],
    ("keras", "gru"): [
        ("reset_after", True, "PyTorch's GRU and threeways.scratch reset after the product")
    ],
    ("keras", "batch_norm"): [
        ("scale", True, "leave gamma at one"),
        ("center", True, "leave beta at zero"),
        ("renorm", False, "PyTorch has no batch renormalisation"),
    ],
    ("keras", "layer_norm"): [
        ("scale", True, "leave gamma at one"),
        ("center", True, "leave beta at zero"),
        ("axis", [-1], "move the features to the last axis"),
        ("rms_scaling", False, "that is another layer, RMSNormalization"),
    ],
    ("torch", "conv"): [
        ("groups", 1, "build one module a group"),
        ("padding_mode", "zeros", "pad the input yourself"),
    ],
    ("torch", "conv_transpose"): [("groups", 1, "build one module a group")],
    ("torch", "embedding"): [("max_norm", None, "it would change the weights while they are used")],
    **{("torch", kind): _STACKED for kind in RECURRENT},
    ("torch", "batch_norm"): [
        ("affine", True, "leave weight at one and bias at zero"),
        ("track_running_stats", True, "Keras always keeps moving statistics"),
    ],
    ("torch", "layer_norm"): [("elementwise_affine", True, "leave weight at one, bias at zero")],
}


def weights_of(layer: Any) -> Weights:
    """Copy a layer's weights into the neutral form.

    Args:
        layer: A built Keras layer or a torch module of the table above.

    Returns:
        Arrays by name, with the shapes of the table above; eps and momentum are floats.

    Raises:
        TypeError: The bridge does not know this kind of layer.
        ValueError: The layer is not built, or has a setting that the neutral form lacks.
    """
    known = _know(layer)
    if known.framework == "keras":
        arrays = {variable.path: _array(variable).copy() for variable in layer.weights}
        return _from_keras(layer, known, arrays) | _constants(layer, known)
    arrays = {name: _array(tensor).copy() for name, tensor in _tensors(layer).items()}
    return _from_torch(known, arrays) | _constants(layer, known)


def load(layer: Any, weights: Mapping[str, Any]) -> None:
    """Set a layer's weights from the neutral form, whatever its other settings are.

    Args:
        layer: A built Keras layer or a torch module.
        weights: Arrays by name, with the shapes of the table above. eps and momentum are set on
            the layer where they are given: a Keras model must be compiled afterwards.

    Raises:
        TypeError: The bridge does not know this kind of layer.
        ValueError: A name or a shape does not fit; then the layer is as it was.
    """
    known = _know(layer)
    _refuse_misfit(_title(layer), weights_of(layer), weights)
    if known.framework == "keras":
        _into_keras(layer, known, weights)
    else:
        _into_torch(layer, known, weights)


def copy(source: Any, target: Any) -> None:
    """Give ``target`` the weights of ``source``, once sure that both compute the same.

    The activation of a dense or convolutional layer is not compared: in PyTorch it is a step of
    its own. To copy in spite of another difference, ``load(target, weights_of(source))``.

    Args:
        source: A built Keras layer or a torch module.
        target: Likewise, of either framework.

    Raises:
        TypeError: The bridge does not know a layer, or the two are of different kinds.
        ValueError: A setting or a shape differs, or a layer is refused; ``target`` is as it was.
    """
    first, second = _know(source), _know(target)
    if (first.kind, first.both_ways) != (second.kind, second.both_ways):
        raise TypeError(f"{_title(source)} and {_title(target)} are different kinds of layer")
    ours, theirs = _settings(source, first), _settings(target, second)
    for name, value in ours.items():
        if value != theirs[name]:
            raise ValueError(
                f"{_title(source)} has {name} {value!r}, {_title(target)} has {theirs[name]!r}: "
                f"{_WAYS_OUT.get(name, 'build them alike')}"
            )
    load(target, weights_of(source))


def to_torch(layer: Any) -> Any:
    """Build the torch module that computes what a Keras layer computes.

    Args:
        layer: A built Keras layer of the table above, without an activation of its own where it
            is dense or convolutional.

    Returns:
        The module, with the same settings, weights and precision; recurrent ones have
        ``batch_first=True``. As every new torch module it is in training mode: ``eval()`` it.

    Raises:
        TypeError: The layer is none of the table above.
        ValueError: The layer has a setting without counterpart, or is not built.
    """
    import torch

    known = _know(layer, "keras")
    module = _torch_module(layer, known, weights_of(layer))
    module.to(getattr(torch, layer.variable_dtype))
    copy(layer, module)
    return module


def to_keras(module: Any) -> Any:
    """Build the Keras layer that computes what a torch module computes, channels last.

    Args:
        module: A torch module of the table above. A BatchNorm1d becomes a layer for inputs
            (B, d); for sequences build the layer yourself and :func:`copy`.

    Returns:
        The built layer, with the same settings, weights and precision; recurrent ones return
        sequences.

    Raises:
        TypeError: The module is none of the table above.
        ValueError: The module has a setting without counterpart.
    """
    known = _know(module, "torch")
    layer, shape = _keras_layer(module, known, weights_of(module))
    layer.build(shape)
    copy(module, layer)
    return layer


def gradients_of(layer: Any, x: Any, dy: Any, *, training: bool = False) -> Weights:
    """Gradients of sum(dy · layer(x)), as a backward function of ``threeways.scratch`` gives them.

    Works for Keras on the TensorFlow and torch backends and for torch modules. The layer is left
    as it was, accumulated gradients and moving statistics included.

    Args:
        layer: A built Keras layer or a torch module.
        x: Its input, in its own layout: channels first for torch convolutions.
        dy: An array in the shape of its output; for a recurrent layer, of its states.
        training: For batch normalisation: whether to use the statistics of the batch.

    Returns:
        The gradient ``x``, unless x are token numbers, then those of the trainable weights in
        neutral form.

    Raises:
        TypeError: The bridge does not know this kind of layer.
        ValueError: dy does not fit the output, or Keras runs on another backend.
    """
    known = _know(layer)
    with _left_as_it_was(layer, known):
        if known.framework == "torch":
            dx, arrays = _torch_gradients(layer, known, x, dy, training)
            return dx | _from_torch(known, arrays)
        call = {"training": training} if known.kind == "batch_norm" else {}
        dx, arrays = _keras_gradients(layer, _array(x), _array(dy), call)
        return dx | _from_keras(layer, known, arrays)


def pad_like_keras(module: Any) -> Any:
    """Make a torch convolution pad its input as Keras' "same" does, strides included.

    Args:
        module: A Conv1d or Conv2d without padding.

    Returns:
        The same module; it now pads before it convolves, by the size of each input.

    Raises:
        TypeError: It is no torch convolution.
        ValueError: It already pads.
    """
    known = _know(module, "torch")
    if known.kind != "conv":
        raise TypeError(f"{_title(module)} does not pad")
    if module.padding != "valid" and any(module.padding):
        raise ValueError(f"{_title(module)} already has padding {module.padding!r}: leave it at 0")
    module.register_forward_pre_hook(_SamePadding())
    return module


def channels_first(x: Any) -> Any:
    """Move the last axis to the second place: (B, H, W, C) to (B, C, H, W), array or tensor."""
    return x.movedim(-1, 1) if hasattr(x, "movedim") else np.moveaxis(_array(x), -1, 1)


def channels_last(x: Any) -> Any:
    """Move the second axis to the last place: (B, C, H, W) to (B, H, W, C), array or tensor."""
    return x.movedim(1, -1) if hasattr(x, "movedim") else np.moveaxis(_array(x), 1, -1)


# What a layer is


@dataclass(frozen=True)
class _Known:
    """A layer that the bridge knows."""

    framework: str  # keras or torch
    kind: str  # as in KERAS_LAYERS; of the wrapped layer, if there is one
    both_ways: bool = False


def _know(layer: Any, framework: str = "") -> _Known:
    """Identify a layer by the classes it comes from; refuse what has no neutral form."""
    known = _identify(layer)
    if known is None or framework not in ("", known.framework):
        raise TypeError(
            f"the bridge does not know {_title(layer)}"
            f"{f' as a layer of {framework}' if framework else ''}; it knows keras.layers "
            f"{', '.join(KERAS_LAYERS)} and torch.nn {', '.join(TORCH_LAYERS)}; "
            "a model is copied layer by layer"
        )
    _refuse_unready(layer, known)
    parts = [layer]
    if known.framework == "keras" and known.both_ways:
        parts = [layer.forward_layer, layer.backward_layer]
    for part in parts:
        for attribute, value, way_out in _REQUIRED.get((known.framework, known.kind), ()):
            found = getattr(part, attribute, value)
            if found != value:
                raise ValueError(
                    f"{_title(part)} has {attribute}={found!r}, the bridge needs {value!r}: "
                    f"{way_out}"
                )
    if known == _Known("torch", "layer_norm"):
        _refuse_other_layer_norm(layer)
    return known


def _identify(layer: Any) -> _Known | None:
    for base in type(layer).__mro__:
        package = base.__module__.partition(".")[0]
        if package == "keras" and base.__name__ in KERAS_LAYERS:
            kind = KERAS_LAYERS[base.__name__]
            if kind != "bidirectional":
                return _Known("keras", kind)
            inner = _identify(layer.forward_layer)
            return _Known("keras", inner.kind, True) if inner and inner.kind in RECURRENT else None
        if package == "torch" and base.__name__ in TORCH_LAYERS:
            kind = TORCH_LAYERS[base.__name__]
            return _Known("torch", kind, getattr(layer, "bidirectional", False))
    return None


def _title(layer: Any) -> str:
    package = type(layer).__module__.partition(".")[0]
    prefix = {"keras": "keras.layers.", "torch": "torch.nn."}.get(package, "")
    return f"{prefix}{type(layer).__name__}"


def _refuse_unready(layer: Any, known: _Known) -> None:
    if known.framework == "keras":
        if not layer.built:
            raise ValueError(
                f"{_title(layer)} {layer.name!r} has no weights yet: call it on a batch, or "
                "layer.build(shape)"
            )
        unknown = {variable.name for variable in layer.weights} - KERAS_NAMES.keys()
        if unknown:
            raise ValueError(
                f"{_title(layer)} {layer.name!r} holds {', '.join(sorted(unknown))}: the bridge "
                "carries no quantised or low-rank layers"
            )
    elif getattr(layer, "has_uninitialized_params", bool)():
        raise ValueError(f"{_title(layer)} has no weights yet: call it on a batch")
    elif hasattr(layer, "parametrizations"):
        raise ValueError(
            f"{_title(layer)} computes its weights from others: "
            "torch.nn.utils.parametrize.remove_parametrizations(…) first"
        )


def _refuse_other_layer_norm(module: Any) -> None:
    if len(module.normalized_shape) != 1:
        raise ValueError(
            f"{_title(module)} has normalized_shape {module.normalized_shape}: the bridge carries "
            "normalisation over the last axis only"
        )
    if module.bias is None:
        raise ValueError(f"{_title(module)} has bias=False: leave the bias at zero")


# What a layer computes, apart from its weights

_WAYS_OUT = {
    "padding": 'for Keras\' strided "same" call bridge.pad_like_keras on the torch module; for '
    "other padding pad the input in a step of its own and build both layers without any",
    "crop": 'build both without padding (Keras: "valid"), and crop in a step of its own',
    "merge_mode": 'PyTorch puts both directions side by side: merge_mode="concat"',
    "dropout": "set both to zero and drop out in a step of its own",
    "padding_idx": "only in PyTorch does that row get no gradient: leave it at None",
}


def _settings(layer: Any, known: _Known) -> dict[str, Any]:
    """What must be equal for two layers with equal weights to compute the same."""
    if known.kind == "conv":
        return _convolution(layer, known)
    if known.kind == "conv_transpose":
        return _transposed_convolution(layer, known)
    if known.kind == "embedding":
        return {"padding_idx": getattr(layer, "padding_idx", None)}
    if known.kind not in RECURRENT:
        return {}
    if known.framework == "torch":
        return {
            "activation": getattr(layer, "nonlinearity", "tanh"),
            "recurrent_activation": None if known.kind == "rnn" else "sigmoid",
            "dropout": (0.0, 0.0),
            "go_backwards": False,
            "merge_mode": "concat" if known.both_ways else None,
        }
    one = layer.forward_layer if known.both_ways else layer
    return {
        "activation": _name(one.activation),
        "recurrent_activation": _name(getattr(one, "recurrent_activation", None)),
        "dropout": (one.dropout, one.recurrent_dropout),
        "go_backwards": one.go_backwards,
        "merge_mode": layer.merge_mode if known.both_ways else None,
    }


def _name(activation: Any) -> Any:
    return getattr(activation, "__name__", activation)


def _convolution(layer: Any, known: _Known) -> dict[str, Any]:
    """Stride, dilation and padding; "same" only where the padding depends on the input's size."""
    if known.framework == "keras":
        stride, dilation, padding = layer.strides, layer.dilation_rate, layer.padding
    else:
        hooks = layer._forward_pre_hooks.values()
        same = any(isinstance(hook, _SamePadding) for hook in hooks)
        stride, dilation, padding = layer.stride, layer.dilation, layer.padding
        padding = "same" if same else padding
    axes = list(zip(layer.kernel_size, stride, dilation))
    return {
        "stride": tuple(stride),
        "dilation": tuple(dilation),
        "padding": _pads(padding, axes),
    }


def _transposed_convolution(layer: Any, known: _Known) -> dict[str, Any]:
    """Stride, dilation and pixels cropped (before, after) each axis; negative ones are added."""
    if known.framework == "torch":
        stride, dilation = layer.stride, layer.dilation
        crop = [(p, p - extra) for p, extra in zip(layer.padding, layer.output_padding)]
    else:
        stride, dilation = layer.strides, layer.dilation_rate
        reach = [(k - 1) * d + 1 for k, d in zip(layer.kernel_size, dilation)]
        surplus = [k - s for k, s in zip(reach, stride)]
        if layer.output_padding is not None:
            raise ValueError(f"{_title(layer)} has an output_padding: leave it at None, and crop")
        valid = layer.padding == "valid"
        crop = [(0, min(n, 0)) if valid else (max(n, 0) // 2, n - max(n, 0) // 2) for n in surplus]
    return {"stride": tuple(stride), "dilation": tuple(dilation), "crop": tuple(crop)}


def _pads(padding: Any, axes: list[tuple[int, int, int]]) -> Any:
    """Pixels (before, after) each axis of (kernel, stride, dilation), or "same"."""
    if padding == "valid":
        return tuple((0, 0) for _ in axes)
    if padding == "causal":
        return tuple(((kernel - 1) * dilation, 0) for kernel, _, dilation in axes)
    if padding != "same":
        return tuple((pixels, pixels) for pixels in padding)
    if any(stride > 1 and kernel > 1 for kernel, stride, _ in axes):
        return "same"
    return tuple(same_padding(1, kernel, 1, dilation) for kernel, _, dilation in axes)


class _SamePadding:
    """Runs before a torch convolution and pads what it is called with."""

    def __call__(self, module: Any, inputs: tuple[Any, ...]) -> tuple[Any]:
        from torch.nn.functional import pad

        (x,) = inputs
        settings = zip(module.kernel_size, module.stride, module.dilation)
        sizes = x.shape[-len(module.kernel_size) :]
        pads = [same_padding(size, *axis) for size, axis in zip(sizes, settings)]
        return (pad(x, [pixels for pair in reversed(pads) for pixels in pair]),)


# From and into the frameworks


def _constants(layer: Any, known: _Known) -> Weights:
    """eps, and momentum as the share that is kept."""
    if known.kind not in ("batch_norm", "layer_norm"):
        return {}
    keras = known.framework == "keras"
    eps = {"eps": layer.epsilon if keras else layer.eps}
    if known.kind == "layer_norm":
        return eps
    if layer.momentum is None:
        raise ValueError(f"{_title(layer)} has momentum None, an average over all: Keras has none")
    return {**eps, "momentum": layer.momentum if keras else 1 - layer.momentum}


def _from_keras(layer: Any, known: _Known, arrays: dict[str, np.ndarray]) -> Weights:
    """Neutral form of what belongs to the layer's variables, by their paths."""
    if known.both_ways:
        one = _Known("keras", known.kind)
        return {
            "forward": _from_keras(layer.forward_layer, one, arrays),
            "backward": _from_keras(layer.backward_layer, one, arrays),
        }
    found = [variable for variable in layer.weights if variable.path in arrays]
    weights = {KERAS_NAMES[variable.name]: arrays[variable.path] for variable in found}
    if known.kind == "conv_transpose":
        weights["W"] = weights["W"].swapaxes(2, 3)  # (kh, kw, F, C)
    if known.kind == "gru" and "b" in weights:
        weights["b"], weights["b_recurrent"] = weights["b"]  # (2, 3u)
    return weights


def _into_keras(layer: Any, known: _Known, weights: Mapping[str, Any]) -> None:
    if known.both_ways:
        one = _Known("keras", known.kind)
        _into_keras(layer.forward_layer, one, weights["forward"])
        _into_keras(layer.backward_layer, one, weights["backward"])
        return
    if known.kind == "gru" and "b" in weights:
        weights = {**weights, "b": np.stack([weights["b"], weights["b_recurrent"]])}
    if known.kind == "conv_transpose":
        weights = {**weights, "W": np.asarray(weights["W"]).swapaxes(2, 3)}
    for variable in layer.weights:
        variable.assign(weights[KERAS_NAMES[variable.name]])
    if "eps" in weights:
        layer.epsilon = float(weights["eps"])
    if "momentum" in weights:
        layer.momentum = float(weights["momentum"])


def _tensors(module: Any) -> dict[str, Any]:
    return {**dict(module.named_parameters()), **dict(module.named_buffers())}


def _from_torch(known: _Known, arrays: dict[str, np.ndarray]) -> Weights:
    """Neutral form of what belongs to a module's parameters and buffers, by their names."""
    if known.both_ways:
        one, end = _Known("torch", known.kind), "_reverse"
        ahead = {name: array for name, array in arrays.items() if not name.endswith(end)}
        back = {name[: -len(end)]: arrays[name] for name in arrays if name.endswith(end)}
        return {"forward": _from_torch(one, ahead), "backward": _from_torch(one, back)}
    names = TORCH_NAMES[known.kind]
    weights = {
        neutral: _turned(known.kind, neutral, arrays[name])
        for name, neutral in names.items()
        if name in arrays
    }
    if known.kind in ("rnn", "lstm") and "b_recurrent" in weights:
        weights["b"] = weights["b"] + weights.pop("b_recurrent")
    return weights


def _into_torch(module: Any, known: _Known, weights: Mapping[str, Any]) -> None:
    import torch

    ways = [("", weights)]
    if known.both_ways:
        ways = [("", weights["forward"]), ("_reverse", weights["backward"])]
    tensors = _tensors(module)
    with torch.no_grad():
        for end, arrays in ways:
            for name, neutral in TORCH_NAMES[known.kind].items():
                if neutral in arrays:
                    array = _turned_back(known.kind, neutral, np.asarray(arrays[neutral]))
                    tensors[name + end].copy_(torch.from_numpy(array))
                elif name + end in tensors:  # the second bias of an RNN or LSTM
                    tensors[name + end].zero_()
    if "eps" in weights:
        module.eps = float(weights["eps"])
    if "momentum" in weights:
        module.momentum = 1 - float(weights["momentum"])


def _turned(kind: str, name: str, array: np.ndarray) -> np.ndarray:
    """A PyTorch array in the neutral layout: outputs last, gates z, r, n."""
    if kind == "conv_transpose":
        return array.transpose(2, 3, 0, 1) if name == "W" else array
    if name in ("W", "U"):
        array = array.T
        array = array.swapaxes(0, 1) if array.ndim == 4 else array  # (kw, kh, C, F) to (kh, kw, …)
    return _swap_gates(array) if kind == "gru" else array


def _turned_back(kind: str, name: str, array: np.ndarray) -> np.ndarray:
    """A neutral array in PyTorch's layout: outputs first, gates r, z, n."""
    if kind == "conv_transpose":
        return array.transpose(2, 3, 0, 1).copy() if name == "W" else array.copy()
    array = _swap_gates(array) if kind == "gru" else array
    if name in ("W", "U"):
        array = (array.swapaxes(0, 1) if array.ndim == 4 else array).T
    return array.copy()


def _swap_gates(array: np.ndarray) -> np.ndarray:
    first, second, third = np.split(array, 3, axis=-1)
    return np.concatenate([second, first, third], axis=-1)


def _refuse_misfit(
    title: str, current: Mapping[str, Any], weights: Mapping[str, Any], path: str = ""
) -> None:
    """Compare names and shapes with those that the layer has now."""
    optional = {"eps", "momentum"} & current.keys()
    missing = current.keys() - weights.keys() - optional
    extra = weights.keys() - current.keys()
    if missing or extra:
        raise ValueError(
            f"{title} has {', '.join(current)}{f' in {path}' if path else ''}, the weights given "
            f"are {', '.join(weights)}: with and without bias do not mix"
        )
    for name, array in weights.items():
        if isinstance(current[name], Mapping):
            _refuse_misfit(title, current[name], array, name)
        elif np.shape(current[name]) != np.shape(array):
            raise ValueError(
                f"{title} has {path}{'.' if path else ''}{name} of shape "
                f"{np.shape(current[name])}, the weights given have {np.shape(array)}"
            )


# Counterparts


def _torch_module(layer: Any, known: _Known, weights: Weights) -> Any:
    """The torch module with a Keras layer's sizes and settings."""
    from torch import nn

    one = weights["forward"] if known.both_ways else weights
    bias = "b" in one
    if known.kind in ("dense", "conv", "conv_transpose") and _name(layer.activation) != "linear":
        raise ValueError(
            f"{_title(layer)} has the activation {_name(layer.activation)}, its counterpart has "
            "none: put it into a layer of its own"
        )
    if known.kind == "dense":
        return nn.Linear(one["W"].shape[0], one["W"].shape[1], bias=bias)
    if known.kind == "conv":
        return _torch_convolution(layer, one["W"].shape, bias)
    if known.kind == "conv_transpose":
        return _torch_transposed_convolution(layer, one["W"].shape, bias)
    if known.kind == "embedding":
        return nn.Embedding(*one["E"].shape)
    if known.kind == "layer_norm":
        return nn.LayerNorm(one["gamma"].shape)
    if known.kind == "batch_norm":
        rank = layer.input_spec.ndim
        module = {4: nn.BatchNorm2d, 5: nn.BatchNorm3d}.get(rank, nn.BatchNorm1d)
        return module(len(one["gamma"]))
    sizes = len(one["W"]), len(one["U"])
    options = {"bias": bias, "batch_first": True, "bidirectional": known.both_ways}
    if known.kind == "rnn":
        activation = _settings(layer, known)["activation"]
        known_to_torch = activation if activation in ("tanh", "relu") else "tanh"
        return nn.RNN(*sizes, nonlinearity=known_to_torch, **options)
    return {"lstm": nn.LSTM, "gru": nn.GRU}[known.kind](*sizes, **options)


def _torch_convolution(layer: Any, shape: tuple[int, ...], bias: bool) -> Any:
    from torch import nn

    (*kernel, channels, filters), stride = shape, layer.strides
    if layer.padding == "causal":
        raise ValueError(
            'keras.layers.Conv1D has padding "causal", torch.nn.Conv1d has none: pad '
            "(kernel - 1) * dilation steps before, and convolve with padding 'valid'"
        )
    # PyTorch has no strided "same", and warns of an even kernel.
    explicit = layer.padding == "same" and (max(stride) > 1 or any(k % 2 == 0 for k in kernel))
    build: Any = {1: nn.Conv1d, 2: nn.Conv2d}[len(kernel)]
    module = build(
        channels,
        filters,
        tuple(kernel),
        stride=stride,
        padding="valid" if explicit else layer.padding,
        dilation=layer.dilation_rate,
        bias=bias,
    )
    return pad_like_keras(module) if explicit else module


def _torch_transposed_convolution(layer: Any, shape: tuple[int, ...], bias: bool) -> Any:
    from torch import nn

    settings = _transposed_convolution(layer, _Known("keras", "conv_transpose"))
    options: dict[str, Any] = {"stride": settings["stride"], "dilation": settings["dilation"]}
    crops = settings["crop"]
    if any(after > before for before, after in crops):
        raise ValueError(
            f'{_title(layer)} crops {crops} with padding "same", torch.nn.ConvTranspose2d crops '
            f"both sides alike: {_WAYS_OUT['crop']}"
        )
    options["padding"] = tuple(before for before, _ in crops)
    options["output_padding"] = tuple(before - after for before, after in crops)
    return nn.ConvTranspose2d(shape[2], shape[3], shape[:2], bias=bias, **options)


def _keras_layer(module: Any, known: _Known, weights: Weights) -> tuple[Any, tuple[Any, ...]]:
    """The unbuilt Keras layer with a module's sizes and settings, and its input's shape."""
    from keras import layers

    one = weights["forward"] if known.both_ways else weights
    dtype = {"dtype": str(next(module.parameters()).dtype).removeprefix("torch.")}
    options = {"use_bias": "b" in one, **dtype}
    if known.kind == "dense":
        return layers.Dense(one["W"].shape[1], **options), (None, one["W"].shape[0])
    if known.kind == "conv":
        return _keras_convolution(module, known, one["W"].shape, options)
    if known.kind == "conv_transpose":
        return _keras_transposed_convolution(module, one["W"].shape, options)
    if known.kind == "embedding":
        return layers.Embedding(*one["E"].shape, **dtype), (None,)
    if known.kind == "layer_norm":
        return layers.LayerNormalization(**dtype), (None, len(one["gamma"]))
    if known.kind == "batch_norm":
        names = [base.__name__ for base in type(module).__mro__]
        rank = 2 * ("BatchNorm2d" in names) + 3 * ("BatchNorm3d" in names)
        return layers.BatchNormalization(**dtype), (None, *[None] * rank, len(one["gamma"]))
    recurrent = {"rnn": layers.SimpleRNN, "lstm": layers.LSTM, "gru": layers.GRU}[known.kind]
    activation = _settings(module, known)["activation"]
    layer = recurrent(len(one["U"]), activation=activation, return_sequences=True, **options)
    shape = (None, None, len(one["W"]))
    return (layers.Bidirectional(layer, **dtype) if known.both_ways else layer), shape


def _keras_convolution(
    module: Any, known: _Known, shape: tuple[int, ...], options: dict[str, Any]
) -> tuple[Any, tuple[Any, ...]]:
    from keras import layers

    (*kernel, channels, filters), settings = shape, _settings(module, known)
    axes = list(zip(kernel, settings["stride"], settings["dilation"]))
    fitting = [word for word in ("valid", "same") if _pads(word, axes) == settings["padding"]]
    if not fitting:
        raise ValueError(
            f"{_title(module)} has padding {module.padding!r} with stride {module.stride!r}, Keras "
            f'has only "valid" and its own "same": put keras.layers.ZeroPadding{len(kernel)}D '
            "before a layer without padding, and use load"
        )
    layer = {1: layers.Conv1D, 2: layers.Conv2D}[len(kernel)](
        filters,
        tuple(kernel),
        strides=settings["stride"],
        padding=fitting[0],
        dilation_rate=settings["dilation"],
        data_format="channels_last",
        **options,
    )
    return layer, (None, *[None] * len(kernel), channels)


def _keras_transposed_convolution(
    module: Any, shape: tuple[int, ...], options: dict[str, Any]
) -> tuple[Any, tuple[Any, ...]]:
    from keras import layers

    *kernel, channels, filters = shape
    settings = _settings(module, _Known("torch", "conv_transpose"))
    options = {
        **{"strides": settings["stride"], "dilation_rate": settings["dilation"]},
        **{"data_format": "channels_last", **options},
    }
    for padding in ("valid", "same"):
        layer = layers.Conv2DTranspose(filters, tuple(kernel), padding=padding, **options)
        crop = _transposed_convolution(layer, _Known("keras", "conv_transpose"))["crop"]
        if crop == settings["crop"]:
            return layer, (None, None, None, channels)
    raise ValueError(
        f"{_title(module)} crops {settings['crop']}, keras.layers.Conv2DTranspose cannot: "
        f"{_WAYS_OUT['crop']}"
    )


# Gradients

Gradients = tuple[Weights, dict[str, np.ndarray]]


@contextmanager
def _left_as_it_was(layer: Any, known: _Known) -> Iterator[None]:
    """Undo what a pass through batch normalisation changes."""
    if known.kind != "batch_norm":
        yield
        return
    if known.framework == "keras":
        before = weights_of(layer)
        try:
            yield
        finally:
            load(layer, before)
        return
    state, mode = {n: t.clone() for n, t in layer.state_dict().items()}, layer.training
    try:
        yield
    finally:
        layer.load_state_dict(state)
        layer.train(mode)


def _torch_gradients(module: Any, known: _Known, x: Any, dy: Any, training: bool) -> Gradients:
    """Gradients of a torch module's input and of its parameters, by their names."""
    parameters = {n: p for n, p in module.named_parameters() if p.requires_grad}
    like = next(module.parameters())
    tensor = _leaf(x, like)
    if known.kind == "batch_norm":
        module.train(training)
    dx, grads = _autograd(module(tensor), tensor, list(parameters.values()), dy)
    arrays = dict(zip(parameters, grads))
    if known.kind in ("rnn", "lstm"):  # two biases, each with the gradient of the one in the book
        arrays = {name: array for name, array in arrays.items() if "bias_hh" not in name}
    return dx, arrays


def _keras_gradients(layer: Any, x: np.ndarray, dy: np.ndarray, call: dict[str, Any]) -> Gradients:
    """Gradients of a Keras layer's input and of its trainable weights, by their paths."""
    import keras

    variables = layer.trainable_weights
    values = [variable.value for variable in variables]
    if np.issubdtype(x.dtype, np.floating):
        x = x.astype(layer.compute_dtype)
    if keras.backend.backend() == "torch":
        tensor = _leaf(x, layer.weights[0].value)
        dx, grads = _autograd(layer(tensor, **call), tensor, values, dy)
    elif keras.backend.backend() == "tensorflow":
        dx, grads = _taped(layer, x, values, dy, call)
    else:
        raise ValueError(f"no gradients from Keras on {keras.backend.backend()}: set KERAS_BACKEND")
    return dx, dict(zip([variable.path for variable in variables], grads))


def _leaf(x: Any, like: Any) -> Any:
    """x as a torch tensor that collects a gradient if it is of floats."""
    import torch

    array = _array(x)
    if not np.issubdtype(array.dtype, np.floating):
        return torch.tensor(array, device=like.device)
    return torch.tensor(array, dtype=like.dtype, device=like.device, requires_grad=True)


def _autograd(y: Any, x: Any, parameters: list[Any], dy: Any) -> tuple[Weights, list[np.ndarray]]:
    import torch

    y = y[0] if isinstance(y, tuple | list) else y
    _refuse_other_shape(y, dy)
    inputs = [x, *parameters] if x.requires_grad else parameters
    dy = torch.tensor(_array(dy), dtype=y.dtype, device=y.device)
    grads = [_array(grad) for grad in torch.autograd.grad(y, inputs, dy)]
    return ({"x": grads[0]}, grads[1:]) if x.requires_grad else ({}, grads)


def _taped(
    layer: Any, x: np.ndarray, values: list[Any], dy: np.ndarray, call: dict[str, Any]
) -> tuple[Weights, list[np.ndarray]]:
    import tensorflow as tf

    tensor = tf.convert_to_tensor(x)
    inputs = [tensor, *values] if tensor.dtype.is_floating else values
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        y = layer(tensor, **call)
        y = y[0] if isinstance(y, tuple | list) else y
    _refuse_other_shape(y, dy)
    grads = tape.gradient(y, inputs, tf.cast(dy, y.dtype))
    arrays = [_array(grad) for grad in grads]
    return ({"x": arrays[0]}, arrays[1:]) if tensor.dtype.is_floating else ({}, arrays)


def _refuse_other_shape(y: Any, dy: Any) -> None:
    if tuple(y.shape) != np.shape(dy):
        raise ValueError(f"dy has shape {np.shape(dy)}, the layer's output {tuple(y.shape)}")
