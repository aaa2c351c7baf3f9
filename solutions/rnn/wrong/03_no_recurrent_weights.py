# loses: test_count_parameters_example, test_count_parameters
# hint: The weights from the state to itself are missing: U has u · u of them.
# %% count_parameters
def count_parameters(d, units, k, biases):
    total = 0
    for u in units:
        total += d * u + biases * u
        d = u
    return total + d * k + k
