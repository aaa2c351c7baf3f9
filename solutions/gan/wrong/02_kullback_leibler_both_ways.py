# loses: test_jensen_shannon_example, test_jensen_shannon
# hint: You compare p and q with each other; compare each with their mean m,
#   which is positive wherever one of them is.
# %% jensen_shannon
def jensen_shannon(p, q, dx):
    some = (p > 0) | (q > 0)
    p, q = p[some], q[some]
    with np.errstate(all="ignore"):
        both = np.where(p > 0, p * np.log(p / q), 0)
        both += np.where(q > 0, q * np.log(q / p), 0)
    return dx * both.sum() / 2
