# tries: mounts and namespaces of its own, in which it would be root
# costs: nothing
# %% double
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
for flags in (0x10000000, 0x10020000, 0x00020000, 0x20000000):
    if libc.unshare(flags) == 0:
        print("@BREACH@ unshared", hex(flags))
if libc.mount(b"none", b"/notebook", b"tmpfs", 0, None) == 0:
    print("@BREACH@ mounted")
if libc.chroot(b"/notebook") == 0:
    print("@BREACH@ changed its root")
for become in (os.setuid, os.setgid):
    try:
        become(0)
        print("@BREACH@ became root")
    except OSError:
        pass


def double(x):
    return 2 * x
