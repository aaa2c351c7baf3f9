# loses: test_analogy_example, test_analogy
# hint: You compare dot products of vectors as they are; bring them to length
#   1 first.
# %% analogy
def analogy(E, a, b, c):
    unit = E
    alike = (unit[b] - unit[a] + unit[c]) @ unit.T
    np.put_along_axis(alike, np.column_stack([a, b, c]), -np.inf, axis=1)
    return alike.argmax(axis=1)
