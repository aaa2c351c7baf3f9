# loses: test_copying_example, test_copied
# hint: You set the marks of every passage anew, to False where it is not
#   copied, and so take back those of the one before. Only ever set True.
# %% copying
def distinct(texts, n):
    passages = [t[i : i + n] for t in texts for i in range(len(t) - n + 1)]
    return len(set(passages)) / len(passages)


def copied(text, source, n):
    marks = np.zeros(len(text), dtype=bool)
    for i in range(len(text) - n + 1):
        marks[i : i + n] = text[i : i + n] in source
    return marks
