# loses: test_copying_example, test_distinct
# hint: You take the share in each text, then the mean. Passages that two texts
#   have in common are repetitions, too: put the passages of all texts
#   together.
# %% copying
def distinct(texts, n):
    shares = []
    for text in texts:
        passages = [text[i : i + n] for i in range(len(text) - n + 1)]
        if passages:
            shares.append(len(set(passages)) / len(passages))
    return np.mean(shares)


def copied(text, source, n):
    marks = np.zeros(len(text), dtype=bool)
    for i in range(len(text) - n + 1):
        if text[i : i + n] in source:
            marks[i : i + n] = True
    return marks
