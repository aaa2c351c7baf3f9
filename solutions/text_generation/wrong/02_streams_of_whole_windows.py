# loses: test_windows_example, test_windows
# hint: Your streams begin at multiples of K T. They begin at i n: what is left
#   over stands at the end of each stream, not of the text.
# %% windows
def windows(ids, B, T):
    K = (len(ids) - 1) // B // T

    def cut(a):
        return a[: B * K * T].reshape(B, K, T).swapaxes(0, 1)

    return cut(ids), cut(ids[1:])
