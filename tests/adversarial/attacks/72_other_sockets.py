# tries: kinds of sockets that could reach the machine: raw, packet, netlink, vsock
# costs: nothing
# %% double
import socket

kinds = [
    (socket.AF_INET, socket.SOCK_RAW),
    (socket.AF_PACKET, socket.SOCK_RAW),
    (socket.AF_NETLINK, socket.SOCK_RAW),
    (getattr(socket, "AF_VSOCK", 40), socket.SOCK_STREAM),
]
for family, kind in kinds:
    try:
        socket.socket(family, kind).close()
        print("@BREACH@ opened a socket of family", family)
    except OSError:
        pass


def double(x):
    return 2 * x
