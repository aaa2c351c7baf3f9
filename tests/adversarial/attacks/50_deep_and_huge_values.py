# tries: values too deep or too long to be sent: nested lists, a number of a million digits
# costs: double, halve
# %% double
def double(x):
    value = []
    for _ in range(100_000):
        value = [value]
    return value


# %% halve
def halve(x):
    return 10**1_000_000
