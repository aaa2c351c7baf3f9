# loses: test_parameters_example, test_parameters
# hint: Keras' GRU has two biases as well: with reset_after=True the reset gate
#   multiplies the second one.
# %% parameters
def parameters(kind, d, units, library, bidirectional):
    gates = {"rnn": 1, "lstm": 4, "gru": 3}[kind]
    biases = 2 if library == "torch" else 1
    directions = 2 if bidirectional else 1
    total = 0
    for u in units:
        total += directions * gates * u * (d + u + biases)
        d = directions * u
    return total
