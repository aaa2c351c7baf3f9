# loses: test_generate_example, test_generate
# hint: You always take the likeliest symbol, so that the random numbers change
#   nothing. Walk along the cumulated probabilities until they are larger than
#   the number.
# %% generate
def generate(P, uniforms):
    history, drawn = (BEGIN,) * (P.ndim - 1), []
    for _ in uniforms:
        symbol = int(P[history].argmax())
        if symbol == END:
            break
        drawn.append(symbol)
        history = (*history[1:], symbol)
    return np.array(drawn, dtype=int)
