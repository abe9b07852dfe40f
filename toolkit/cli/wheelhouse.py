"""``toolkit wheelhouse DIR``: every pinned package for a chosen system and Python, to carry to
machines without a network."""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from toolkit.cli.options import describe, option
from toolkit.terms import tr

ROOT = Path(__file__).resolve().parents[2]
PYTHONS = ("3.11", "3.12", "3.13")
#: what a system is called in pip's wheel tags and in environment markers
SYSTEMS: dict[str, dict[str, Any]] = {
    "windows": {
        "platforms": ["win_amd64"],
        "markers": {
            "sys_platform": "win32",
            "os_name": "nt",
            "platform_system": "Windows",
            "platform_machine": "AMD64",
        },
    },
    "linux": {
        "platforms": [f"manylinux_2_{minor}_x86_64" for minor in range(34, 4, -1)]
        + ["manylinux2014_x86_64", "linux_x86_64"],
        "markers": {
            "sys_platform": "linux",
            "os_name": "posix",
            "platform_system": "Linux",
            "platform_machine": "x86_64",
        },
    },
    "macos": {
        "platforms": ["macosx_14_0_arm64"],
        "markers": {
            "sys_platform": "darwin",
            "os_name": "posix",
            "platform_system": "Darwin",
            "platform_machine": "arm64",
        },
    },
}


def here() -> tuple[str, str]:
    """System and Python of this machine, as the command names them."""
    return {"win32": "windows", "darwin": "macos"}.get(
        sys.platform, "linux"
    ), f"{sys.version_info.major}.{sys.version_info.minor}"


def entries(lock: str) -> Iterator[tuple[str, list[str]]]:
    """The requirements of a hashed lock: the line ``name==version ; marker`` and its ``--hash``
    options."""
    for line in re.sub(r"\\\r?\n", " ", lock).splitlines():
        if line.strip() and not line.startswith("#"):
            requirement, *options = re.split(r"\s+(?=--hash=)", line.strip())
            yield requirement, options


def pins(lock: str, system: str, python: str, patch: int = 99) -> dict[str, list[str]]:
    """Pins that the target needs, ``name==version`` → ``--hash`` options; the markers are evaluated
    for the target, not for this machine.

    Parameters
    ----------
    lock : text of ``requirements.lock``
    system : ``"windows"``, ``"linux"`` or ``"macos"``
    python : ``"3.11"``, ``"3.12"`` or ``"3.13"``
    patch : patch release of that Python; a few pins differ between early and late ones
    """
    from packaging.requirements import Requirement

    target = {
        **SYSTEMS[system]["markers"],
        "python_version": python,
        "python_full_version": f"{python}.{patch}",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "extra": "",
    }
    needed = {}
    for line, options in entries(lock):
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate(target):
            needed[f"{requirement.name}{requirement.specifier}"] = options
    return needed


def download(target: Path, system: str, python: str, needed: dict[str, list[str]]) -> None:
    """Let pip fetch wheels made for the target only, each against its hash, nothing resolved
    anew."""
    if not needed:
        return
    platforms = [f"--platform={name}" for name in SYSTEMS[system]["platforms"]]
    wheels = [
        "--only-binary=:all:",
        "--no-deps",
        "--require-hashes",
        f"--python-version={python}",
        "--implementation=cp",
    ]
    with tempfile.TemporaryDirectory() as scratch:
        wanted = Path(scratch) / "requirements.txt"
        wanted.write_text(
            "".join(f"{pin} {' '.join(hashes)}\n" for pin, hashes in needed.items()),
            encoding="utf-8",
        )
        line = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "-qq",
            *wheels,
            *platforms,
            f"--dest={target}",
            f"--requirement={wanted}",
        ]
        if subprocess.call(line) != 0:
            raise ValueError(
                tr(
                    "下载没有完成：见上面的提示；再运行一次会接着下载。",
                    "The download did not finish: see above; run it again to go on.",
                )
            )


def run(args: argparse.Namespace) -> int:
    """Fill the folder and say what is in it."""
    path = ROOT / ("requirements.lock" if args.all else "requirements-class.lock")
    if not path.is_file():
        raise ValueError(
            tr(
                f"找不到 {path.name}：请在项目文件夹里运行。",
                f"no {path.name}: run this from the project's folder.",
            )
        )
    target = Path(args.dir)
    target.mkdir(parents=True, exist_ok=True)
    lock = path.read_text(encoding="utf-8")
    late, early = (pins(lock, args.system, args.python, patch) for patch in (99, 0))
    download(target, args.system, args.python, late)
    download(
        target,
        args.system,
        args.python,
        {pin: hashes for pin, hashes in early.items() if pin not in late},
    )
    count = len(late.keys() | early.keys())
    size = sum(wheel.stat().st_size for wheel in target.glob("*.whl")) / 1e6
    print(
        tr(
            f"{target}：{args.system}、Python {args.python} 需要的 {count} 个包已齐（共 "
            f"{size:.0f} MB）。"
            "把它作为 wheelhouse 放进项目文件夹，在目标电脑上运行 python start.py lab，"
            "不需要网络。",
            f"{target}: all {count} packages for {args.system}, Python {args.python} ({size:.0f} "
            f"MB). Put it into the project's "
            "folder as wheelhouse and run python start.py lab on the other machine: no network is "
            "needed.",
        )
    )
    return 0


def add(add_command: Any) -> None:
    """Add ``wheelhouse``."""
    system, python = here()
    command = add_command(
        "wheelhouse",
        help=tr(
            "为不联网的电脑备好全部安装包（U 盘）",
            "gather every package for a machine without a network",
        ),
    )
    describe(
        command,
        [
            option(
                "dir",
                "目标文件夹（例如 U 盘上的 wheelhouse）",
                "target folder (for example wheelhouse on a USB stick)",
                metavar="DIR",
            ),
            option(
                "--all",
                "连同测试、基准和多县运行所需",
                "also what tests, benchmarks and many counties need",
                action="store_true",
            ),
            option("--system", choices=tuple(SYSTEMS), default=system),
            option("--python", choices=PYTHONS, default=python if python in PYTHONS else "3.12"),
        ],
    )
    command.set_defaults(run=run)
