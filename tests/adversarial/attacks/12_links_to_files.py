# tries: hard and symbolic links to what it may not read, and a way round by /proc
# costs: nothing
# %% double
import os

for number, path in enumerate(("@CANARY@", "@GRADEBOOK@", "@SOURCE@")):
    for link in (os.symlink, os.link):
        for root in ("", "/proc/1/root", "/proc/self/root", "/proc/1/cwd/../.."):
            try:
                link(root + path, f"link{number}")
                print(open(f"link{number}", errors="replace").read())
            except OSError:
                pass
            finally:
                if os.path.lexists(f"link{number}"):
                    os.remove(f"link{number}")


def double(x):
    return 2 * x
