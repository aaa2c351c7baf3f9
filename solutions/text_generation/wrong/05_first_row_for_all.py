# loses: test_draw_example, test_draw
# hint: You draw every character from the first distribution; t[i] belongs to
#   row i.
# %% draw
def draw(p, t):
    sums = p[0].cumsum()
    return np.searchsorted(sums, t * sums[-1], side="right")
