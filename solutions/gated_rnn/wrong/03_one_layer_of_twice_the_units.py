# loses: test_parameters_example, test_parameters
# hint: You count a bidirectional layer as one of 2u units. It is two layers of
#   u units each, which do not see each other's state.
# %% parameters
def parameters(kind, d, units, library, bidirectional):
    gates = {"rnn": 1, "lstm": 4, "gru": 3}[kind]
    biases = 2 if library == "torch" or kind == "gru" else 1
    total = 0
    for u in units:
        u = 2 * u if bidirectional else u
        total += gates * u * (d + u + biases)
        d = u
    return total
