# tries: a kernel that is stopped, neither dead nor answering
# costs: double
# %% double
import os
import signal

if os.fork() == 0:
    os.kill(os.getppid(), signal.SIGSTOP)
    os._exit(0)
import time

time.sleep(20)
