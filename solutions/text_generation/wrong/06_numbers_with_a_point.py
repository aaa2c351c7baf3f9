# loses: test_beam_search_example, test_beam_search
# hint: Your texts are floats (np.zeros makes them), with which one can index
#   nothing. Characters are integers.
# %% beam_search
def beam_search(log_P, start, width):
    texts, scores, last = np.zeros((1, 0)), np.zeros(1), np.array([start])
    for step in log_P:
        candidates = scores[:, None] + step[last]
        best = np.argsort(-candidates, axis=None)[:width]
        rows, last = np.unravel_index(best, candidates.shape)
        texts = np.column_stack([texts[rows], last])
        scores = candidates.ravel()[best]
    return texts, scores
