# loses: test_gradient_flow_norms
# hint: You multiply each J with the one after it alone; from the third step
#   back on, the product so far has to go on.
# %% gradient_flow
def gradient_flow(h, U):
    slopes = 1 - h**2
    after, norms = np.eye(len(U)), [1.0]
    for slope in slopes[::-1]:
        J = U * slope
        norms.append(np.linalg.norm(J @ after, 2))
        after = J
    factor = np.linalg.norm(U, 2) * slopes.max()
    return np.array(norms), factor ** np.arange(len(norms))
