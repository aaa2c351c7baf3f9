# loses: test_frozen_norm_example, test_frozen_norm
# hint: You add β before you multiply by γ: first scale, then shift.
# %% frozen_norm
def frozen_norm(x, gamma, beta, mean, variance, eps):
    return gamma * ((x - mean) / np.sqrt(variance + eps) + beta)


def frozen_norm_backward(dy, x, gamma, mean, variance, eps):
    scale = 1 / np.sqrt(variance + eps)
    axes = tuple(range(x.ndim - 1))
    dgamma = (dy * (x - mean) * scale).sum(axis=axes)
    return dy * gamma * scale, dgamma, dy.sum(axis=axes)
