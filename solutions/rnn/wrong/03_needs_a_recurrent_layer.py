# loses: test_count_parameters_example, test_count_parameters
# hint: You look for the topmost recurrent layer even where the list is empty;
#   then the dense layer reads the d features.
# %% count_parameters
def count_parameters(d, units, k, biases):
    total = 0
    for below, u in zip([d, *units], units):
        total += below * u + u * u + biases * u
    return total + units[-1] * k + k
