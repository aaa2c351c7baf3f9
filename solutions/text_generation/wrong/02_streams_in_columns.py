# loses: test_windows_example, test_windows
# hint: You deal the characters out to the rows in turn: neighbouring
#   characters of a row are B apart in the text. A stream is one piece of it.
# %% windows
def windows(ids, B, T):
    n = (len(ids) - 1) // B
    K = n // T

    def cut(a):
        streams = a[: n * B].reshape(n, B).T[:, : K * T]
        return streams.reshape(B, K, T).swapaxes(0, 1)

    return cut(ids), cut(ids[1:])
