# loses: test_perplexity_example, test_perplexity
# hint: You average the probabilities and take the reciprocal; perplexity
#   averages their logarithms, so that one very small probability weighs
#   heavily.
# %% perplexity
def perplexity(p):
    return 1 / np.mean(p)
