# loses: test_beam_search_example, test_beam_search
# hint: When a text takes another place you move only its last character with
#   it; all characters before it have to move, too.
# %% beam_search
def beam_search(log_P, start, width):
    texts, last, scores = [], np.array([start]), np.zeros(1)
    for step in log_P:
        candidates = scores[:, None] + step[last]
        best = np.argsort(-candidates, axis=None)[:width]
        rows, last = np.unravel_index(best, candidates.shape)
        if texts:
            texts[-1] = texts[-1][rows]
        texts.append(last)
        scores = candidates.ravel()[best]
    return np.stack(texts, axis=1), scores
