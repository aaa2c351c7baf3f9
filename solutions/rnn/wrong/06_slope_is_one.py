# loses: test_gradient_flow_example, test_gradient_flow_bound
# hint: You take 1 for the largest slope, which is a bound, too, but not the
#   one asked for: take the largest slope 1 − h² that occurs.
# %% gradient_flow
def gradient_flow(h, U):
    slopes = 1 - h**2
    product, norms = np.eye(len(U)), [1.0]
    for slope in slopes[::-1]:
        product = (U * slope) @ product
        norms.append(np.linalg.norm(product, 2))
    factor = np.linalg.norm(U, 2)
    return np.array(norms), factor ** np.arange(len(norms))
