# loses: test_analogy_example, test_analogy
# hint: You leave out the words of all questions, so that a word of one cannot
#   answer another. Leave out of each question its own three.
# %% analogy
def analogy(E, a, b, c):
    unit = E / np.linalg.norm(E, axis=1, keepdims=True)
    alike = (unit[b] - unit[a] + unit[c]) @ unit.T
    alike[:, np.concatenate([a, b, c])[: len(E) - 1]] = -np.inf
    return alike.argmax(axis=1)
