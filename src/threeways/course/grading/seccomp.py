"""The system calls that a submission may not make, as a program for the kernel's filter.

The namespaces are what isolates; the filter takes away what a kernel exploit would start from:
new namespaces and mounts, tracing, loading of code into the kernel, sockets to anything but
files and the (empty) network namespace. What is denied fails with EPERM, so that a library that
only tries goes on; other families of sockets with EINVAL, which ZeroMQ takes for "none here".
"""

from __future__ import annotations

import ctypes
import errno
import functools
import os

LIBRARY = "libseccomp.so.2"
REMEDY = "sudo apt-get install libseccomp2"

DENIED = """
    ptrace process_vm_readv process_vm_writev kcmp process_madvise pidfd_getfd
    mount umount2 pivot_root chroot setns unshare mount_setattr move_mount open_tree fsopen
    fsconfig fsmount fspick name_to_handle_at open_by_handle_at mknod mknodat
    bpf perf_event_open userfaultfd io_uring_setup io_uring_enter io_uring_register
    keyctl add_key request_key vmsplice move_pages fanotify_init lookup_dcookie
    init_module finit_module delete_module kexec_load kexec_file_load reboot swapon swapoff
    acct quotactl quotactl_fd settimeofday clock_settime clock_adjtime adjtimex syslog
    personality nfsservctl
"""  # other processes; namespaces and mounts; what has had holes; the machine's own business

ALLOW = 0x7FFF0000  # SCMP_ACT_ALLOW
ERRNO = 0x00050000  # SCMP_ACT_ERRNO(0)
EQUAL, GREATER, MASKED = 4, 6, 7  # SCMP_CMP_EQ, _GT, _MASKED_EQ
# clone() with any of CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET
NEW_NAMESPACES = tuple(1 << bit for bit in (17, 25, 26, 27, 28, 29, 30))
# Families of sockets but AF_UNIX, AF_INET and AF_INET6: not all of them have namespaces.
OTHER_FAMILIES = (0, *range(3, 10))
LAST_FAMILY = 10


class Missing(OSError):
    """libseccomp is not installed."""


class _Comparison(ctypes.Structure):
    """``struct scmp_arg_cmp``: an argument, how it is compared, with what."""

    _fields_ = (
        ("arg", ctypes.c_uint),
        ("op", ctypes.c_int),
        ("a", ctypes.c_uint64),
        ("b", ctypes.c_uint64),
    )


@functools.cache
def program() -> bytes:
    """The filter as classic BPF, for ``prctl(PR_SET_SECCOMP)``.

    Raises:
        Missing: if libseccomp is not installed.
    """
    library = _library()
    context = ctypes.c_void_p(library.seccomp_init(ALLOW))
    try:
        _add_rules(library, context)
        return _export(library, context)
    finally:
        library.seccomp_release(context)


def _library() -> ctypes.CDLL:
    try:
        library = ctypes.CDLL(LIBRARY)
    except OSError as error:
        raise Missing(f"{LIBRARY} is missing: {REMEDY}") from error
    library.seccomp_init.restype = ctypes.c_void_p
    library.seccomp_init.argtypes = [ctypes.c_uint32]
    library.seccomp_release.argtypes = [ctypes.c_void_p]
    library.seccomp_export_bpf.argtypes = [ctypes.c_void_p, ctypes.c_int]
    library.seccomp_syscall_resolve_name.argtypes = [ctypes.c_char_p]
    library.seccomp_rule_add_array.argtypes = [
        ctypes.c_void_p,
        ctypes.c_uint32,
        ctypes.c_int,
        ctypes.c_uint,
        ctypes.POINTER(_Comparison),
    ]
    return library


def _add_rules(library: ctypes.CDLL, context: ctypes.c_void_p) -> None:
    for name in DENIED.split():
        _deny(library, context, name)
    # The flags of clone3 are in memory, where no filter looks; the C library falls back on clone.
    _deny(library, context, "clone3", code=errno.ENOSYS)
    for flag in NEW_NAMESPACES:
        _deny(library, context, "clone", _Comparison(0, MASKED, flag, flag))
    for family in OTHER_FAMILIES:
        _deny(library, context, "socket", _Comparison(0, EQUAL, family, 0), code=errno.EINVAL)
    last = _Comparison(0, GREATER, LAST_FAMILY, 0)
    _deny(library, context, "socket", last, code=errno.EINVAL)


def _deny(
    library: ctypes.CDLL,
    context: ctypes.c_void_p,
    name: str,
    *comparisons: _Comparison,
    code: int = errno.EPERM,
) -> None:
    number = library.seccomp_syscall_resolve_name(name.encode())
    if number < 0:  # a call that this processor, or this release of the library, does not know
        return
    array = (_Comparison * len(comparisons))(*comparisons)
    failed = library.seccomp_rule_add_array(context, ERRNO | code, number, len(array), array)
    if failed:
        raise OSError(-failed, f"seccomp rule for {name}: {os.strerror(-failed)}")


def _export(library: ctypes.CDLL, context: ctypes.c_void_p) -> bytes:
    """What the library wrote; it writes to files only."""
    file = os.memfd_create("seccomp")
    try:
        failed = library.seccomp_export_bpf(context, file)
        if failed:
            raise OSError(-failed, f"seccomp export: {os.strerror(-failed)}")
        return os.pread(file, os.fstat(file).st_size, 0)
    finally:
        os.close(file)
