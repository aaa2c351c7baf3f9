# loses: test_parameters_example, test_parameters
# hint: PyTorch's plain recurrent layer has two biases, too, not only its LSTM
#   and its GRU.
# %% parameters
def parameters(kind, d, units, library, bidirectional):
    gates = {"rnn": 1, "lstm": 4, "gru": 3}[kind]
    two = kind == "gru" or (kind == "lstm" and library == "torch")
    directions = 2 if bidirectional else 1
    total = 0
    for u in units:
        total += directions * gates * u * (d + u + 1 + two)
        d = directions * u
    return total
