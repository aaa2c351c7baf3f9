# tries: arrays of objects, of void and of records, which only pickle could carry
# costs: double
# %% double
import numpy as np


class Evil:
    __eq__ = lambda self, other: True
    __reduce__ = lambda self: (open, ("@MARKER@", "w"))


def double(x):
    return np.array([Evil(), None, Evil()], dtype=object)
