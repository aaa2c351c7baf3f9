# tries: to write to the course's files, and to leave traces wherever one may be found
# costs: nothing
# %% double
import os

for path in ("@GRADEBOOK@", "@SOURCE@", "@CANARY@", "@NEIGHBOUR@"):
    try:
        os.chmod(path, 0o666)
        with open(path, "a") as file:
            file.write("forged")
        print("@BREACH@ wrote to", path)
    except OSError:
        pass
for folder in ("/", "/tmp", "/var/tmp", "/dev/shm", "/data", "/run", "@HOME@", "@COURSE@", "."):
    try:
        with open(os.path.join(folder, "@TRACE@"), "w") as file:
            file.write("was here")
    except OSError:
        pass


def double(x):
    return 2 * x
