# loses: test_copying_example, test_copied
# hint: You compare with the same place of the source only; a copy may come
#   from anywhere in it.
# %% copying
def distinct(texts, n):
    passages = [t[i : i + n] for t in texts for i in range(len(t) - n + 1)]
    return len(set(passages)) / len(passages)


def copied(text, source, n):
    marks = np.zeros(len(text), dtype=bool)
    for i in range(len(text) - n + 1):
        if text[i : i + n] == source[i : i + n]:
            marks[i : i + n] = True
    return marks
