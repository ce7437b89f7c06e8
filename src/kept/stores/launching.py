"""Run as a program: becomes an unprivileged user, asks the kernel to be stopped with its parent, then becomes PostgreSQL.

``python -I -S launching.py PARENT_PID USER_ID GROUP_ID SIGNAL PROGRAM ARGUMENT…`` (user and group -1: stay who we are).
It imports nothing but the standard library and keeps the process id, so PostgreSQL is the direct child of who started it.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def launch(arguments: list[str]) -> None:
    parent, user, group, signal = (int(argument) for argument in arguments[:4])
    program = arguments[4:]
    if user >= 0:
        os.setgroups([])
        os.setgid(group)
        os.setuid(user)
    # Only after the change of user: the kernel forgets the request whenever credentials change. macOS has no such call.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0)
        if os.getppid() != parent:
            sys.exit("the parent is gone")
    os.umask(0o077)
    os.execv(program[0], program)  # noqa: S606


if __name__ == "__main__":
    launch(sys.argv[1:])
