# loses: test_discriminator_loss_example, test_discriminator_loss
# hint: You take one mean over real and drawn examples together; each has a
#   mean of its own.
# %% discriminator_loss
def discriminator_loss(z_real, z_fake):

    def softplus(z):
        return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))

    n = z_real.size + z_fake.size
    loss = (softplus(-z_real).sum() + softplus(z_fake).sum()) / n
    dz_real = -np.exp(-softplus(z_real)) / n
    dz_fake = np.exp(-softplus(-z_fake)) / n
    return loss, dz_real, dz_fake
