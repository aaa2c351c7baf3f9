# tries: a loop that catches the interrupt and goes on
# costs: double
# %% double
import time

stop = time.monotonic() + 20
while time.monotonic() < stop:
    try:
        while time.monotonic() < stop:
            pass
    except BaseException:
        pass
