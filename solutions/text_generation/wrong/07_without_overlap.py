# loses: test_copying_example, test_copied
# hint: You look at every n-th character only; a copied passage may begin
#   anywhere.
# %% copying
def distinct(texts, n):
    passages = [t[i : i + n] for t in texts for i in range(len(t) - n + 1)]
    return len(set(passages)) / len(passages)


def copied(text, source, n):
    marks = np.zeros(len(text), dtype=bool)
    for i in range(0, len(text) - n + 1, n):
        marks[i : i + n] = text[i : i + n] in source
    return marks
