# loses: test_analogy_example, test_analogy
# hint: Bring the vectors to length 1 before you add them; otherwise the
#   longest, that of the most frequent word, decides.
# %% analogy
def analogy(E, a, b, c):
    unit = E / np.linalg.norm(E, axis=1, keepdims=True)
    alike = (E[b] - E[a] + E[c]) @ unit.T
    np.put_along_axis(alike, np.column_stack([a, b, c]), -np.inf, axis=1)
    return alike.argmax(axis=1)
