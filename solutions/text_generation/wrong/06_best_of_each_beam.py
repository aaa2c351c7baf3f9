# loses: test_beam_search_example, test_beam_search
# hint: You extend each text by its best character only. All extensions of all
#   texts compete for the `width` places, so that one text may have several
#   successors and another none.
# %% beam_search
def beam_search(log_P, start, width):
    first = np.argsort(-log_P[0, start])[:width]
    texts, scores = first[:, None], log_P[0, start, first]
    for step in log_P[1:]:
        last = texts[:, -1]
        best = step[last].argmax(axis=1)
        texts = np.column_stack([texts, best])
        scores = scores + step[last, best]
    order = np.argsort(-scores)
    return texts[order], scores[order]
