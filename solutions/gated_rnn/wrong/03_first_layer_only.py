# loses: test_parameters_example, test_parameters
# hint: You count the first layer only; `units` lists one number for each
#   layer.
# %% parameters
def parameters(kind, d, units, library, bidirectional):
    gates = {"rnn": 1, "lstm": 4, "gru": 3}[kind]
    biases = 2 if library == "torch" or kind == "gru" else 1
    directions = 2 if bidirectional else 1
    return directions * gates * units[0] * (d + units[0] + biases)
