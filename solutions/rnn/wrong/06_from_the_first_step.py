# loses: test_gradient_flow_example, test_gradient_flow_norms
# hint: You follow the first state forward in time; asked for is what the
#   *last* state owes to those before it: begin with the last step and go back.
# %% gradient_flow
def gradient_flow(h, U):
    slopes = 1 - h**2
    product, norms = np.eye(len(U)), [1.0]
    for slope in slopes:
        product = product @ (U * slope)
        norms.append(np.linalg.norm(product, 2))
    factor = np.linalg.norm(U, 2) * slopes.max()
    return np.array(norms), factor ** np.arange(len(norms))
