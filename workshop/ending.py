"""Ends with who started it: a server whose starter is gone by any means stops itself, and its
kernels.

``python -m workshop.ending MODULE …`` runs a module; the starter holds the other end of its
standard input, which closes when the starter ends, however it ends.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading


def gently() -> None:
    """From now on a signal to end, or a window that is closed, is a Ctrl+C: what runs below is
    stopped as well."""
    for name in ("SIGTERM", "SIGHUP", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)


def quickly() -> None:
    """From now on Jupyter does without the grammar of international addresses, which takes a
    second to make at each start and checks nothing that a notebook holds."""
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def _watch() -> None:
    # not through sys.stdin: its lock, held here, would break the end of the interpreter
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def main(line: list[str]) -> None:
    """Run the module that the line names until it ends, or until standard input does."""
    threading.Thread(target=_watch, daemon=True).start()
    quickly()
    sys.argv = line
    runpy.run_module(line[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1:])
