# loses: test_frozen_norm_example, test_frozen_norm
# hint: You divide by the variance; divide by its square root, with ε under it.
# %% frozen_norm
def frozen_norm(x, gamma, beta, mean, variance, eps):
    return gamma * (x - mean) / (variance + eps) + beta


def frozen_norm_backward(dy, x, gamma, mean, variance, eps):
    scale = 1 / (variance + eps)
    axes = tuple(range(x.ndim - 1))
    dgamma = (dy * (x - mean) * scale).sum(axis=axes)
    return dy * gamma * scale, dgamma, dy.sum(axis=axes)
