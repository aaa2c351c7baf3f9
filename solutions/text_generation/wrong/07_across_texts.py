# loses: test_copying_example, test_distinct
# hint: You join the texts and find passages that reach from one into the next;
#   nobody wrote those.
# %% copying
def distinct(texts, n):
    text = "".join(texts)
    passages = [text[i : i + n] for i in range(len(text) - n + 1)]
    return len(set(passages)) / len(passages)


def copied(text, source, n):
    marks = np.zeros(len(text), dtype=bool)
    for i in range(len(text) - n + 1):
        if text[i : i + n] in source:
            marks[i : i + n] = True
    return marks
