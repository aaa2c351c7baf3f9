# loses: test_windows_example, test_windows
# hint: Your reshape works only where the streams are whole windows and fill
#   the text: first cut off what is left over.
# %% windows
def windows(ids, B, T):
    n = (len(ids) - 1) // B

    def cut(a):
        return a[: n * B].reshape(B, n // T, T).swapaxes(0, 1)

    return cut(ids), cut(ids[1:])
