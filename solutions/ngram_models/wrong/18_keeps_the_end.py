# loses: test_generate
# hint: END says that the text is over; it does not belong to the symbols that
#   you return.
# %% generate
def generate(P, uniforms):
    history, drawn = (BEGIN,) * (P.ndim - 1), []
    for t in uniforms:
        drawn.append(
            int(np.searchsorted(P[history].cumsum(), t, side="right"))
        )
        if drawn[-1] == END:
            break
        history = (*history[1:], drawn[-1])
    return np.array(drawn, dtype=int)
