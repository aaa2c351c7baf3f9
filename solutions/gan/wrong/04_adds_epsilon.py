# loses: test_generator_loss_example, test_generator_loss
# hint: The small number inside your logarithm makes a logit of −1000 look
#   harmless: −log D is 1000 there.
# %% generator_loss
def generator_loss(z_fake, saturating):
    D = np.exp(np.minimum(z_fake, 0)) / (1 + np.exp(-np.abs(z_fake)))
    if saturating:
        return np.log(1 - D + 1e-12).mean(), -D / D.size
    return -np.log(D + 1e-12).mean(), (D - 1) / D.size
