# loses: test_frozen_norm_example, test_frozen_norm
# hint: Your dgamma multiplies dy by x; γ stands before the normalised values,
#   (x − μ) / √(σ² + ε).
# %% frozen_norm
def frozen_norm(x, gamma, beta, mean, variance, eps):
    return gamma * (x - mean) / np.sqrt(variance + eps) + beta


def frozen_norm_backward(dy, x, gamma, mean, variance, eps):
    scale = 1 / np.sqrt(variance + eps)
    axes = tuple(range(x.ndim - 1))
    dgamma = (dy * x).sum(axis=axes)
    return dy * gamma * scale, dgamma, dy.sum(axis=axes)
