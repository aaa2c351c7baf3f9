# loses: test_gradient_flow_example, test_gradient_flow_norms
# hint: You multiply the norms of the single steps, which is a bound; asked for
#   is the norm of the product.
# %% gradient_flow
def gradient_flow(h, U):
    slopes = 1 - h**2
    steps = [np.linalg.norm(U * slope, 2) for slope in slopes[::-1]]
    factor = np.linalg.norm(U, 2) * slopes.max()
    norms = np.cumprod([1.0, *steps])
    return norms, factor ** np.arange(len(norms))
