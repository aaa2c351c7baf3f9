# loses: test_draw_example, test_draw
# hint: You use the first number for all rows; each row has its own t.
# %% draw
def draw(p, t):
    sums = p.cumsum(axis=-1)
    return (sums <= t[0] * sums[:, -1:]).sum(axis=-1)
