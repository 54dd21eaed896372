"""A child that reads a stranger's file reaches no network: by the kernel where it lets us, else by Python."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from typing import Any

CLONE_NEWUSER, CLONE_NEWNET = 0x1000_0000, 0x4000_0000
"""Flags of ``unshare(2)`` in Linux's ``sched.h``."""
REACHING_OUT = frozenset({"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"})
"""What Python tells its auditors before it does it (PEP 578)."""


def leave_network() -> bool:
    """Give this process a network of its own with nothing in it; whether the kernel did so.

    An unprivileged process may do so inside a user namespace of its own, where the system allows those; it
    must have one thread only. Libraries in C are bound by it too. In any case Python opens no connection.
    """
    sys.addaudithook(_refuse)
    if sys.platform != "linux":
        return False
    user, group = os.getuid(), os.getgid()
    unshare = ctypes.CDLL(None, use_errno=True).unshare
    if unshare(CLONE_NEWNET) == 0:  # root may
        return True
    if unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0:
        return False
    for name, line in (
        ("uid_map", f"{user} {user} 1"),
        ("setgroups", "deny"),
        ("gid_map", f"{group} {group} 1"),
    ):
        with contextlib.suppress(OSError), open(f"/proc/self/{name}", "w") as stream:  # noqa: PTH123
            stream.write(line)
    return True


def _refuse(event: str, _arguments: tuple[Any, ...]) -> None:
    if event in REACHING_OUT:
        raise PermissionError("a task reaches no network")
