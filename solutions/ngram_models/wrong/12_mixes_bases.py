# loses: test_perplexity_example, test_perplexity
# hint: np.log is the natural logarithm; its inverse is exp, not 2 to the
#   power. Take exp with log, or 2 ** with log2.
# %% perplexity
def perplexity(p):
    return 2 ** -np.mean(np.log(p))
