# tries: 100,000 small displays, and one whose image is 50 MB
# costs: double
# %% double
from IPython.display import display

for number in range(100_000):
    display({"text/plain": str(number), "image/png": "A" * 500}, raw=True)
display({"image/png": "A" * 50_000_000}, raw=True)


def double(x):
    return 2 * x
