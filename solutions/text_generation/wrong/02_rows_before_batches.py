# loses: test_windows_example, test_windows
# hint: Your axes stand in the order stream, window, character; the batches
#   come first: (K, B, T).
# %% windows
def windows(ids, B, T):
    n = (len(ids) - 1) // B
    K = n // T

    def cut(a):
        return a[: n * B].reshape(B, n)[:, : K * T].reshape(B, K, T)

    return cut(ids), cut(ids[1:])
