# loses: test_soft_threshold
# hint: Your loop goes over the rows of z as if they were numbers; z may have
#   any shape.
# %% soft_threshold
def soft_threshold(z, t):
    out = np.zeros(len(z))
    for i in range(len(z)):
        if z[i] > t:
            out[i] = z[i] - t
        elif z[i] < -t:
            out[i] = z[i] + t
    return out
