# tries: a fork bomb (at most 50 processes)
# costs: nothing
# %% double
import os
import time

started = 0
for _ in range(50):
    try:
        child = os.fork()
    except OSError:
        break
    if child == 0:
        time.sleep(20)
        os._exit(0)
    started += 1
if started > 40:
    print("@BREACH@ started", started, "processes")


def double(x):
    return 2 * x
