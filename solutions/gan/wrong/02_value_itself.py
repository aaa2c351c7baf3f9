# loses: test_jensen_shannon_example, test_jensen_shannon
# hint: You return the value of the game at the best D; add log 4 and halve
#   it.
# %% jensen_shannon
def jensen_shannon(p, q, dx):
    m, total = p + q, 0
    for density in (p, q):
        some = density > 0
        ratio = density[some] / m[some]
        total += (density[some] * np.log(ratio)).sum()
    return dx * total
