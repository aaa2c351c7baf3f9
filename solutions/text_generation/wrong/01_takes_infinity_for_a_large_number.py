# loses: test_perplexity_and_bits_example, test_perplexity_and_bits
# hint: np.nan_to_num makes a large number of -inf, also where a real character
#   got probability 0: its surprise is infinite. Select the real characters
#   instead: log_probs[mask].
# %% perplexity_and_bits
def perplexity_and_bits(log_probs, mask):
    nats = -(np.nan_to_num(log_probs) * mask).sum() / mask.sum()
    return np.exp(nats), nats / np.log(2)
