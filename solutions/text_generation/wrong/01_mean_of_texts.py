# loses: test_perplexity_and_bits_example, test_perplexity_and_bits
# hint: You take the mean of each text, then the mean of the texts. All real
#   characters count alike, so that long texts weigh more.
# %% perplexity_and_bits
def perplexity_and_bits(log_probs, mask):
    nats = np.mean(
        [-row[real].mean() for row, real in zip(log_probs, mask) if real.any()]
    )
    return np.exp(nats), nats / np.log(2)
