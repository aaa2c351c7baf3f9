# loses: test_discriminator_loss_example, test_discriminator_loss
# hint: You take the logarithm of the logits. They are no probabilities: D is
#   the sigmoid of the logit.
# %% discriminator_loss
def discriminator_loss(z_real, z_fake):
    D_real = np.clip(z_real, 1e-7, 1 - 1e-7)
    D_fake = np.clip(z_fake, 1e-7, 1 - 1e-7)
    loss = -np.log(D_real).mean() - np.log(1 - D_fake).mean()
    return loss, -1 / D_real / z_real.size, 1 / (1 - D_fake) / z_fake.size
