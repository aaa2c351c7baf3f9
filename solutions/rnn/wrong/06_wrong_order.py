# loses: test_gradient_flow_example, test_gradient_flow_norms
# hint: Your factors stand in the wrong order: the earlier step stands on the
#   left. With a single unit, or with equal factors, one does not see it.
# %% gradient_flow
def gradient_flow(h, U):
    slopes = 1 - h**2
    product, norms = np.eye(len(U)), [1.0]
    for slope in slopes[::-1]:
        product = product @ (U * slope)
        norms.append(np.linalg.norm(product, 2))
    factor = np.linalg.norm(U, 2) * slopes.max()
    return np.array(norms), factor ** np.arange(len(norms))
