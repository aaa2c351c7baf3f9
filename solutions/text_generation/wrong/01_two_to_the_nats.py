# loses: test_perplexity_and_bits_example, test_perplexity_and_bits
# hint: 2 goes with bits, e with nats: the perplexity is e to the mean
#   surprise, where the logarithms are natural ones.
# %% perplexity_and_bits
def perplexity_and_bits(log_probs, mask):
    nats = -log_probs[mask].mean()
    return 2**nats, nats / np.log(2)
