# loses: test_gradient_flow_bound
# hint: You take the slope at the smallest state, which may be near −1: the
#   tanh is steepest where the state is nearest to zero.
# %% gradient_flow
def gradient_flow(h, U):
    slopes = 1 - h**2
    product, norms = np.eye(len(U)), [1.0]
    for slope in slopes[::-1]:
        product = (U * slope) @ product
        norms.append(np.linalg.norm(product, 2))
    factor = np.linalg.norm(U, 2) * (1 - h.min() ** 2)
    return np.array(norms), factor ** np.arange(len(norms))
