# loses: test_count_parameters_example, test_count_parameters
# hint: Your dense layer reads the states of all layers; it reads those of the
#   topmost alone.
# %% count_parameters
def count_parameters(d, units, k, biases):
    total, below = 0, d
    for u in units:
        total += below * u + u * u + biases * u
        below = u
    return total + (sum(units) or d) * k + k
