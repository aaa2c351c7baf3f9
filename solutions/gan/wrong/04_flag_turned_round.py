# loses: test_generator_loss_example, test_generator_loss
# hint: You have the two losses swapped: log(1 − D) is the one that saturates.
# %% generator_loss
def generator_loss(z_fake, saturating):

    def softplus(z):
        return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))

    if not saturating:
        slope = -np.exp(-softplus(-z_fake))
        return -softplus(z_fake).mean(), slope / z_fake.size
    return softplus(-z_fake).mean(), -np.exp(-softplus(z_fake)) / z_fake.size
