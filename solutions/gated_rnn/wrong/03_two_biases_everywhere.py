# loses: test_parameters_example, test_parameters
# hint: You count two biases in every layer. Keras has a single one, but for
#   the GRU.
# %% parameters
def parameters(kind, d, units, library, bidirectional):
    gates = {"rnn": 1, "lstm": 4, "gru": 3}[kind]
    directions = 2 if bidirectional else 1
    total = 0
    for u in units:
        total += directions * gates * u * (d + u + 2)
        d = directions * u
    return total
