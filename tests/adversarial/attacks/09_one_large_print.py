# tries: 200 MB by one print, which the kernel's memory does not suffice to send
# costs: nothing
# waits: double
# flags: output-capped
# %% double
print("x" * 200_000_000)


def double(x):
    return 2 * x
