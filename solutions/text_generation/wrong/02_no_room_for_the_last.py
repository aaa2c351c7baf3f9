# loses: test_windows_example, test_windows
# hint: Your streams are as long as if every character were read. The last one
#   is only guessed: n = (N − 1) // B.
# %% windows
def windows(ids, B, T):
    n = len(ids) // B
    K = n // T

    def cut(a):
        streams = a[: n * B].reshape(B, n)[:, : K * T]
        return streams.reshape(B, K, T).swapaxes(0, 1)

    return cut(ids), cut(np.roll(ids, -1))
