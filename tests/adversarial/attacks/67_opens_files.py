# tries: all file descriptors there are (at most 2,000)
# costs: nothing
# %% double
files = []
try:
    for _ in range(2000):
        files.append(open("/dev/null"))
    print("@BREACH@ opened", len(files), "files")
except OSError:
    pass
for file in files:
    file.close()


def double(x):
    return 2 * x
