# loses: test_parameters_example, test_parameters
# hint: A bidirectional layer has twice the parameters: two sets of weights,
#   one for each direction.
# %% parameters
def parameters(kind, d, units, library, bidirectional):
    gates = {"rnn": 1, "lstm": 4, "gru": 3}[kind]
    biases = 2 if library == "torch" or kind == "gru" else 1
    total = 0
    for u in units:
        total += gates * u * (d + u + biases)
        d = u
    return total
