"""Sandboxed kernels for stock Jupyter clients: a ``KernelProvisioner``, "threeways-sandbox".

A kernel spec asks for it in its metadata::

    {"kernel_provisioner": {"provisioner_name": "threeways-sandbox",
                            "config": {"imports": ["numpy"], "data": "assignments/ridge"}}}

Kernels with equal configuration come from one fork parent, which lives as long as this process.
"""

from __future__ import annotations

import asyncio
import atexit
import signal
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any, cast

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.provisioner_base import KernelProvisionerBase
from traitlets import Bool, List, Unicode

from threeways.course.grading.sandbox import Process, Sandbox

NAME = "threeways-sandbox"
_sandboxes: dict[tuple[Any, ...], Sandbox] = {}


class SandboxProvisioner(KernelProvisionerBase):
    """Starts a kernel in a :class:`.sandbox.Sandbox`; its command and environment are ignored."""

    imports = List(Unicode(), config=True, help="Modules that the fork parent imports.")
    data = Unicode("", config=True, help="The folder with the assignment's data files.")
    backend = Unicode("tensorflow", config=True, help="Keras' backend.")
    trust_submissions = Bool(False, config=True, help="Whether to do without isolation.")
    process: Process | None = None

    @property
    def has_process(self) -> bool:
        """Whether a kernel was started and not yet ended."""
        return self.process is not None

    async def poll(self) -> int | None:
        """None while it runs."""
        return None if self.process and self.process.alive() else 0

    async def wait(self) -> int | None:
        """Return when it has ended."""
        while await self.poll() is None:
            await asyncio.sleep(0.02)
        await self.kill()
        return 0

    async def send_signal(self, signum: int) -> None:
        """Send a signal; one that would end it, ends all that it started."""
        if self.process and signum in (signal.SIGKILL, signal.SIGTERM):
            await self.kill()
        elif self.process and self.process.alive():
            signal.pidfd_send_signal(self.process.handle, signum)

    async def kill(self, restart: bool = False) -> None:
        """End the kernel with everything in its namespace."""
        process, self.process = self.process, None
        if process:
            await asyncio.to_thread(process.kill)

    async def terminate(self, restart: bool = False) -> None:
        """The same: there is nothing that a submission's kernel should save."""
        await self.kill(restart)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start a kernel and say how to connect to it."""
        self.process = await asyncio.to_thread(lambda: self._sandbox().spawn())
        connection: Any = self.process.connection
        return cast(KernelConnectionInfo, {**connection, "key": connection["key"].encode()})

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """There is no command to prepare."""
        return await super().pre_launch(cmd=[], **kwargs)

    async def cleanup(self, restart: bool = False) -> None:
        """Nothing is left: what a kernel had goes with it."""
        await self.kill(restart)

    def _sandbox(self) -> Sandbox:
        key = (*self.imports, self.data, self.backend, self.trust_submissions)
        if key not in _sandboxes:
            sandbox = Sandbox(
                NAME,
                self.imports,
                Path(self.data) if self.data else None,
                backend=self.backend,  # type: ignore[arg-type]
                trust_submissions=self.trust_submissions,
            )
            _sandboxes[key] = sandbox.__enter__()
        return _sandboxes[key]


@atexit.register
def close_all() -> None:
    """End the fork parents that kernels here came from."""
    while _sandboxes:
        _sandboxes.popitem()[1].close()


def kernel_spec(**config: Any) -> KernelSpec:
    """A kernel spec that asks for the sandbox; ``config`` are the provisioner's traits."""
    return KernelSpec(
        argv=["sandboxed"],
        display_name="Sandboxed",
        language="python",
        interrupt_mode="message",
        metadata={"kernel_provisioner": {"provisioner_name": NAME, "config": config}},
    )


def kernel_manager(**config: Any) -> AsyncKernelManager:
    """A manager of one sandboxed kernel, for nbclient's ``km`` and its like."""
    register()
    manager = AsyncKernelManager(kernel_name=NAME)
    manager._kernel_spec = kernel_spec(**config)
    return manager


def register() -> None:
    """Make the provisioner known where the package's entry points were installed before it."""
    known = KernelProvisionerFactory.instance().provisioners
    reference = f"{__name__}:{SandboxProvisioner.__name__}"
    known.setdefault(NAME, EntryPoint(NAME, reference, KernelProvisionerFactory.GROUP_NAME))
