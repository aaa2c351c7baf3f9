# tries: memory by several processes, each below its limit (at most 4 of 200 MB)
# costs: double
# %% double
import os
import time

for _ in range(3):
    if os.fork() == 0:
        break
block = b"x" * (200 << 20)
time.sleep(20)
