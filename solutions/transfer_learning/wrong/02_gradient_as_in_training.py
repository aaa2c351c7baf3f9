# loses: test_frozen_norm_example, test_frozen_norm
# hint: Your dx subtracts what goes through the batch's mean and variance. Here
#   they are constants, and the gradient is only multiplied by γ / √(σ² + ε).
# %% frozen_norm
def frozen_norm(x, gamma, beta, mean, variance, eps):
    return gamma * (x - mean) / np.sqrt(variance + eps) + beta


def frozen_norm_backward(dy, x, gamma, mean, variance, eps):
    scale = 1 / np.sqrt(variance + eps)
    axes = tuple(range(x.ndim - 1))
    dgamma = (dy * (x - mean) * scale).sum(axis=axes)
    normal, slope = (x - mean) * scale, dy * gamma
    along = (slope * normal).mean(axis=axes) * normal
    dx = (slope - slope.mean(axis=axes) - along) * scale
    return dx, dgamma, dy.sum(axis=axes)
