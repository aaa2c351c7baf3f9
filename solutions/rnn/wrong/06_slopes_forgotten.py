# loses: test_gradient_flow_example, test_gradient_flow_norms
# hint: The slopes of the tanh are missing in the product: J is U with its
#   columns scaled by 1 − h².
# %% gradient_flow
def gradient_flow(h, U):
    slopes = 1 - h**2
    product, norms = np.eye(len(U)), [1.0]
    for _ in range(len(h)):
        product = U @ product
        norms.append(np.linalg.norm(product, 2))
    factor = np.linalg.norm(U, 2) * slopes.max()
    return np.array(norms), factor ** np.arange(len(norms))
