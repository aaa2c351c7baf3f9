# loses: test_unet_sizes_example, test_unet_sizes
# hint: Your crops come in the order of the way up; the uppermost level comes
#   first.
# %% unet_sizes
def unet_sizes(size, depth):
    kept = []
    for _ in range(depth):
        kept.append(size - 4)
        if kept[-1] % 2 == 1:
            return None
        size = kept[-1] // 2
    side, crops = size - 4, []
    for skip in reversed(kept):
        crops.append((skip - 2 * side) // 2)
        side = 2 * side - 4
    return (kept, crops, side) if side > 0 else None
