# loses: test_draw_example, test_draw
# hint: Where rounding keeps all sums at t or below, argmax finds nothing and
#   answers 0, the first character. It is the last one with a positive
#   probability.
# %% draw
def draw(p, t):
    return (p.cumsum(axis=-1) > t[:, None]).argmax(axis=-1)
