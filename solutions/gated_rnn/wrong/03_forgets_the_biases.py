# loses: test_parameters_example, test_parameters
# hint: You count the weights, but no bias.
# %% parameters
def parameters(kind, d, units, library, bidirectional):
    gates = {"rnn": 1, "lstm": 4, "gru": 3}[kind]
    directions = 2 if bidirectional else 1
    total = 0
    for u in units:
        total += directions * gates * u * (d + u)
        d = directions * u
    return total
