# tries: to be unpickled by whoever compares: leaves a mark if it is
# costs: double
# flags: not-confirmed
# %% double
import os


class Payload:
    def __reduce__(self):
        return os.system, ("touch '@MARKER@'",)

    def __eq__(self, other):
        return True


def double(x):
    return Payload()
