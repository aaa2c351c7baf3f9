# loses: test_copying_example, test_copied
# hint: At the end of the text you compare passages of fewer than n characters,
#   which nearly any source contains.
# %% copying
def distinct(texts, n):
    passages = [t[i : i + n] for t in texts for i in range(len(t) - n + 1)]
    return len(set(passages)) / len(passages)


def copied(text, source, n):
    marks = np.zeros(len(text), dtype=bool)
    for i in range(len(text)):
        if text[i : i + n] in source:
            marks[i : i + n] = True
    return marks
