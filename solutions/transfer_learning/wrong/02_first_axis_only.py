# loses: test_frozen_norm_example, test_frozen_norm
# hint: You add up over the images only. γ and β act on all pixels, too: sum
#   over every axis but the last.
# %% frozen_norm
def frozen_norm(x, gamma, beta, mean, variance, eps):
    return gamma * (x - mean) / np.sqrt(variance + eps) + beta


def frozen_norm_backward(dy, x, gamma, mean, variance, eps):
    scale = 1 / np.sqrt(variance + eps)
    axes = 0
    dgamma = (dy * (x - mean) * scale).sum(axis=axes)
    return dy * gamma * scale, dgamma, dy.sum(axis=axes)
