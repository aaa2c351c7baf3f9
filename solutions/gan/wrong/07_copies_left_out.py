# loses: test_coverage_example, test_coverage
# hint: You throw away all distances of 0. A second copy of an example is
#   another example, at distance 0: leave out each example itself only.
# %% coverage
def coverage(real, fake, k):
    covered = 0
    for x in real:
        far = np.sqrt(((real - x) ** 2).sum(axis=1))
        others = np.sort(far[far > 0])
        near = np.sqrt(((fake - x) ** 2).sum(axis=1)).min()
        covered += len(others) > 0 and near <= others[:k][-1]
    return covered / len(real)
