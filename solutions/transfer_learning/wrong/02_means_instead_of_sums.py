# loses: test_frozen_norm_example, test_frozen_norm
# hint: You take the mean of the contributions to γ and β; they add up. If the
#   loss is a mean, that is in dy already.
# %% frozen_norm
def frozen_norm(x, gamma, beta, mean, variance, eps):
    return gamma * (x - mean) / np.sqrt(variance + eps) + beta


def frozen_norm_backward(dy, x, gamma, mean, variance, eps):
    scale = 1 / np.sqrt(variance + eps)
    axes = tuple(range(x.ndim - 1))
    dgamma = (dy * (x - mean) * scale).mean(axis=axes)
    return dy * gamma * scale, dgamma, dy.mean(axis=axes)
