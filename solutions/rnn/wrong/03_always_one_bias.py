# loses: test_count_parameters_example, test_count_parameters
# hint: You count one vector of biases for each recurrent layer, also where
#   there are two.
# %% count_parameters
def count_parameters(d, units, k, biases):
    total = 0
    for u in units:
        total += d * u + u * u + u
        d = u
    return total + d * k + k
