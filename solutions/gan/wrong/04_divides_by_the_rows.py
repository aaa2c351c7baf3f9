# loses: test_generator_loss_example, test_generator_loss
# hint: You divide the gradient by the length of the first axis; logits of
#   shape (B, H, W) are more than that: use .size.
# %% generator_loss
def generator_loss(z_fake, saturating):

    def softplus(z):
        return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))

    if saturating:
        slope = -np.exp(-softplus(-z_fake))
        return -softplus(z_fake).mean(), slope / len(z_fake)
    return softplus(-z_fake).mean(), -np.exp(-softplus(z_fake)) / len(z_fake)
