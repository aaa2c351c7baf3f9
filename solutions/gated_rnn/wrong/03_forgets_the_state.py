# loses: test_parameters_example, test_parameters
# hint: You count the weights of the input, but not those of the state: there
#   is a matrix of u times u for each gate, too.
# %% parameters
def parameters(kind, d, units, library, bidirectional):
    gates = {"rnn": 1, "lstm": 4, "gru": 3}[kind]
    biases = 2 if library == "torch" or kind == "gru" else 1
    directions = 2 if bidirectional else 1
    total = 0
    for u in units:
        total += directions * gates * u * (d + biases)
        d = directions * u
    return total
