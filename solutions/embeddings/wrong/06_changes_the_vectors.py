# loses: test_analogy
# hint: You bring the given vectors themselves to length 1, by `E /= ...`, and
#   their lengths are lost to whoever called you. Make a new array.
# %% analogy
def analogy(E, a, b, c):
    E /= np.linalg.norm(E, axis=1, keepdims=True)
    alike = (E[b] - E[a] + E[c]) @ E.T
    np.put_along_axis(alike, np.column_stack([a, b, c]), -np.inf, axis=1)
    return alike.argmax(axis=1)
