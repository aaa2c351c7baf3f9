# loses: test_windows_example, test_windows
# hint: After the last character of a window you put the first one of the same
#   window; what follows there is the first of the next window.
# %% windows
def windows(ids, B, T):
    n = (len(ids) - 1) // B
    K = n // T
    x = ids[: n * B].reshape(B, n)[:, : K * T].reshape(B, K, T).swapaxes(0, 1)
    return x, np.roll(x, -1, axis=2)
