# loses: test_generator_loss_example, test_generator_loss
# hint: Your gradient has the wrong sign: a larger logit is what the generator
#   wants, so both gradients are negative.
# %% generator_loss
def generator_loss(z_fake, saturating):

    def softplus(z):
        return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))

    if saturating:
        slope = np.exp(-softplus(-z_fake))
        return -softplus(z_fake).mean(), slope / z_fake.size
    return softplus(-z_fake).mean(), np.exp(-softplus(z_fake)) / z_fake.size
