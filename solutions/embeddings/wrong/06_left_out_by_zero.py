# loses: test_analogy_example, test_analogy
# hint: You leave the three words out by a dot product of 0. Where all the
#   others are negative, that is the largest: take −np.inf.
# %% analogy
def analogy(E, a, b, c):
    unit = E / np.linalg.norm(E, axis=1, keepdims=True)
    alike = (unit[b] - unit[a] + unit[c]) @ unit.T
    np.put_along_axis(alike, np.column_stack([a, b, c]), 0, axis=1)
    return alike.argmax(axis=1)
