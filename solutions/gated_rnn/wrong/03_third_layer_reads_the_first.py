# loses: test_parameters
# hint: You let every later layer read the states of the first one. Each reads
#   those of the layer right below it.
# %% parameters
def parameters(kind, d, units, library, bidirectional):
    gates = {"rnn": 1, "lstm": 4, "gru": 3}[kind]
    biases = 2 if library == "torch" or kind == "gru" else 1
    directions = 2 if bidirectional else 1
    total = 0
    for layer, u in enumerate(units):
        width = d if layer == 0 else directions * units[0]
        total += directions * gates * u * (width + u + biases)
    return total
