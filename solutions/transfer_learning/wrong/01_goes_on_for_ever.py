# loses: test_plan_example, test_plan
# hint: After the last stage nothing is trained any more: return the number of
#   stages, and the rate 0.
# %% plan
def count(layers, first):
    trained = frozen = 0
    for i, (kind, *sizes) in enumerate(layers):
        learnt = moving = 0
        if kind == "conv":
            k, C, F = sizes
            learnt = k * k * C * F
        elif kind == "norm":
            (C,) = sizes
            learnt = moving = 2 * C
        elif kind == "dense":
            d, k = sizes
            learnt = (d + 1) * k
        if i < first:
            learnt, moving = 0, moving + learnt
        trained, frozen = trained + learnt, frozen + moving
    return trained, frozen


def stage_of(epoch, lengths, lr):
    for k, length in enumerate(lengths):
        if epoch < length:
            return k, lr / 10**k
        epoch = epoch - length
    return len(lengths) - 1, lr / 10 ** (len(lengths) - 1)
