"""Whether a path lies on a network share or a shared folder, where the locks of a database do not
hold; links are followed first."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_NETWORK = (
    "nfs",
    "nfs4",
    "cifs",
    "smb2",
    "smb3",
    "smbfs",
    "9p",
    "drvfs",
    "afs",
    "ceph",
    "coda",
    "davfs",
    "glusterfs",
    "lustre",
    "ncpfs",
    "prl_fs",
    "vboxsf",
    "fuse.sshfs",
    "fuse.davfs",
    "fuse.davfs2",
    "fuse.glusterfs",
    "fuse.rclone",
    "fuse.s3fs",
    "fuse.vmhgfs-fuse",
    "vmhgfs",
)


def on_network(path: Path) -> bool:
    """Whether a path lies on a network share or shared folder (UNC or mapped drive on Windows,
    mount type elsewhere)."""
    full = Path(os.path.realpath(path))
    if os.fspath(path).startswith(("\\\\", "//")) or str(full).startswith("\\\\"):
        return True
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.kernel32.GetDriveTypeW(full.anchor) == 4)
    best = ("", "")
    for line in _mounts():
        _, place, kind, *_ = line.split(" ")
        place = place.replace("\\040", " ")
        if (str(full) == place or str(full).startswith(place.rstrip("/") + "/")) and len(
            place
        ) >= len(best[0]):
            best = (place, kind)
    return best[1] in _NETWORK


def _mounts() -> list[str]:
    try:
        return Path("/proc/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
