# loses: test_windows_example, test_windows
# hint: You shift the wrong way: your y is the character before x, not after
#   it.
# %% windows
def windows(ids, B, T):
    n = (len(ids) - 1) // B
    K = n // T

    def cut(a):
        streams = a[: n * B].reshape(B, n)[:, : K * T]
        return streams.reshape(B, K, T).swapaxes(0, 1)

    return cut(ids[1:]), cut(ids)
