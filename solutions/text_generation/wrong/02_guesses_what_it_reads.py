# loses: test_windows_example, test_windows
# hint: Your y is x: what is to be guessed is the next character, one further
#   in the text.
# %% windows
def windows(ids, B, T):
    n = (len(ids) - 1) // B
    K = n // T
    x = ids[: n * B].reshape(B, n)[:, : K * T].reshape(B, K, T).swapaxes(0, 1)
    return x, x
