# loses: test_gradient_flow_example, test_gradient_flow_bound
# hint: You take the largest entry of U; β_W is its spectral norm, which is at
#   least as large.
# %% gradient_flow
def gradient_flow(h, U):
    slopes = 1 - h**2
    product, norms = np.eye(len(U)), [1.0]
    for slope in slopes[::-1]:
        product = (U * slope) @ product
        norms.append(np.linalg.norm(product, 2))
    factor = np.abs(U).max() * slopes.max()
    return np.array(norms), factor ** np.arange(len(norms))
