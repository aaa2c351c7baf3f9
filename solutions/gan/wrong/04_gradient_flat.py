# loses: test_generator_loss
# hint: Your gradient is one long row; it has the shape of the logits.
# %% generator_loss
def generator_loss(z_fake, saturating):

    def softplus(z):
        return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))

    if saturating:
        slope = -np.exp(-softplus(-z_fake))
        return -softplus(z_fake).mean(), slope.ravel() / z_fake.size
    return softplus(-z_fake).mean(), (
        -np.exp(-softplus(z_fake)).ravel() / z_fake.size
    )
