"""Carries bytes between a sandboxed kernel's sockets and its client, and counts them.

ZeroMQ queues a message of many parts without a bound, so that a hostile kernel could fill the
memory of whoever is connected to it. Here every byte it sends passes a counter first: at the
allowance the connection ends, and the kernel is taken for one that floods.
"""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
from pathlib import Path

PORTS = range(1, 6)  # ipc "ports" of a kernel's five channels
CHUNK = 1 << 16


def listen(path: Path) -> socket.socket:
    """A listening Unix socket at the path.

    Raises:
        OSError: if the path is longer than the 107 bytes that such an address may have.
    """
    listener = socket.socket(socket.AF_UNIX)
    try:
        listener.bind(str(path))
    except OSError as error:
        listener.close()
        raise OSError(f"{path}: {error}; set TMPDIR to a shorter folder") from error
    listener.listen(16)
    return listener


class Relay:
    """Listens at ``client-1`` … ``client-5``, passes on to ``kernel-1`` … ``kernel-5``."""

    def __init__(self, client: str, kernel: str, allowance: int) -> None:
        self.flooded = False
        self._left = allowance
        self._kernel = kernel
        self._selector = selectors.DefaultSelector()
        self._peers: dict[socket.socket, socket.socket] = {}
        self._from_kernel: set[socket.socket] = set()
        self._open: set[socket.socket] = set()
        self._stop, self._stopped = socket.socketpair()
        self._selector.register(self._stop, selectors.EVENT_READ)
        for port in PORTS:
            listener = listen(Path(f"{client}-{port}"))
            self._open.add(listener)
            self._selector.register(listener, selectors.EVENT_READ, port)
        self._thread = threading.Thread(target=self._run, name="relay", daemon=True)
        self._thread.start()

    def allow(self, count: int) -> None:
        """From now on so many bytes may come from the kernel."""
        self._left = count

    def close(self) -> None:
        """End all connections, also one that is stuck in the middle of a write."""
        self._stopped.close()
        for end in list(self._open):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._thread.join()

    def _run(self) -> None:
        with contextlib.suppress(OSError):
            while not self.flooded and self._serve():
                pass
        for end in [*self._open, self._stop]:
            end.close()
        self._selector.close()

    def _serve(self) -> bool:
        for key, _ in self._selector.select():
            ready = key.fileobj
            assert isinstance(ready, socket.socket)
            if ready is self._stop:
                return False
            if key.data is not None:
                self._connect(ready, key.data)
            elif ready in self._open:  # it may have been closed with its peer in this round
                self._pass_on(ready)
        return True

    def _connect(self, listener: socket.socket, port: int) -> None:
        client, _ = listener.accept()
        kernel = socket.socket(socket.AF_UNIX)
        try:
            kernel.connect(f"{self._kernel}-{port}")
        except OSError:  # the kernel has gone
            client.close()
            kernel.close()
            return
        self._from_kernel.add(kernel)
        for end, peer in ((client, kernel), (kernel, client)):
            self._open.add(end)
            self._peers[end] = peer
            self._selector.register(end, selectors.EVENT_READ)

    def _pass_on(self, end: socket.socket) -> None:
        peer = self._peers[end]
        try:
            chunk = end.recv(CHUNK)
            if end in self._from_kernel:
                self._left -= len(chunk)
                self.flooded = self._left < 0
            if chunk and not self.flooded:
                peer.sendall(chunk)
                return
        except OSError:
            pass
        for one in (end, peer):
            self._selector.unregister(one)
            self._open.discard(one)
            one.close()
