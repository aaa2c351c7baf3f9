# loses: test_beam_search_example, test_beam_search
# hint: You keep one text whatever the width is. Keep the `width` best
#   candidates at each step.
# %% beam_search
def beam_search(log_P, start, width):
    text, score = [start], 0.0
    for step in log_P:
        best = int(step[text[-1]].argmax())
        score += step[text[-1], best]
        text.append(best)
    return np.array([text[1:]]), np.array([score])
