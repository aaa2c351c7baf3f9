# loses: test_perplexity
# hint: The product of many probabilities is smaller than any float and becomes
#   0. Take the mean of the logarithms instead, and exp at the end.
# %% perplexity
def perplexity(p):
    return np.prod(p) ** (-1 / len(p))
