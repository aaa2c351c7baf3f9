# tries: to fill the disk (at most 400 MB), in each place that can be written
# costs: nothing
# %% double
import os

written = 0
for folder in ("/tmp", "/dev/shm", "/notebook", "@HOME@"):
    for number in range(10):
        path = os.path.join(folder, f"@TRACE@-{number}")
        try:
            with open(path, "wb") as file:
                for _ in range(10):
                    written += file.write(b"x" * (1 << 20))
        except OSError:
            break
if written > 100 << 20:
    print("@BREACH@ wrote", written, "bytes")
for folder in ("/tmp", "/dev/shm", "/notebook", "@HOME@"):
    for number in range(10):
        path = os.path.join(folder, f"@TRACE@-{number}")
        if os.path.exists(path):
            os.remove(path)


def double(x):
    return 2 * x
