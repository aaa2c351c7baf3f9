# loses: test_analogy_example, test_analogy
# hint: You let the words of the question answer; the sum usually lies nearest
#   to one of them. Leave all three out.
# %% analogy
def analogy(E, a, b, c):
    unit = E / np.linalg.norm(E, axis=1, keepdims=True)
    alike = (unit[b] - unit[a] + unit[c]) @ unit.T
    return alike.argmax(axis=1)
