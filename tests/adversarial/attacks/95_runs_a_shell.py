# tries: to run programs of the machine, by magics and by subprocess
# costs: nothing
# %% double
import subprocess

shell = get_ipython()
try:
    shell.system("touch '@MARKER@'")
    shell.run_cell_magic("bash", "", "touch '@MARKER@'; cat '@CANARY@'")
except Exception as error:
    print(error)
for command in (["cat", "@CANARY@"], ["sudo", "-n", "true"], ["bwrap", "--version"], ["ps", "ax"]):
    try:
        print(subprocess.run(command, capture_output=True, timeout=1).stdout)
    except (OSError, subprocess.SubprocessError):
        pass


def double(x):
    return 2 * x
