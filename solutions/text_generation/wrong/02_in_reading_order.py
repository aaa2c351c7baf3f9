# loses: test_windows_example, test_windows
# hint: You fill a batch with neighbouring windows, one row after the other, so
#   that row i of the next batch does not go on where row i of this one ended.
#   First cut the text into B streams.
# %% windows
def windows(ids, B, T):
    K = (len(ids) - 1) // B // T
    x, y = ids[: K * B * T], ids[1 : K * B * T + 1]
    return x.reshape(K, B, T), y.reshape(K, B, T)
