# loses: test_analogy_example, test_analogy
# hint: You leave out a and b, but not c, next to which the sum lies most
#   often.
# %% analogy
def analogy(E, a, b, c):
    unit = E / np.linalg.norm(E, axis=1, keepdims=True)
    alike = (unit[b] - unit[a] + unit[c]) @ unit.T
    np.put_along_axis(alike, np.column_stack([a, b]), -np.inf, axis=1)
    return alike.argmax(axis=1)
