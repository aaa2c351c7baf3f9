# tries: to confuse the grader by garbage where it expects messages (at most 2 s)
# costs: double
# %% double
import os
import stat
import time


def double(x):
    stop = time.monotonic() + 2
    while time.monotonic() < stop:
        for file in range(3, 100):
            try:
                if stat.S_ISSOCK(os.fstat(file).st_mode):
                    os.write(file, b"\x01\x00" + os.urandom(5000))
            except OSError:
                pass
    return 2 * x
