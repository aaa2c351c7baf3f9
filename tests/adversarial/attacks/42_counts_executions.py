# tries: forged execution counts: none, text, 10 ** 400
# costs: double
# %% double
shell = get_ipython()


def double(x):
    shell.execution_count = "1000"
    return 1


# %% halve
def halve(x):
    shell.execution_count = 10**400
    return x / 2
