# loses: test_discriminator_loss_example, test_discriminator_loss
# hint: For very negative logits D is rounded to 0, and its logarithm is −∞.
#   Never take the logarithm of the sigmoid; write it as a softplus of the
#   logit.
# %% discriminator_loss
def discriminator_loss(z_real, z_fake):
    def sigmoid(z):
        return np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))

    D_real, D_fake = sigmoid(z_real), sigmoid(z_fake)
    loss = -np.log(D_real).mean() - np.log(1 - D_fake).mean()
    return loss, (D_real - 1) / D_real.size, D_fake / D_fake.size
