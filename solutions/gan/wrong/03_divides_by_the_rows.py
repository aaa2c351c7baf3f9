# loses: test_discriminator_loss_example, test_discriminator_loss
# hint: You divide the gradient by the length of the first axis; divide by the
#   number of all logits (.size).
# %% discriminator_loss
def discriminator_loss(z_real, z_fake):

    def softplus(z):
        return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))

    loss = softplus(-z_real).mean() + softplus(z_fake).mean()
    dz_real = -np.exp(-softplus(z_real)) / len(z_real)
    dz_fake = np.exp(-softplus(-z_fake)) / len(z_fake)
    return loss, dz_real, dz_fake
