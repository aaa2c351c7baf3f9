# loses: test_draw_example, test_draw
# hint: Where rounding keeps all sums at t or below you return the last
#   character, even if its probability is 0.
# %% draw
def draw(p, t):
    passed = (p.cumsum(axis=-1) <= t[:, None]).sum(axis=-1)
    return np.minimum(passed, p.shape[1] - 1)
