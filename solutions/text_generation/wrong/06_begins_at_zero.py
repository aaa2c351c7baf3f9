# loses: test_beam_search_example, test_beam_search
# hint: You take character 0 for the one that comes before the text; that is
#   `start`.
# %% beam_search
def beam_search(log_P, start, width):
    texts, scores = np.array([[0]]), np.zeros(1)
    for step in log_P:
        candidates = scores[:, None] + step[texts[:, -1]]
        best = np.argsort(-candidates, axis=None)[:width]
        rows, characters = np.unravel_index(best, candidates.shape)
        texts = np.column_stack([texts[rows], characters])
        scores = candidates.ravel()[best]
    return texts[:, 1:], scores
