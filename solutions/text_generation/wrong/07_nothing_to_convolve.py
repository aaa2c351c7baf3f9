# loses: test_copied
# hint: Of a text with fewer than n characters no passage can be copied; your
#   np.convolve stops there with an error. All marks are False.
# %% copying
def distinct(texts, n):
    passages = [t[i : i + n] for t in texts for i in range(len(t) - n + 1)]
    return len(set(passages)) / len(passages)


def copied(text, source, n):
    starts = [text[i : i + n] in source for i in range(len(text) - n + 1)]
    return np.convolve(starts, np.ones(n)) > 0
