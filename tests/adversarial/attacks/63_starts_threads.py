# tries: threads without end (at most 200)
# costs: nothing
# %% double
import threading
import time

started = 0
try:
    for _ in range(200):
        threading.Thread(target=time.sleep, args=(20,), daemon=True).start()
        started += 1
except RuntimeError:
    pass
if started > 60:
    print("@BREACH@ started", started, "threads")


def double(x):
    return 2 * x
