# loses: test_analogy_example, test_analogy
# hint: You leave out c, but the other two words of the question can come out
#   as well: a and b.
# %% analogy
def analogy(E, a, b, c):
    unit = E / np.linalg.norm(E, axis=1, keepdims=True)
    alike = (unit[b] - unit[a] + unit[c]) @ unit.T
    alike[np.arange(len(c)), c] = -np.inf
    return alike.argmax(axis=1)
