# loses: test_count_parameters_example, test_count_parameters
# hint: You put the features into the list that you were given; whoever calls
#   you finds it longer. Make a new list, [d, *units].
# %% count_parameters
def count_parameters(d, units, k, biases):
    units.insert(0, d)
    total = 0
    for i, u in enumerate(units[1:]):
        total += units[i] * u + u * u + biases * u
    return total + units[-1] * k + k
