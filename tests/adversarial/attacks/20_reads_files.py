# tries: to read gradebook, solution, a neighbour's notebook and a file outside
# costs: nothing
# %% double
import re

paths = ["@CANARY@", "@GRADEBOOK@", "@SOURCE@", "@NEIGHBOUR@", "@COURSE@/_build", "/etc/shadow"]
for path in paths:
    for root in ("", "/proc/1/root", "/proc/self/cwd/../.."):
        try:
            with open(root + path, errors="replace") as file:
                print(re.findall(r"secret\w+", file.read()))
        except OSError:
            pass


def double(x):
    return 2 * x
