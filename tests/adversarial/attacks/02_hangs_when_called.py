# tries: a function that hangs in every test and every comparison, with the signal ignored
# costs: double
# %% double
import signal
import time


def double(x):
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    stop = time.monotonic() + 20
    while time.monotonic() < stop:
        pass
