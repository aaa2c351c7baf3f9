# loses: test_generate_example, test_generate
# hint: Every symbol is drawn from the distribution after BEGIN. Drop the
#   oldest symbol of the history and append the new one.
# %% generate
def generate(P, uniforms):
    history, drawn = (BEGIN,) * (P.ndim - 1), []
    for t in uniforms:
        symbol = int(np.searchsorted(P[history].cumsum(), t, side="right"))
        if symbol == END:
            break
        drawn.append(symbol)
    return np.array(drawn, dtype=int)
