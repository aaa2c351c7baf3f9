# loses: test_draw_example, test_draw
# hint: You stop where the sum equals t; it must be larger. Else t = 0 draws a
#   character of probability 0.
# %% draw
def draw(p, t):
    sums = p.cumsum(axis=-1)
    return (sums >= t[:, None]).argmax(axis=-1)
