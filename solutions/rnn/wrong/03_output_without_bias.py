# loses: test_count_parameters_example, test_count_parameters
# hint: The biases of the dense layer are missing, one for each output.
# %% count_parameters
def count_parameters(d, units, k, biases):
    total = 0
    for u in units:
        total += d * u + u * u + biases * u
        d = u
    return total + d * k
