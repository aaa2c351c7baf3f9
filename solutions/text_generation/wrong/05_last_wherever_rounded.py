# loses: test_draw
# hint: You draw the last character from every row that sums to less than 1.
#   It is drawn only if t lies above all of the row's sums.
# %% draw
def draw(p, t):
    drawn = []
    for row, number in zip(p, t):
        sums = row.cumsum()
        if sums[-1] < 1:
            drawn.append(np.flatnonzero(row)[-1])
        else:
            drawn.append(np.flatnonzero(sums > number)[0])
    return np.array(drawn)
