# loses: test_parameters_example, test_parameters
# hint: You let every layer read the d features of the input. From the second
#   one on a layer reads the states of the one below.
# %% parameters
def parameters(kind, d, units, library, bidirectional):
    gates = {"rnn": 1, "lstm": 4, "gru": 3}[kind]
    biases = 2 if library == "torch" or kind == "gru" else 1
    directions = 2 if bidirectional else 1
    total = 0
    for u in units:
        total += directions * gates * u * (d + u + biases)
    return total
