# loses: test_copying_example, test_copied
# hint: You return the share of copied characters; asked for is one truth value
#   for each character.
# %% copying
def distinct(texts, n):
    passages = [t[i : i + n] for t in texts for i in range(len(t) - n + 1)]
    return len(set(passages)) / len(passages)


def copied(text, source, n):
    marks = np.zeros(len(text), dtype=bool)
    for i in range(len(text) - n + 1):
        if text[i : i + n] in source:
            marks[i : i + n] = True
    return marks.mean()
