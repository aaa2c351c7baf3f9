# tries: to take over a process outside by ptrace
# costs: nothing
# %% double
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
ATTACH, SEIZE, DETACH = 16, 0x4206, 17
for request in (ATTACH, SEIZE):
    if libc.ptrace(request, int("@VICTIM@"), 0, 0) == 0:
        print("@BREACH@ attached")
        libc.ptrace(DETACH, int("@VICTIM@"), 0, 0)


def double(x):
    return 2 * x
