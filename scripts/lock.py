"""Write the locks anew from pyproject.toml: every system, Python 3.11 and later, each file with its
hash.

``requirements.lock`` holds every extra, ``requirements-class.lock`` what a trainer's laptop needs,
at the same versions.

python start.py scripts/lock.py [--upgrade]
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OPTIONS = [
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-header",
    "--no-annotate",
    "--no-emit-index-url",
]


def main(argv: list[str]) -> int:
    """Run uv's resolver with the options above; settings of this machine (find-links, extra
    indexes) stay out."""
    # hashes must be those of the public files, so a machine's own index settings are not read
    quiet = {
        name: value for name, value in os.environ.items() if not name.startswith(("UV_", "PIP_"))
    }
    compile = [
        sys.executable,
        "-m",
        "uv",
        "pip",
        "compile",
        "--no-config",
        "pyproject.toml",
        *OPTIONS,
    ]
    locks = (
        ["--all-extras", "-o", "requirements.lock", *argv],
        [
            "--extra=lab",
            "--extra=setup",
            "--constraint=requirements.lock",
            "-o",
            "requirements-class.lock",
            *argv,
        ],
    )
    return max(
        subprocess.call([*compile, *lock], cwd=ROOT, env=quiet, stdout=subprocess.DEVNULL)
        for lock in locks
    )


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
