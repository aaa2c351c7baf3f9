# loses: test_copying_example, test_distinct
# hint: You count the passages that come exactly once. One that comes three
#   times still is one of the different passages.
# %% copying
def distinct(texts, n):
    passages = [t[i : i + n] for t in texts for i in range(len(t) - n + 1)]
    return sum(passages.count(one) == 1 for one in passages) / len(passages)


def copied(text, source, n):
    marks = np.zeros(len(text), dtype=bool)
    for i in range(len(text) - n + 1):
        if text[i : i + n] in source:
            marks[i : i + n] = True
    return marks
