# tries: to read the grading process' memory through /proc and process_vm_readv
# costs: nothing
# %% double
import ctypes
import os

for number in ("@PID@", "@VICTIM@"):
    for name in ("mem", "maps", "fd", "ns/mnt"):
        try:
            os.close(os.open(f"/proc/{number}/{name}", os.O_RDONLY))
            print("@BREACH@ opened", name, "of", number)
        except OSError:
            pass
libc = ctypes.CDLL(None, use_errno=True)
buffer = ctypes.create_string_buffer(64)


class Vector(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


there = Vector(ctypes.addressof(buffer), 64)
for number in (int("@PID@"), int("@VICTIM@")):
    if libc.process_vm_readv(number, ctypes.byref(there), 1, ctypes.byref(there), 1, 0) > 0:
        print("@BREACH@ read memory of", number)


def double(x):
    return 2 * x
