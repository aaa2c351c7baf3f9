# loses: test_draw_example, test_draw
# hint: You return floats (np.zeros makes them), with which one can index
#   nothing. Characters are integers.
# %% draw
def draw(p, t):
    drawn = np.zeros(len(p))
    for i, (row, number) in enumerate(zip(p, t)):
        larger = np.flatnonzero(row.cumsum() > number)
        drawn[i] = larger[0] if len(larger) else np.flatnonzero(row)[-1]
    return drawn
