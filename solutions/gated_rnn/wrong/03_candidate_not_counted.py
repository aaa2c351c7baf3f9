# loses: test_parameters_example, test_parameters
# hint: You count the gates only. The candidate has weights of its own: four
#   blocks in an LSTM, three in a GRU.
# %% parameters
def parameters(kind, d, units, library, bidirectional):
    gates = {"rnn": 1, "lstm": 3, "gru": 2}[kind]
    biases = 2 if library == "torch" or kind == "gru" else 1
    directions = 2 if bidirectional else 1
    total = 0
    for u in units:
        total += directions * gates * u * (d + u + biases)
        d = directions * u
    return total
