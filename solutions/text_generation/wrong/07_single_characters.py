# loses: test_copying_example, test_copied
# hint: You look for each character on its own. A passage of n characters must
#   stand in the source as one piece.
# %% copying
def distinct(texts, n):
    passages = [t[i : i + n] for t in texts for i in range(len(t) - n + 1)]
    return len(set(passages)) / len(passages)


def copied(text, source, n):
    return np.array([character in source for character in text], dtype=bool)
