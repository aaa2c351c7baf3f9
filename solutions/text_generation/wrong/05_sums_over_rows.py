# loses: test_draw_example, test_draw
# hint: Your sums run down the columns, over the rows; they run along a row:
#   axis=1.
# %% draw
def draw(p, t):
    sums = p.cumsum(axis=0)
    return np.minimum((sums <= t[:, None]).sum(axis=1), p.shape[1] - 1)
