# loses: test_copying_example, test_distinct
# hint: You divide by the number of characters; a text of L characters has L −
#   n + 1 passages.
# %% copying
def distinct(texts, n):
    passages = [t[i : i + n] for t in texts for i in range(len(t) - n + 1)]
    return len(set(passages)) / sum(map(len, texts))


def copied(text, source, n):
    marks = np.zeros(len(text), dtype=bool)
    for i in range(len(text) - n + 1):
        if text[i : i + n] in source:
            marks[i : i + n] = True
    return marks
