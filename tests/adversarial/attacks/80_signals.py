# tries: to end a process outside, and to stop it
# costs: nothing
# %% double
import os
import signal

for number in (signal.SIGSTOP, signal.SIGTERM, signal.SIGKILL):
    try:
        os.kill(int("@VICTIM@"), number)
    except OSError:
        pass
try:
    handle = os.pidfd_open(int("@VICTIM@"))
    signal.pidfd_send_signal(handle, signal.SIGKILL)
except OSError:
    pass


def double(x):
    return 2 * x
