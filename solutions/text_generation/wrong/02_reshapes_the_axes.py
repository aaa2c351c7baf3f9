# loses: test_windows_example, test_windows
# hint: Reshaping (B, K T) to (K, B, T) deals the characters out anew. Reshape
#   to (B, K, T), then swap the first two axes.
# %% windows
def windows(ids, B, T):
    n = (len(ids) - 1) // B
    K = n // T

    def cut(a):
        return a[: n * B].reshape(B, n)[:, : K * T].reshape(K, B, T)

    return cut(ids), cut(ids[1:])
