# loses: test_gradient_flow_example, test_gradient_flow_norms,
#   test_gradient_flow_bound
# hint: Begin with k = 0, where nothing is multiplied and the norm is 1: T
#   steps have T + 1 norms.
# %% gradient_flow
def gradient_flow(h, U):
    slopes = 1 - h**2
    product, norms = np.eye(len(U)), []
    for slope in slopes[::-1]:
        product = (U * slope) @ product
        norms.append(np.linalg.norm(product, 2))
    factor = np.linalg.norm(U, 2) * slopes.max()
    return np.array(norms), factor ** np.arange(len(norms))
