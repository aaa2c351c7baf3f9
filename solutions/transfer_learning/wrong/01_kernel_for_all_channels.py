# loses: test_plan
# hint: A kernel has weights of its own for each channel of its input: k · k ·
#   C of them. With one channel that does not show.
# %% plan
def count(layers, first):
    trained = frozen = 0
    for i, (kind, *sizes) in enumerate(layers):
        learnt = moving = 0
        if kind == "conv":
            k, _, F = sizes
            learnt = k * k * F
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
    return len(lengths), 0.0
