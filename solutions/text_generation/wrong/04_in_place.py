# loses: test_keep_likely_example, test_keep_likely
# hint: You change p itself; whoever calls you still needs it. Work on a copy.
# %% keep_likely
def keep_likely(p, k, mass):
    order = np.argsort(-p, axis=-1, kind="stable")
    for row, places in zip(p, order):
        row[places[k:]] = 0
        row /= row.sum()
        likelier = row[places].cumsum() - row[places]
        row[places[likelier >= mass]] = 0
        row /= row.sum()
    return p
