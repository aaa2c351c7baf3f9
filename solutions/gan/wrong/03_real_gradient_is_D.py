# loses: test_discriminator_loss_example, test_discriminator_loss
# hint: Your gradient for the real examples is −D; it is −(1 − D), for it must
#   vanish where D is sure and right. At D = ½ the two are the same.
# %% discriminator_loss
def discriminator_loss(z_real, z_fake):

    def softplus(z):
        return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))

    loss = softplus(-z_real).mean() + softplus(z_fake).mean()
    dz_real = -np.exp(-softplus(-z_real)) / z_real.size
    dz_fake = np.exp(-softplus(-z_fake)) / z_fake.size
    return loss, dz_real, dz_fake
