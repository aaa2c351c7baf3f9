# tries: 200 MB of output
# costs: nothing
# waits: double
# flags: output-capped
# %% double
for _ in range(200):
    print("x" * 1_000_000)


def double(x):
    return 2 * x
