# loses: test_windows
# hint: You work out the length of the streams from ids[1:] once more, so that
#   those of y may come out shorter. x and y have the same n.
# %% windows
def windows(ids, B, T):
    def cut(a):
        n = (len(a) - 1) // B
        streams = a[: n * B].reshape(B, n)[:, : n // T * T]
        return streams.reshape(B, -1, T).swapaxes(0, 1)

    return cut(ids), cut(ids[1:])
