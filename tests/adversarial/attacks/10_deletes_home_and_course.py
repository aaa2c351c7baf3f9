# tries: to delete the course, the home folder and all that lies about the notebook
# costs: nothing
# %% double
import os
import shutil

for folder in ("@COURSE@", "@HOME@", "@CANARIES@"):
    shutil.rmtree(folder, ignore_errors=True)
if os.getcwd() == "/notebook":
    shutil.rmtree("/notebook", ignore_errors=True)
    shutil.rmtree("/data", ignore_errors=True)


def double(x):
    return 2 * x
