# loses: test_unet_sizes_example, test_unet_sizes
# hint: Each level has two convolutions of 3 × 3, and each takes two pixels
#   off the side: four together.
# %% unet_sizes
def unet_sizes(size, depth):
    kept = []
    for _ in range(depth):
        kept.append(size - 2)
        if kept[-1] % 2 == 1:
            return None
        size = kept[-1] // 2
    side, crops = size - 2, []
    for skip in reversed(kept):
        crops.append((skip - 2 * side) // 2)
        side = 2 * side - 2
    return (kept, crops[::-1], side) if side > 0 else None
