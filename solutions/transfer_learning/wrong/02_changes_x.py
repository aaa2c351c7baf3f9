# loses: test_frozen_norm_example, test_frozen_norm
# hint: You subtract the mean from x itself (-=), which changes the caller's
#   array; write x = x - mean.
# %% frozen_norm
def frozen_norm(x, gamma, beta, mean, variance, eps):
    x -= mean
    return gamma * x / np.sqrt(variance + eps) + beta


def frozen_norm_backward(dy, x, gamma, mean, variance, eps):
    scale = 1 / np.sqrt(variance + eps)
    axes = tuple(range(x.ndim - 1))
    dgamma = (dy * (x - mean) * scale).sum(axis=axes)
    return dy * gamma * scale, dgamma, dy.sum(axis=axes)
