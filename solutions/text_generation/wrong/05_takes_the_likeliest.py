# loses: test_draw_example, test_draw
# hint: You always take the likeliest character, so that t changes nothing.
#   Walk along the sums until they are larger than t.
# %% draw
def draw(p, t):
    return p.argmax(axis=-1)
