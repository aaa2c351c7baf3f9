"""The one environment that every kernel of the course starts in."""

import os
from typing import Literal, get_args

Backend = Literal["tensorflow", "torch"]
BACKENDS: tuple[Backend, ...] = get_args(Backend)

# Without this, two kernels on two cores slow each other down by up to 60 times.
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
}
QUIET = {"TF_ENABLE_ONEDNN_OPTS": "0", "TF_CPP_MIN_LOG_LEVEL": "3"}


def kernel_environment(backend: Backend = "tensorflow") -> dict[str, str]:
    """Variables that a kernel needs before it starts: threads, messages, Keras' backend."""
    return {
        **ONE_THREAD,
        **QUIET,
        "KERAS_BACKEND": backend,
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "PYTHONHASHSEED": "0",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }


def pytest_configure() -> None:
    """Give pytest, and with it the kernels that nbval starts, the same environment."""
    for name, value in kernel_environment().items():
        os.environ.setdefault(name, value)
    # The inline backend is for kernels; a test draws without a display.
    os.environ["MPLBACKEND"] = "agg"
