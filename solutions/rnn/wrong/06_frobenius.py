# loses: test_gradient_flow_example, test_gradient_flow_norms,
#   test_gradient_flow_bound
# hint: np.linalg.norm(A) is the root of the sum of squares of all entries; the
#   spectral norm is np.linalg.norm(A, 2).
# %% gradient_flow
def gradient_flow(h, U):
    slopes = 1 - h**2
    product = np.eye(len(U))
    norms = [np.linalg.norm(product)]
    for slope in slopes[::-1]:
        product = (U * slope) @ product
        norms.append(np.linalg.norm(product))
    factor = np.linalg.norm(U) * slopes.max()
    return np.array(norms), factor ** np.arange(len(norms))
