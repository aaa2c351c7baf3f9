# loses: test_parameters_example, test_parameters
# hint: Above a bidirectional layer of u units the next one reads 2u features,
#   the states of both directions.
# %% parameters
def parameters(kind, d, units, library, bidirectional):
    gates = {"rnn": 1, "lstm": 4, "gru": 3}[kind]
    biases = 2 if library == "torch" or kind == "gru" else 1
    directions = 2 if bidirectional else 1
    total = 0
    for u in units:
        total += directions * gates * u * (d + u + biases)
        d = u
    return total
