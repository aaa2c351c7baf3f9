# loses: test_discriminator_loss_example, test_discriminator_loss
# hint: You add up the terms; the loss is the mean over the real examples plus
#   the mean over the drawn ones.
# %% discriminator_loss
def discriminator_loss(z_real, z_fake):

    def softplus(z):
        return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))

    loss = softplus(-z_real).sum() + softplus(z_fake).sum()
    dz_real = -np.exp(-softplus(z_real))
    dz_fake = np.exp(-softplus(-z_fake))
    return loss, dz_real, dz_fake
