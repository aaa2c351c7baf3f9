# tries: 200 MB of output through the file descriptor, from the function that is tested
# costs: double
# %% double
import os


def double(x):
    for _ in range(200):
        os.write(1, b"x" * 1_000_000)
    return 2 * x
