# loses: test_rnn_backward_state
# hint: Your gradient of h0 is made in the loop over the steps before the last;
#   with a single step that loop is never entered, and h0 gets zeros.
# %% rnn_backward
def rnn_backward(dy, x, h, U, h0):
    before = np.concatenate([h0[:, None], h[:, :-1]], axis=1)
    da = dy * (1 - h**2)
    dh0 = np.zeros(h0.shape)
    for t in reversed(range(x.shape[1] - 1)):
        da[:, t] += da[:, t + 1] @ U.T * (1 - h[:, t] ** 2)
        dh0 = da[:, t] @ U.T
    dW, dU = (np.einsum("nti,ntj->ij", a, da) for a in (x, before))
    return dW, dU, da.sum(axis=(0, 1)), dh0
