# loses: test_discriminator_loss_example, test_discriminator_loss
# hint: A small number inside the logarithm caps the loss of a certain mistake
#   at about 28: for a logit of −1000 it must be 1000.
# %% discriminator_loss
def discriminator_loss(z_real, z_fake):
    def sigmoid(z):
        return np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))

    D_real, D_fake = sigmoid(z_real), sigmoid(z_fake)
    loss = -np.log(D_real + 1e-12).mean()
    loss -= np.log(1 - D_fake + 1e-12).mean()
    return loss, (D_real - 1) / D_real.size, D_fake / D_fake.size
