# loses: test_discriminator_loss_example, test_discriminator_loss
# hint: Large logits overflow in e^z. Use softplus(z) = max(z, 0) + log(1 +
#   e^−|z|).
# %% discriminator_loss
def discriminator_loss(z_real, z_fake):
    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

    loss = np.log(1 + np.exp(-z_real)).mean()
    loss += np.log(1 + np.exp(z_fake)).mean()
    dz_real = -sigmoid(-z_real) / z_real.size
    return loss, dz_real, sigmoid(z_fake) / z_fake.size
