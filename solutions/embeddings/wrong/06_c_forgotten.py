# loses: test_analogy_example, test_analogy
# hint: You forget c: the step from a to b starts at c.
# %% analogy
def analogy(E, a, b, c):
    unit = E / np.linalg.norm(E, axis=1, keepdims=True)
    alike = (unit[b] - unit[a]) @ unit.T
    np.put_along_axis(alike, np.column_stack([a, b, c]), -np.inf, axis=1)
    return alike.argmax(axis=1)
