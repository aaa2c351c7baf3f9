# loses: test_gradient_flow_example, test_gradient_flow_norms
# hint: You overwrite the states with the slopes; compute them in a new array.
# %% gradient_flow
def gradient_flow(h, U):
    h *= -h
    h += 1
    slopes = h
    product, norms = np.eye(len(U)), [1.0]
    for slope in slopes[::-1]:
        product = (U * slope) @ product
        norms.append(np.linalg.norm(product, 2))
    factor = np.linalg.norm(U, 2) * slopes.max()
    return np.array(norms), factor ** np.arange(len(norms))
