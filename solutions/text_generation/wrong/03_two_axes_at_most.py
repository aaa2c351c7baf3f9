# loses: test_soften
# hint: With three axes you take the maximum and the sum of a whole matrix;
#   logits may have any number of axes: axis=-1.
# %% soften
def soften(logits, temperature):
    p = np.zeros(logits.shape)
    for z, row in zip(np.atleast_2d(logits), np.atleast_2d(p)):
        if temperature == 0:
            row[:] = z == z.max()
        else:
            row[:] = np.exp((z - z.max()) / temperature)
        row /= row.sum()
    return p
