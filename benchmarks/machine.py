"""The machine that a result was measured on, in words, without its name."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version


def machine() -> str:
    """Processor, cores, memory, load, Python and the libraries that carry the work."""
    words = [f"{platform.machine()}, {os.cpu_count()} cores"]
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        words.append(f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB")
    if hasattr(os, "getloadavg"):
        words.append(f"load {os.getloadavg()[1]:.1f} (this and whatever else ran)")
    words.append(f"{platform.system()}, Python {platform.python_version()}")
    return (
        "; ".join(words)
        + "; "
        + ", ".join(f"{name} {version(name)}" for name in ("numpy", "pandas", "scipy", "pyarrow"))
        + "."
    )
