# loses: test_beam_search_example, test_beam_search
# hint: You begin with `width` copies of the start, so that the same text fills
#   several places. In the beginning there is one text.
# %% beam_search
def beam_search(log_P, start, width):
    texts, scores = np.full((width, 1), start), np.zeros(width)
    for step in log_P:
        candidates = scores[:, None] + step[texts[:, -1]]
        best = np.argsort(-candidates, axis=None)[:width]
        rows, characters = np.unravel_index(best, candidates.shape)
        texts = np.column_stack([texts[rows], characters])
        scores = candidates.ravel()[best]
    return texts[:, 1:], scores
