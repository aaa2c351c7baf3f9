# loses: test_unet_sizes
# hint: You look only at whether the side of the image is even; each map that
#   is pooled must have an even side.
# %% unet_sizes
def unet_sizes(size, depth):
    kept = []
    for _ in range(depth):
        kept.append(size - 4)
        if kept[0] % 2 == 1:
            return None
        size = kept[-1] // 2
    side, crops = size - 4, []
    for skip in reversed(kept):
        crops.append((skip - 2 * side) // 2)
        side = 2 * side - 4
    return (kept, crops[::-1], side) if side > 0 else None
