# loses: test_conv2d_example, test_conv2d
# hint: You lay the kernel on the image with rows and columns exchanged.
# %% conv2d
def conv2d(x, W, b, stride):
    kh, kw = W.shape[:2]
    h = (x.shape[1] - kh) // stride + 1
    v = (x.shape[2] - kw) // stride + 1
    y = np.zeros((len(x), h, v, W.shape[3]))
    for k in range(kh):
        for m in range(kw):
            pixels = x[:, m:, k:][:, ::stride, ::stride][:, :h, :v]
            y += pixels @ W[k, m]
    return y + b
