# loses: test_count_parameters_example, test_count_parameters
# hint: You take the layers out of the list that you were given; whoever calls
#   you finds it empty. Loop over it instead.
# %% count_parameters
def count_parameters(d, units, k, biases):
    total = 0
    while units:
        u = units.pop(0)
        total += d * u + u * u + biases * u
        d = u
    return total + d * k + k
