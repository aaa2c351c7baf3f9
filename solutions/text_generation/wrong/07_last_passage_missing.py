# loses: test_copying_example, test_copied
# hint: The last passage is missing: it begins at character L − n, so that the
#   range ends at L − n + 1.
# %% copying
def distinct(texts, n):
    passages = [t[i : i + n] for t in texts for i in range(len(t) - n + 1)]
    return len(set(passages)) / len(passages)


def copied(text, source, n):
    marks = np.zeros(len(text), dtype=bool)
    for i in range(len(text) - n):
        if text[i : i + n] in source:
            marks[i : i + n] = True
    return marks
