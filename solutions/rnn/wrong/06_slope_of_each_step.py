# loses: test_gradient_flow_example, test_gradient_flow_bound
# hint: You multiply the largest slopes of the single steps. That bound is
#   tighter, but another one: β_h is the largest of all, and its power is
#   taken.
# %% gradient_flow
def gradient_flow(h, U):
    slopes = 1 - h**2
    product, norms = np.eye(len(U)), [1.0]
    for slope in slopes[::-1]:
        product = (U * slope) @ product
        norms.append(np.linalg.norm(product, 2))
    factors = np.linalg.norm(U, 2) * slopes[::-1].max(axis=1)
    return np.array(norms), np.cumprod([1.0, *factors])
