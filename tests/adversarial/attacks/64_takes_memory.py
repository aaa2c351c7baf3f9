# tries: 6 GB of memory, in blocks of 256 MB
# costs: nothing
# %% double
blocks = []
try:
    for _ in range(24):
        blocks.append(bytearray(256 << 20))
        blocks[-1][:: 1 << 12] = b"x" * (1 << 16)
except MemoryError:
    pass
if len(blocks) > 4:
    print("@BREACH@ took", len(blocks) * 256, "MB")
del blocks


def double(x):
    return 2 * x
