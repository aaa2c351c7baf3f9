# loses: test_generate
# hint: You leave END out but go on drawing after it; a text stops there.
# %% generate
def generate(P, uniforms):
    history, drawn = (BEGIN,) * (P.ndim - 1), []
    for t in uniforms:
        symbol = int(np.searchsorted(P[history].cumsum(), t, side="right"))
        drawn.append(symbol)
        history = (*history[1:], symbol)
    return np.array([symbol for symbol in drawn if symbol != END], dtype=int)
