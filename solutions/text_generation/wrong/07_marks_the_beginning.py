# loses: test_copying_example, test_copied
# hint: You mark only the first character of a copied passage; all n of them
#   are copied.
# %% copying
def distinct(texts, n):
    passages = [t[i : i + n] for t in texts for i in range(len(t) - n + 1)]
    return len(set(passages)) / len(passages)


def copied(text, source, n):
    marks = np.zeros(len(text), dtype=bool)
    for i in range(len(text) - n + 1):
        marks[i] = text[i : i + n] in source
    return marks
