# loses: test_parameters_example, test_parameters
# hint: `units.pop` takes the layers out of the caller's list: loop over it, or
#   work on a copy.
# %% parameters
def parameters(kind, d, units, library, bidirectional):
    gates = {"rnn": 1, "lstm": 4, "gru": 3}[kind]
    biases = 2 if library == "torch" or kind == "gru" else 1
    directions = 2 if bidirectional else 1
    total = 0
    while units:
        u = units.pop(0)
        total += directions * gates * u * (d + u + biases)
        d = directions * u
    return total
