# loses: test_gradient_flow_example, test_gradient_flow_norms
# hint: You scale the rows of U by the slopes. The slope is that of the unit
#   which U leads *to*: it scales columns.
# %% gradient_flow
def gradient_flow(h, U):
    slopes = 1 - h**2
    product, norms = np.eye(len(U)), [1.0]
    for slope in slopes[::-1]:
        product = (slope[:, None] * U) @ product
        norms.append(np.linalg.norm(product, 2))
    factor = np.linalg.norm(U, 2) * slopes.max()
    return np.array(norms), factor ** np.arange(len(norms))
