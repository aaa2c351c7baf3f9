# loses: test_count_parameters
# hint: From the second on, each of your layers reads the first one; with three
#   layers one sees that it is the layer right below.
# %% count_parameters
def count_parameters(d, units, k, biases):
    total, below = 0, d
    for u in units:
        total += below * u + u * u + biases * u
        below = units[0]
    return total + (units[-1] if units else d) * k + k
