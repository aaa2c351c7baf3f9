# loses: test_draw_example, test_draw
# hint: You draw random numbers of your own. Use those that you are given, so
#   that the same t writes the same text.
# %% draw
def draw(p, t):
    return np.array([np.random.choice(len(row), p=row) for row in p])
