# loses: test_count_parameters_example, test_count_parameters
# hint: Each of your layers reads the features; from the second on, a layer
#   reads the states of the one below.
# %% count_parameters
def count_parameters(d, units, k, biases):
    total = sum(d * u + u * u + biases * u for u in units)
    return total + [d, *units][-1] * k + k
