# tries: to reach a listener on this machine by TCP, by UDP and by a socket with an abstract name
# costs: nothing
# %% double
import socket

for address in ("127.0.0.1", "localhost", "::ffff:127.0.0.1"):
    try:
        socket.create_connection((address, int("@TCP@")), timeout=1).sendall(b"hello")
        print("@BREACH@ connected to", address)
    except OSError:
        pass
try:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
        datagrams.sendto(b"hello", ("127.0.0.1", int("@UDP@")))
except OSError:
    pass
try:
    with socket.socket(socket.AF_UNIX) as local:
        local.connect("\0@ABSTRACT@")
        print("@BREACH@ connected to the abstract name")
except OSError:
    pass


def double(x):
    return 2 * x
