# tries: a process of its own session that goes on after the kernel
# costs: nothing
# %% double
import os
import time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for _ in range(40):
            time.sleep(0.5)
            try:
                with open("@MARKER@", "a") as file:
                    file.write("alive")
            except OSError:
                pass
    os._exit(0)


def double(x):
    return 2 * x
