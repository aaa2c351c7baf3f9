# loses: test_frozen_norm
# hint: You add up over the channels, too; each channel has a γ and a β of its
#   own.
# %% frozen_norm
def frozen_norm(x, gamma, beta, mean, variance, eps):
    return gamma * (x - mean) / np.sqrt(variance + eps) + beta


def frozen_norm_backward(dy, x, gamma, mean, variance, eps):
    scale = 1 / np.sqrt(variance + eps)
    axes = tuple(range(x.ndim))
    dgamma = (dy * (x - mean) * scale).sum(axis=axes)
    dbeta = dy.sum(axis=axes)
    return dy * gamma * scale, dgamma[None], dbeta[None]
