# loses: test_generator_loss_example, test_generator_loss
# hint: You clip the logits before the loss: then −log D never exceeds 30, and
#   the worst drawings are taken for less bad.
# %% generator_loss
def generator_loss(z_fake, saturating):

    def softplus(z):
        return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))

    z_fake = np.clip(z_fake, -30, 30)
    if saturating:
        slope = -np.exp(-softplus(-z_fake))
        return -softplus(z_fake).mean(), slope / z_fake.size
    return softplus(-z_fake).mean(), -np.exp(-softplus(z_fake)) / z_fake.size
