# loses: test_analogy_example, test_analogy
# hint: You go from b to a instead of from a to b: the answer lies near b − a
#   + c.
# %% analogy
def analogy(E, a, b, c):
    unit = E / np.linalg.norm(E, axis=1, keepdims=True)
    alike = (unit[a] - unit[b] + unit[c]) @ unit.T
    np.put_along_axis(alike, np.column_stack([a, b, c]), -np.inf, axis=1)
    return alike.argmax(axis=1)
