# loses: test_copying_example, test_distinct
# hint: You return the share that is repeated; asked for is the share that is
#   different, 1 minus yours.
# %% copying
def distinct(texts, n):
    passages = [t[i : i + n] for t in texts for i in range(len(t) - n + 1)]
    return 1 - len(set(passages)) / len(passages)


def copied(text, source, n):
    marks = np.zeros(len(text), dtype=bool)
    for i in range(len(text) - n + 1):
        if text[i : i + n] in source:
            marks[i : i + n] = True
    return marks
