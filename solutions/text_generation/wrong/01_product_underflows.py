# loses: test_perplexity_and_bits_example, test_perplexity_and_bits
# hint: The product of many probabilities is smaller than any float and becomes
#   0. Take the mean of the logarithms, and exp at the end.
# %% perplexity_and_bits
def perplexity_and_bits(log_probs, mask):
    p = np.exp(log_probs[mask])
    perplexity = np.prod(p) ** (-1 / len(p))
    return perplexity, np.log2(perplexity)
