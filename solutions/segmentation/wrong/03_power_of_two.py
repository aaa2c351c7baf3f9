# loses: test_unet_sizes_example, test_unet_sizes
# hint: You ask for a side that 2 to the power of the depth divides.
#   Convolutions take four pixels off in between: it is the maps before
#   pooling that must be even.
# %% unet_sizes
def unet_sizes(size, depth):
    if size % 2**depth:
        return None
    kept = []
    for _ in range(depth):
        kept.append(size - 4)
        size = kept[-1] // 2
    side, crops = size - 4, []
    for skip in reversed(kept):
        crops.append((skip - 2 * side) // 2)
        side = 2 * side - 4
    return (kept, crops[::-1], side) if side > 0 else None
