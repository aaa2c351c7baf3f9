# loses: test_discriminator_loss_example, test_discriminator_loss
# hint: You return what the discriminator wants large. A loss is minimised:
#   turn all signs.
# %% discriminator_loss
def discriminator_loss(z_real, z_fake):

    def softplus(z):
        return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))

    loss = softplus(-z_real).mean() + softplus(z_fake).mean()
    dz_real = -np.exp(-softplus(z_real)) / z_real.size
    dz_fake = np.exp(-softplus(-z_fake)) / z_fake.size
    return -loss, -dz_real, -dz_fake
