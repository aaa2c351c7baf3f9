# loses: test_perplexity_and_bits_example, test_perplexity_and_bits
# hint: There are more bits than nats: divide by log 2 = 0.693, do not
#   multiply.
# %% perplexity_and_bits
def perplexity_and_bits(log_probs, mask):
    nats = -log_probs[mask].mean()
    return np.exp(nats), nats * np.log(2)
