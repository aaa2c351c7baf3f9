# loses: test_count_parameters_example, test_count_parameters
# hint: The dense layer has one vector of biases in PyTorch, too; only
#   recurrent layers have two.
# %% count_parameters
def count_parameters(d, units, k, biases):
    total = 0
    for u in units:
        total += d * u + u * u + biases * u
        d = u
    return total + d * k + biases * k
