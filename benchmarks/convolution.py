"""threeways.scratch.convolution beside PyTorch's convolution on the CPU, on equal work.

    python benchmarks/convolution.py

A batch of 32 images of 28×28 pixels and 16 channels in single precision, 3×3 kernels, 16 and 32 of
them; forward, and backward to images, kernels and bias. Each library gets its own layout, and the
results are compared first. All times are CPU seconds of one thread, the median of many runs. Ends
with status 1 if a bound is missed.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")  # before NumPy starts its threads

import numpy as np
import torch
from torch.nn import functional as F

from threeways.bridge import channels_first, channels_last
from threeways.checks import difference
from threeways.scratch.convolution import conv2d, conv2d_backward

BATCH, SIDE, CHANNELS, KERNEL = 32, 28, 16, 3
AT_MOST = 20.0  # times PyTorch's time

missed: list[str] = []


def main() -> int:
    torch.set_num_threads(1)
    for filters in (16, 32):
        print(f"{BATCH}×{SIDE}×{SIDE}×{CHANNELS}, {filters} kernels of {KERNEL}×{KERNEL}")
        compare(*arrays(filters))
    print(f"missed: {'; '.join(missed)}" if missed else "all bounds hold")
    return bool(missed)


def arrays(filters: int) -> list[np.ndarray]:
    """Images, kernels, bias and the gradient of the output, channels last."""
    rng = np.random.default_rng(0)
    out = SIDE - KERNEL + 1
    shapes: list[tuple[int, ...]] = [
        (BATCH, SIDE, SIDE, CHANNELS),
        (KERNEL, KERNEL, CHANNELS, filters),
        (filters,),
        (BATCH, out, out, filters),
    ]
    return [rng.normal(size=shape).astype(np.float32) for shape in shapes]


def compare(x: np.ndarray, W: np.ndarray, b: np.ndarray, dy: np.ndarray) -> None:
    """Check that both give the same, then time both."""
    leaves = [
        torch.tensor(array).contiguous().requires_grad_()
        for array in (channels_first(x), W.transpose(3, 2, 0, 1), b)
    ]
    upstream = torch.tensor(channels_first(dy)).contiguous()
    y = F.conv2d(*leaves)

    def backward() -> Any:
        return torch.autograd.grad(y, leaves, upstream, retain_graph=True)

    @torch.no_grad()
    def forward() -> Any:
        return F.conv2d(*leaves)

    difference("outputs", tol=1e-5, ours=conv2d(x, W, b), torch=channels_last(y))
    dx, dW, db = backward()
    theirs = {"x": channels_last(dx), "W": dW.permute(2, 3, 1, 0), "b": db}
    difference("gradients", tol=1e-4, ours=conv2d_backward(dy, x, W, b), torch=theirs)
    bound("forward", seconds(lambda: conv2d(x, W, b)), seconds(forward))
    bound("backward", seconds(lambda: conv2d_backward(dy, x, W, b)), seconds(backward))


def seconds(work: Callable[[], Any], runs: int = 25) -> float:
    """Median CPU seconds, after one run to warm up."""
    work()
    times = []
    for _ in range(runs):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times)


def bound(what: str, ours: float, theirs: float) -> None:
    """Print how many times PyTorch's time ours is, and remember it if that is too much."""
    ratio = ours / theirs
    print(
        f"  {'✓' if ratio <= AT_MOST else '✗'} {what}: {ratio:.1f} times PyTorch's time (≤ "
        f"{AT_MOST:g}); {1000 * ours:.1f} ms and {1000 * theirs:.1f} ms"
    )
    if ratio > AT_MOST:
        missed.append(f"{what} {ratio:.1f}, bound ≤ {AT_MOST:g}")


if __name__ == "__main__":
    sys.exit(main())
