# tries: a segmentation fault in the test
# costs: double
# %% double
import ctypes


def double(x):
    ctypes.string_at(0)
