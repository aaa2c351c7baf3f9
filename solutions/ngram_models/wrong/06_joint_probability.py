# loses: test_probabilities_example, test_probabilities
# hint: You divide by the number of all n-grams, which gives P(hw). The
#   condition in P(w | h) means: divide by the count of the history, the sum
#   along the last axis.
# %% probabilities
def probabilities(counts, alpha):
    smoothed = counts + float(alpha)
    return smoothed / smoothed.sum()
