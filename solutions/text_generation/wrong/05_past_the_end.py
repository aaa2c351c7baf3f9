# loses: test_draw_example, test_draw
# hint: Where rounding keeps all sums at t or below, you return V, which is no
#   character. Take the last one with a positive probability.
# %% draw
def draw(p, t):
    return (p.cumsum(axis=-1) <= t[:, None]).sum(axis=-1)
